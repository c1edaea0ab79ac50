/** One client's socket: bytes into frames, frames into requests, answers back, and bounds on all of it. */

import type { Socket } from 'node:net'
import { CodedError } from '../errors.ts'
import type { Logger } from '../telemetry/index.ts'
import { BrokerError } from './errors.ts'
import { FrameReader } from './frame-reader.ts'
import type { LimitedLog } from './limited-log.ts'
import type { BrokerMetrics } from './metrics.ts'
import { RequestQueue, type RequestQueueOptions } from './request-queue.ts'

export interface ConnectionLimits {
  /** Largest request. */
  readonly requestBytes: number
  /** Requests that wait or run; beyond it the socket is not read. */
  readonly queuedRequests: number
  /** Bytes of those requests; one request alone may be larger. */
  readonly queuedBytes: number
  /** Bytes of answers that the client has not taken; beyond it no further request begins. */
  readonly unsentBytes: number
  /** Silence after which a connection that waits for nothing is closed. */
  readonly idleMs: number
}

export interface ConnectionOptions {
  readonly limits: ConnectionLimits
  readonly metrics: BrokerMetrics
  readonly logger: Logger
  readonly limitedLog: LimitedLog
  /** How the requests of a new connection are answered; its addresses and its signal are known. */
  serve(connection: Connection): Pick<RequestQueueOptions, 'overlaps' | 'start'>
}

export class Connection {
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #frames: FrameReader
  readonly #requests: RequestQueue
  readonly #closing = new AbortController()
  /** No further request is read: the broker drains, or the client sent what cannot be read. */
  #isEnding = false
  /** The last answer is on its way, and the socket closes behind it. */
  #hasEnded = false
  /** Why reading stopped; told when the requests before it are answered. */
  #failure: unknown

  readonly clientHost: string
  /** Address and port that the client reached. */
  readonly localAddress: { readonly host: string; readonly port: number }

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#frames = new FrameReader(options.limits.requestBytes)
    this.clientHost = plainAddress(socket.remoteAddress)
    this.localAddress = { host: plainAddress(socket.localAddress), port: socket.localPort ?? 0 }
    this.#requests = new RequestQueue({
      ...options.serve(this),
      send: (buffers) => this.#send(buffers),
      fail: (error) => this.#fail(error),
      maySend: () => socket.writableLength <= options.limits.unsentBytes,
      changed: () => this.#regulate(),
    })
    socket.setTimeout(options.limits.idleMs)
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('drain', () => this.#proceed())
    socket.on('timeout', () => this.#onSilence())
    socket.on('error', (error) => options.logger.debug({ client: this.clientHost, err: error }, 'connection lost'))
    socket.on('close', () => this.#onClose())
  }

  /** Aborted when nobody waits for answers any more. */
  get signal(): AbortSignal {
    return this.#closing.signal
  }

  /** Reads nothing more, answers what is here, and then closes. */
  drain(): void {
    this.#isEnding = true
    this.#regulate()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#options.metrics.bytesReceived.inc(chunk.length)
    if (this.#isEnding) return
    try {
      for (const frame of this.#frames.push(chunk)) this.#requests.push(frame)
    } catch (error) {
      this.#isEnding = true
      this.#failure = error
    }
    this.#proceed()
  }

  #proceed(): void {
    this.#requests.advance()
    this.#regulate()
  }

  /** Reads on while there is room, and ends when the last answer is out. */
  #regulate(): void {
    const { queuedRequests, queuedBytes } = this.#options.limits
    const isFull = this.#requests.size >= queuedRequests || this.#requests.heldBytes >= queuedBytes
    if (isFull || this.#isEnding) this.#socket.pause()
    else if (this.#socket.isPaused()) this.#socket.resume()
    if (!this.#isEnding || this.#requests.size > 0 || this.#hasEnded) return
    if (this.#failure === undefined) this.#end()
    else this.#fail(this.#failure)
  }

  /** Corked, so that the answers and all their parts leave in one system call. */
  #send(buffers: readonly Buffer[]): void {
    if (this.#socket.destroyed) return
    let sizeInBytes = 0
    this.#socket.cork()
    for (const buffer of buffers) {
      sizeInBytes += buffer.length
      this.#socket.write(buffer)
    }
    this.#socket.uncork()
    this.#options.metrics.bytesSent.inc(sizeInBytes)
  }

  #fail(error: unknown): void {
    const line = { client: this.clientHost, err: error }
    const reason = 'connection closed: a request could not be answered'
    if (isFaultOfOurs(error)) this.#options.logger.error(line, reason)
    else this.#options.limitedLog.write('warn', kindOf(error), line, reason)
    if (error instanceof BrokerError && error.key === 'httpRequest') this.#socket.write(httpAnswer(error.message))
    this.#end()
  }

  #end(): void {
    this.#isEnding = true
    this.#hasEnded = true
    this.#requests.stop()
    this.#socket.destroySoon()
  }

  /** A parked request keeps its connection, however long it waits; the timer is armed again for the time after it. */
  #onSilence(): void {
    const isParked = this.#requests.size > 0 && this.#socket.writableLength === 0
    if (isParked) this.#socket.setTimeout(this.#options.limits.idleMs)
    else this.#socket.destroy()
  }

  #onClose(): void {
    this.#requests.stop()
    this.#closing.abort()
  }
}

/** What a client did wrong has a code; an error without one, or because of one without, is a bug here. */
function isFaultOfOurs(error: unknown): boolean {
  if (!(error instanceof CodedError)) return true
  return error.cause !== undefined && isFaultOfOurs(error.cause)
}

/** Of the error underneath all others, in which mistakes of clients differ. */
function kindOf(error: unknown): string {
  if (!(error instanceof CodedError)) return ''
  return kindOf(error.cause) || error.key
}

/** For the person who sent a browser or a health check here. */
function httpAnswer(message: string): string {
  const body = `${message} Point Kafka clients here; the schema registry has a port of its own.\n`
  return `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`
}

/** An IPv4 client of a dual-stack listener appears as `::ffff:127.0.0.1`. */
function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? ''
}
