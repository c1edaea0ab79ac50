/** HTTP to a registry: several URLs, timeouts, retries with a bound, and answers that are checked. */

import { type SerdesError, serdesErrors } from './errors.ts'

export interface RegistryHttpOptions {
  /** Base URLs, tried in turn. User name and password in a URL become basic authentication. */
  readonly urls: string | readonly string[]
  readonly auth?: RegistryAuth
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Longest that one request may take; 5,000 by default. */
  readonly timeoutMs?: number
  /** Rounds over all URLs after the first one; 3 by default, 0 for none. */
  readonly retries?: number
  /** Longest wait before the first retry, doubled for each one after it; 200 by default. The wait itself is random. */
  readonly backoffMs?: number
  /** No retry begins later than this after the first request; 30,000 by default. */
  readonly deadlineMs?: number
  /** For proxies, tracing or mTLS; the runtime's own by default. */
  readonly fetch?: typeof fetch
}

export type RegistryAuth =
  | { readonly username: string; readonly password: string }
  /** A function is asked before every request, so that a token may be renewed. */
  | { readonly token: string | (() => string | Promise<string>) }

export interface RegistryRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
}

/** Statuses that pass: overload, a restart, a proxy whose registry is away (as Confluent's Java client has them). */
const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

const maxBackoffMs = 10_000

/** Far beyond any schema; an answer without end must not fill the memory. */
const maxAnswerBytes = 32 * 1024 * 1024

const mediaType = 'application/vnd.schemaregistry.v1+json'

export class RegistryHttp {
  readonly #bases: readonly Base[]
  readonly #options: RegistryHttpOptions
  /** The base that answered last; the next request begins with it. */
  #preferred = 0

  /** @throws {SerdesError} `registryUnreachable` for a URL that is none. */
  constructor(options: RegistryHttpOptions) {
    const urls = typeof options.urls === 'string' ? [options.urls] : options.urls
    if (urls.length === 0) throw serdesErrors.registryUnreachable({ url: '(none)', reason: 'no URL is given' })
    this.#bases = urls.map((url) => parseBase(url, options.auth))
    this.#options = options
  }

  /**
   * Sends a request until it is answered, at most for the configured rounds.
   *
   * @throws {SerdesError} `registryRefused` for an answer that stays, `registryAnswerInvalid` for what is no registry's,
   *   `registryUnreachable` when the retries are used up.
   * @throws the signal's reason when it aborts.
   */
  async send(request: RegistryRequest, signal?: AbortSignal): Promise<unknown> {
    const { retries = 3, backoffMs = 200, deadlineMs = 30_000 } = this.#options
    const started = performance.now()
    for (let round = 0; ; round++) {
      const outcome = await this.#round(request, signal)
      if ('body' in outcome) return outcome.body
      if (!outcome.passing || round >= retries || performance.now() - started >= deadlineMs) throw outcome.error
      // Full jitter: many clients that failed together do not come back together.
      await wait(Math.random() * Math.min(maxBackoffMs, backoffMs * 2 ** round), signal)
    }
  }

  /** Tries each URL once, and gives the last failure when none answered. */
  async #round(request: RegistryRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    const first = this.#preferred
    let failure: Failure | undefined
    for (let i = 0; i < this.#bases.length; i++) {
      const index = (first + i) % this.#bases.length
      // The index is below the length.
      const outcome = await this.#try(this.#bases[index] as Base, request, signal)
      if ('body' in outcome || outcome.final) {
        this.#preferred = index
        return outcome
      }
      // A passing failure of one URL outweighs a strange answer of another: it is worth a retry.
      if (failure === undefined || !failure.passing) failure = outcome
    }
    if (failure === undefined) throw new Error('a round without a URL')
    return failure
  }

  async #try(base: Base, request: RegistryRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    signal?.throwIfAborted()
    const { timeoutMs = 5_000, fetch: send = fetch } = this.#options
    const timeout = AbortSignal.timeout(timeoutMs)
    const url = base.url + request.path
    try {
      const response = await send(url, {
        method: request.method,
        headers: await this.#headers(base, request),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(request.body === undefined ? {} : { body: request.body }),
      })
      return outcomeOf(url, response.status, await readText(response))
    } catch (error) {
      signal?.throwIfAborted()
      const reason = timeout.aborted ? `no answer in ${timeoutMs} ms` : reasonOf(error)
      return passing(serdesErrors.registryUnreachable({ url: base.url, reason }, { cause: error }))
    }
  }

  async #headers(base: Base, request: RegistryRequest): Promise<Record<string, string>> {
    const headers: Record<string, string> = { accept: mediaType, ...this.#options.headers }
    if (request.body !== undefined) headers['content-type'] = mediaType
    const { auth } = base
    if (auth === undefined) return headers
    if ('username' in auth) {
      headers['authorization'] = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
    } else {
      headers['authorization'] = `Bearer ${typeof auth.token === 'function' ? await auth.token() : auth.token}`
    }
    return headers
  }
}

interface Base {
  readonly url: string
  readonly auth: RegistryAuth | undefined
}

type Outcome = { readonly body: unknown } | Failure

interface Failure {
  readonly error: SerdesError
  /** Worth another round. */
  readonly passing: boolean
  /** The registry has spoken: no other URL would say anything else. */
  readonly final: boolean
}

function parseBase(text: string, auth: RegistryAuth | undefined): Base {
  let url: URL
  try {
    url = new URL(text)
  } catch (error) {
    throw serdesErrors.registryUnreachable({ url: text, reason: 'it is no URL' }, { cause: error })
  }
  const inUrl = url.username === '' ? undefined : credentials(url)
  // fetch refuses URLs with a password in them.
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  return { url: url.href.replace(/\/+$/, ''), auth: auth ?? inUrl }
}

function credentials({ username, password }: URL): RegistryAuth {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
}

function passing(error: SerdesError): Failure {
  return { error, passing: true, final: false }
}

function outcomeOf(url: string, status: number, text: string): Outcome {
  if (passingStatuses.has(status)) {
    const reason = `status ${status}${messageIn(text)}`
    return passing(serdesErrors.registryUnreachable({ url, status, reason }))
  }
  const body = parseAnswer(text)
  if (status >= 200 && status < 300 && body !== undefined) return { body }
  const { error_code: errorCode, message } = (body ?? {}) as { error_code?: unknown; message?: unknown }
  if (status >= 400 && typeof errorCode === 'number') {
    const details = { url, status, errorCode, reason: String(message) }
    return { error: serdesErrors.registryRefused(details), passing: false, final: true }
  }
  const reason = `status ${status} with ${text === '' ? 'no body' : `a body that begins ${JSON.stringify(text.slice(0, 60))}`}`
  return { error: serdesErrors.registryAnswerInvalid({ url, status, reason }), passing: false, final: false }
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function messageIn(text: string): string {
  const body = parseAnswer(text)
  return typeof body === 'object' && body !== null && 'message' in body ? `, ${body.message}` : ''
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The cause says more than fetch's own "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0])
  return error.cause instanceof Error ? error.cause.message : error.message
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const stop = () => resolve()
  signal?.addEventListener('abort', stop, { once: true })
  await promise
  clearTimeout(timer)
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
}
