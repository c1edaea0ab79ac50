/** The registry as a serde needs it: register, look up, fetch by id; nothing is asked twice. */

import type { SchemaText, SchemaType } from './definition.ts'
import { SerdesError, serdesErrors } from './errors.ts'
import { RegistryHttp, type RegistryHttpOptions, type RegistryRequest } from './registry-http.ts'
import { ByteCache, MissCache } from './schema-cache.ts'

export interface RegistryClientOptions extends RegistryHttpOptions {
  /** Schemas are kept up to this many bytes; 16 MiB by default. */
  readonly cacheBytes?: number
  /** How long a "not found" is believed; 5,000 by default. */
  readonly missTtlMs?: number
  /** Milliseconds since the epoch, for tests. */
  readonly now?: () => number
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

export interface WriteOptions extends CallOptions {
  /** Let the registry compare normalised texts. */
  readonly normalize?: boolean
}

/** A version of a subject. */
export interface RegisteredSchema {
  readonly subject: string
  readonly version: number
  readonly schemaId: number
  readonly schemaType: SchemaType
  readonly text: string
}

interface Reference {
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** "Not found" that stays a while: unknown subject, version, schema. */
const missCodes: ReadonlySet<number | undefined> = new Set([40401, 40402, 40403])

/** References of references, in all; more is a mistake or malice. */
const maxReferences = 1_000

export class RegistryClient {
  readonly #http: RegistryHttp
  readonly #schemas: ByteCache<SchemaText>
  readonly #misses: MissCache<SerdesError>
  readonly #requestFlights = new Map<string, Flight<unknown>>()
  readonly #schemaFlights = new Map<string, Flight<SchemaText>>()

  constructor(options: RegistryClientOptions) {
    const { cacheBytes = 16 * 1024 * 1024, missTtlMs = 5_000, now = Date.now } = options
    this.#http = new RegistryHttp(options)
    this.#schemas = new ByteCache(cacheBytes)
    this.#misses = new MissCache(missTtlMs, now)
  }

  /** Registers a schema under its subject, or finds that it is there; both give its id. */
  async register(subject: string, schema: SchemaText, options: WriteOptions = {}): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions${normalizeQuery(options)}`
    const answer = await this.#ask({ method: 'POST', path, body: bodyOf(schema) }, options.signal)
    this.#misses.clear()
    return integer(answer, 'id', path)
  }

  /** Finds the version of a subject that has exactly this schema. */
  async lookup(subject: string, schema: SchemaText, options: WriteOptions = {}): Promise<RegisteredSchema> {
    const path = `/subjects/${encodeURIComponent(subject)}${normalizeQuery(options)}`
    return toRegistered(await this.#ask({ method: 'POST', path, body: bodyOf(schema) }, options.signal), path)
  }

  /** The newest version of a subject. */
  async latest(subject: string, options: CallOptions = {}): Promise<RegisteredSchema> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions/latest`
    return toRegistered(await this.#ask({ method: 'GET', path }, options.signal), path)
  }

  /**
   * The schema that an id stands for, with what it refers to.
   *
   * @param options.subject - in a registry with contexts, ids count in each context; a subject says which one.
   */
  async schemaById(schemaId: number, options: CallOptions & { subject?: string } = {}): Promise<SchemaText> {
    const key = cacheKey(schemaId, options.subject)
    const known = this.#schemas.get(key)
    if (known) return known
    const path = schemaPath(schemaId, options.subject)
    return this.#shared(this.#schemaFlights, key, options.signal, (stop) => this.#fetchSchema(key, path, stop))
  }

  async #fetchSchema(key: string, path: string, signal: AbortSignal): Promise<SchemaText> {
    const answer = await this.#ask({ method: 'GET', path }, signal)
    const schema: SchemaText = {
      schemaType: schemaTypeOf(answer),
      text: string(answer, 'schema', path),
      references: await this.#resolve(referencesOf(answer, path), signal),
    }
    // JavaScript strings take up to two bytes a character.
    const characters = [schema.text, ...schema.references].reduce((sum, text) => sum + text.length, 0)
    this.#schemas.set(key, schema, characters * 2)
    return schema
  }

  /** The same where it is known already, at once; throws the "not found" where that is known. */
  cachedSchema(schemaId: number, subject?: string): SchemaText | undefined {
    const schema = this.#schemas.get(cacheKey(schemaId, subject))
    const miss = schema ? undefined : this.#missOf(schemaId, subject)
    if (miss) throw miss
    return schema
  }

  /** Whether `cachedSchema` has an answer. */
  isKnown(schemaId: number, subject?: string): boolean {
    return this.#schemas.get(cacheKey(schemaId, subject)) !== undefined || this.#missOf(schemaId, subject) !== undefined
  }

  #missOf(schemaId: number, subject: string | undefined): SerdesError | undefined {
    return this.#misses.get(requestKey({ method: 'GET', path: schemaPath(schemaId, subject) }))
  }

  /** Texts that a schema refers to: dependencies first, each once. */
  async #resolve(references: readonly Reference[], signal: AbortSignal | undefined): Promise<string[]> {
    const texts: string[] = []
    const seen = new Set<string>()
    const visit = async (list: readonly Reference[]): Promise<void> => {
      for (const { subject, version } of list) {
        const key = JSON.stringify([subject, version])
        if (seen.has(key)) continue
        seen.add(key)
        if (seen.size > maxReferences) {
          throw serdesErrors.invalidSchema({ reason: `it refers to more than ${maxReferences} others` })
        }
        // Old records may refer to what was deleted since.
        const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`
        const answer = await this.#ask({ method: 'GET', path }, signal)
        await visit(referencesOf(answer, path))
        texts.push(string(answer, 'schema', path))
      }
    }
    await visit(references)
    return texts
  }

  /** Asks, unless it is known that nothing is there. */
  async #ask(request: RegistryRequest, signal: AbortSignal | undefined): Promise<unknown> {
    const key = requestKey(request)
    const miss = this.#misses.get(key)
    if (miss) throw miss
    return this.#shared(this.#requestFlights, key, signal, (stop) => this.#send(key, request, stop))
  }

  async #send(key: string, request: RegistryRequest, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.#http.send(request, signal)
    } catch (error) {
      if (isMissing(error)) this.#misses.set(key, error)
      throw error
    }
  }

  /** Those who ask for the same thing at the same time share one answer. */
  async #shared<Value>(
    flights: Map<string, Flight<Value>>,
    key: string,
    signal: AbortSignal | undefined,
    start: (stop: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    const flight = flights.get(key) ?? new Flight(start)
    flights.set(key, flight)
    try {
      return await flight.wait(signal)
    } finally {
      if (flights.get(key) === flight && flight.isOver) flights.delete(key)
    }
  }
}

/** Whether an error says that the subject, version or schema does not exist, which stays so for a while. */
export function isMissing(error: unknown): error is SerdesError {
  return error instanceof SerdesError && missCodes.has(error.details.errorCode)
}

/** Work that is going on, and all who wait for it; when the last of them gives up, it stops. */
class Flight<Value> {
  isOver = false
  readonly #stop = new AbortController()
  readonly #answer: Promise<Value>
  #waiting = 0

  constructor(start: (stop: AbortSignal) => Promise<Value>) {
    this.#answer = start(this.#stop.signal).finally(() => {
      this.isOver = true
    })
  }

  async wait(signal: AbortSignal | undefined): Promise<Value> {
    this.#waiting++
    if (signal === undefined) return this.#answer
    const { promise, reject } = Promise.withResolvers<never>()
    const giveUp = () => {
      reject(signal.reason)
      this.#waiting--
      this.isOver ||= this.#waiting === 0
      if (this.#waiting === 0) this.#stop.abort(signal.reason)
    }
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      return await Promise.race([promise, this.#answer])
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

/** Ids count in each context, and a subject such as `:.test:orders-value` names its context. */
function contextOf(subject = ''): string {
  return /^:(\.[^:]*):/.exec(subject)?.[1] ?? '.'
}

function cacheKey(schemaId: number, subject: string | undefined): string {
  return `${contextOf(subject)} ${schemaId}`
}

function requestKey({ method, path, body }: RegistryRequest): string {
  return JSON.stringify([method, path, body])
}

function schemaPath(schemaId: number, subject: string | undefined): string {
  return `/schemas/ids/${schemaId}${subjectQuery(subject)}`
}

function subjectQuery(subject: string | undefined): string {
  const context = contextOf(subject)
  return context === '.' ? '' : `?subject=${encodeURIComponent(`:${context}:`)}`
}

function normalizeQuery({ normalize }: WriteOptions): string {
  return normalize ? '?normalize=true' : ''
}

function bodyOf({ schemaType, text }: SchemaText): string {
  return JSON.stringify({ schemaType, schema: text })
}

function toRegistered(answer: unknown, path: string): RegisteredSchema {
  return {
    subject: string(answer, 'subject', path),
    version: integer(answer, 'version', path),
    schemaId: integer(answer, 'id', path),
    schemaType: schemaTypeOf(answer),
    text: string(answer, 'schema', path),
  }
}

/** Absent means Avro, as registries before 8.0 had it. */
function schemaTypeOf(answer: unknown): SchemaType {
  const type = property(answer, 'schemaType')
  return type === 'JSON' || type === 'PROTOBUF' ? type : 'AVRO'
}

function referencesOf(answer: unknown, path: string): Reference[] {
  const list = property(answer, 'references') ?? []
  if (!Array.isArray(list)) throw lacks('references', path)
  return list.map((item) => ({
    name: string(item, 'name', path),
    subject: string(item, 'subject', path),
    version: integer(item, 'version', path),
  }))
}

function property(answer: unknown, name: string): unknown {
  // Any object answers; arrays and objects without the property give undefined.
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[name] : undefined
}

function string(answer: unknown, name: string, path: string): string {
  const value = property(answer, name)
  if (typeof value !== 'string') throw lacks(name, path)
  return value
}

function integer(answer: unknown, name: string, path: string): number {
  const value = property(answer, name)
  if (!Number.isSafeInteger(value)) throw lacks(name, path)
  return Number(value)
}

function lacks(name: string, url: string): SerdesError {
  return serdesErrors.registryAnswerInvalid({ url, reason: `the answer has no ${name}` })
}
