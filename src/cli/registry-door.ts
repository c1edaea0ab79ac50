/** The door to a registry's REST API, ours or any that speaks Confluent's, and its errors in our words. */

import { setTimeout as wait } from 'node:timers/promises'
import { cliErrors } from './errors.ts'

export interface RegistryDoorOptions {
  /** Base URL. */
  registry: string
  /** `NAME:PASSWORD` for basic authentication. */
  user?: string
  /** For bearer authentication. */
  token?: string
  /** How often a request is sent again where the answer may pass; for long work, which a moment's trouble must not end. */
  retries?: number
  /** Longest that one request may take. */
  timeoutMs?: number
  /** Ends requests and waits. */
  signal?: AbortSignal
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What the registry answered; the body is JSON, or `undefined` where there is none. */
export interface RegistryAnswer {
  status: number
  body: unknown
}

interface SendOptions {
  body?: object
  headers?: Readonly<Record<string, string>>
}

const mediaType = 'application/vnd.schemaregistry.v1+json'

/** Overload, a restart, a proxy whose registry is away. */
const passingStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])

const firstBackoffMs = 250
const maxBackoffMs = 5_000

/** Far beyond any list of a registry; an answer without end must not fill the memory. */
const maxAnswerBytes = 64 * 1024 * 1024

/** Cause of an error: asking again would bring the same, asking for less may not. */
export class AnswerTooLarge extends Error {}

export class RegistryDoor {
  /** Base URL without a password in it, fit to be printed. */
  readonly url: string
  readonly #authorization: string | undefined
  readonly #retries: number
  readonly #timeoutMs: number
  readonly #signal: AbortSignal | undefined

  constructor({ registry, user, token, retries = 0, timeoutMs = 30_000, signal }: RegistryDoorOptions) {
    const base = new URL(registry)
    this.#authorization = authorizationOf(base, user, token)
    base.username = ''
    base.password = ''
    this.url = base.href.replace(/\/+$/, '')
    this.#retries = retries
    this.#timeoutMs = timeoutMs
    this.#signal = signal
  }

  /**
   * Asks for what must be there.
   *
   * @param path - below the base URL, each part already escaped, as `/subjects/orders-value/versions`.
   * @throws {CliError} exit code 3 where nothing answers, 1 where the answer is an error; its sentence is the registry's.
   */
  async get(path: string): Promise<unknown> {
    return this.ask('GET', path)
  }

  /** As {@link get}, and `undefined` where the registry says that there is no such thing. */
  async find(path: string): Promise<unknown> {
    const answer = await this.send('GET', path)
    return answer.status === 404 ? undefined : bodyOf(answer)
  }

  /** Sends a request whose only good answer is a good one. */
  async ask(method: Method, path: string, options: SendOptions = {}): Promise<unknown> {
    return bodyOf(await this.send(method, path, options))
  }

  /** As {@link ask}, for callers that have their own use for an error's answer. */
  async send(method: Method, path: string, options: SendOptions = {}): Promise<RegistryAnswer> {
    const { status, text } = await this.#sendPatiently(method, path, options)
    if (status === 401 || status === 403) throw cliErrors.registryForbids(this.url, status)
    if (text === '' && status < 300) return { status, body: undefined }
    try {
      return { status, body: JSON.parse(text) }
    } catch (error) {
      throw cliErrors.noRegistry(this.url, `it answered ${status} with ${contentOf(text)}`).because(error)
    }
  }

  /** The answer as it is, for routes that send a schema's own text. */
  async text(path: string): Promise<string> {
    const { status, text } = await this.#sendPatiently('GET', path, {})
    if (status < 300) return text
    // An error is JSON like everywhere else.
    return String(await this.get(path))
  }

  async #sendPatiently(method: Method, path: string, options: SendOptions): Promise<{ status: number; text: string }> {
    for (let round = 0; ; round++) {
      const last = round >= this.#retries
      try {
        const answer = await this.#sendOnce(method, path, options)
        if (last || !passingStatuses.has(answer.status)) return answer
      } catch (error) {
        if (last || this.#signal?.aborted || (error instanceof Error && error.cause instanceof AnswerTooLarge))
          throw error
      }
      await wait(Math.random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** round))
    }
  }

  async #sendOnce(
    method: Method,
    path: string,
    { body, headers }: SendOptions,
  ): Promise<{ status: number; text: string }> {
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          accept: mediaType,
          ...(body && { 'content-type': mediaType }),
          ...(this.#authorization && { authorization: this.#authorization }),
          ...headers,
        },
        signal: this.#signal ? AbortSignal.any([this.#signal, timeout]) : timeout,
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await readText(response) }
    } catch (error) {
      const reason = timeout.aborted ? `nothing within ${this.#timeoutMs / 1000} s` : reasonOf(error)
      throw cliErrors.registryUnreachable(this.url, reason).because(error)
    }
  }
}

/** The body of a good answer. */
function bodyOf(answer: RegistryAnswer): unknown {
  if (answer.status < 300) return answer.body
  throw cliErrors.refused(messageOf(answer))
}

export function messageOf({ status, body }: RegistryAnswer): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  return typeof message === 'string' ? message : `The registry answered ${status}.`
}

/** What was said on the command line wins over what stands in the URL. */
function authorizationOf(base: URL, user: string | undefined, token: string | undefined): string | undefined {
  if (token !== undefined) return `Bearer ${token}`
  const inUrl = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  const basic = user ?? (base.username === '' ? undefined : inUrl)
  return basic === undefined ? undefined : `Basic ${Buffer.from(basic).toString('base64')}`
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxAnswerBytes) throw new AnswerTooLarge(`an answer of more than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function contentOf(text: string): string {
  if (text === '') return 'no body'
  if (/^\s*<(!doctype|html)/i.test(text)) return 'a web page (HTML); is this the address of a console or of a proxy?'
  return `a body that begins ${JSON.stringify(text.slice(0, 40))}`
}

/** The cause says more than fetch's own "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0])
  const reason = error.cause instanceof Error ? error.cause.message : error.message
  return /certificate/i.test(reason) ? `${reason}; NODE_EXTRA_CA_CERTS names a file of authorities to trust` : reason
}
