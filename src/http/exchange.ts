/** One request and its answer: who asks, under which id, and the only place that writes an answer. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { anonymous, type Principal } from '../authorize.ts'
import type { CodedError } from '../errors.ts'
import type { Logger } from '../telemetry/index.ts'
import { isKnown } from './entity-tag.ts'
import { eventStreamType, sendEvents } from './event-stream.ts'
import { type AnswerType, defaultAnswerType } from './media-types.ts'
import type { PreparedAnswer } from './prepared-answer.ts'
import { newRequestId } from './request-id.ts'

export class Exchange {
  /** The client's own where it sent exactly one, else a new UUID. Every answer carries it, and so does the log. */
  readonly requestId: string
  /** Everybody is anonymous until authentication is configured. */
  readonly principal: Principal = anonymous
  /** Pattern of the path, the same for all that it matches; for log and metrics. */
  routePath = 'unmatched'
  answerType: AnswerType = defaultAnswerType
  /** Why it was refused or failed, as the client was told. */
  refusal: CodedError | undefined
  /** Where it was read before any route asked for it. */
  body: Buffer | undefined
  /** As it was sent, still percent-encoded. */
  readonly url: string
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #logger: Logger
  #log: Logger | undefined

  constructor(request: IncomingMessage, response: ServerResponse, logger: Logger) {
    this.url = request.url ?? ''
    this.requestId = requestIdOf(request)
    this.#request = request
    this.#response = response
    this.#logger = logger
  }

  /** From now on it is found by its response: whatever is behind Express knows nothing else. */
  accompany(): void {
    exchanges.set(this.#response, this)
  }

  /** Whether bytes of the answer wait for a client that does not take them. */
  get isStuck(): boolean {
    return this.#request.socket.writableLength > 0
  }

  /** Its lines carry the request id. Made when there is something to say, because most requests say nothing. */
  get log(): Logger {
    this.#log ??= this.#logger.child({ requestId: this.requestId })
    return this.#log
  }

  get method(): string {
    return this.#request.method ?? ''
  }

  /** What the client would like to have, as it said so. */
  get accept(): string | undefined {
    return this.#request.headers.accept
  }

  get answered(): boolean {
    return this.#response.headersSent
  }

  sendJson(status: number, value: unknown, contentType: string = this.answerType): void {
    this.sendText(status, JSON.stringify(value), contentType)
  }

  /** What comes after the first answer is dropped: a handler may end after its time was up. */
  sendText(status: number, text: string, contentType: string = this.answerType): void {
    if (this.answered) return
    const bytes = Buffer.byteLength(text)
    this.#response.writeHead(status, {
      'Content-Type': contentType,
      'Content-Length': bytes,
      'X-Request-ID': this.requestId,
    })
    // As many bytes as characters is ASCII, which is written faster if it need not be looked at.
    this.#response.end(text, bytes === text.length ? 'latin1' : 'utf8')
  }

  /** Nothing of it where the client has it already (RFC 9110 §13.1.2). */
  sendPrepared(answer: PreparedAnswer): void {
    if (this.answered) return
    if (answer.entityTag && isKnown(answer.entityTag, this.#request.headers['if-none-match'])) {
      this.#response.writeHead(304, [...answer.headersWithoutContent, 'X-Request-ID', this.requestId])
      this.#response.end()
      return
    }
    this.#response.writeHead(200, [...answer.headers, 'X-Request-ID', this.requestId])
    this.#response.end(answer.text, answer.encoding)
  }

  sendNothing(status: number): void {
    if (this.answered) return
    this.#response.writeHead(status, { 'Content-Length': 0, 'X-Request-ID': this.requestId })
    this.#response.end()
  }

  /** Sends server-sent events until they or the client end. What fails after the first is only told to the log. */
  async sendEvents(texts: AsyncIterable<string>, ended: AbortSignal): Promise<void> {
    const headers = { 'Content-Type': eventStreamType, 'Cache-Control': 'no-store', 'X-Request-ID': this.requestId }
    const begin = () => void this.#response.writeHead(200, headers)
    try {
      await sendEvents(this.#response, texts, { begin, ended })
    } catch (error) {
      if (!this.answered) throw error
      this.log.error({ err: error, method: this.method, url: this.url }, 'stream of events failed')
      this.#response.destroy()
    }
  }

  /** Comes when the connection is closed before the answer was sent whole. */
  gone(): AbortSignal {
    const controller = new AbortController()
    if (this.#response.destroyed) controller.abort()
    else this.#response.once('close', () => controller.abort())
    return controller.signal
  }

  /** A header beside those that every answer has. */
  setHeader(name: string, value: string): void {
    if (!this.answered) this.#response.setHeader(name, value)
  }
}

const exchanges = new WeakMap<ServerResponse, Exchange>()

/** The exchange that was begun for this response before any route saw it. */
export function exchangeOf(response: ServerResponse): Exchange {
  const exchange = exchanges.get(response)
  if (!exchange) throw new Error('no exchange was begun for this response')
  return exchange
}

function requestIdOf(request: IncomingMessage): string {
  // Node takes time to tell several headers of one name apart, and most requests have none.
  if (!request.headers['x-request-id']?.toString().trim()) return newRequestId()
  const [first, ...more] = request.headersDistinct['x-request-id'] ?? []
  return first !== undefined && more.length === 0 ? first : newRequestId()
}
