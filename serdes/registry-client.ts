/** The registry as a serde needs it: register, look up, fetch by id; nothing is asked twice. */

import type { SchemaText } from './definition.ts'
import { SerdesError, serdesErrors } from './errors.ts'
import { Flight } from './flight.ts'
import {
  integerOf,
  type Reference,
  type RegisteredSchema,
  referencesOf,
  schemaTypeOf,
  stringOf,
  toRegistered,
} from './registry-answer.ts'
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
    return integerOf(answer, 'id', path)
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
    const context = contextOf(options.subject)
    const request: RegistryRequest = { method: 'GET', path: schemaPath(schemaId, context) }
    return this.#shared(this.#schemaFlights, key, options.signal, async (stop) => {
      const schema = await this.#rememberingMiss(request, this.#fetchSchema(request, context, stop))
      // JavaScript strings take up to two bytes a character.
      const characters = [schema.text, ...schema.references].reduce((sum, text) => sum + text.length, 0)
      this.#schemas.set(key, schema, characters * 2)
      return schema
    })
  }

  async #fetchSchema(request: RegistryRequest, context: string, signal: AbortSignal): Promise<SchemaText> {
    const answer = await this.#ask(request, signal)
    return {
      schemaType: schemaTypeOf(answer),
      text: stringOf(answer, 'schema', request.path),
      references: await this.#resolve(referencesOf(answer, request.path), context, signal),
    }
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
    return this.#misses.get(requestKey({ method: 'GET', path: schemaPath(schemaId, contextOf(subject)) }))
  }

  /**
   * Texts that a schema refers to: dependencies first, each once.
   *
   * @param context - of the schema, from which its references to plain subjects are meant.
   */
  async #resolve(references: readonly Reference[], context: string, signal: AbortSignal): Promise<string[]> {
    const texts: string[] = []
    const seen = new Set<string>()
    const visit = async (list: readonly Reference[]): Promise<void> => {
      for (const { subject, version } of list) {
        // Old records may refer to what was deleted since.
        const name = encodeURIComponent(inContext(subject, context))
        const path = `/subjects/${name}/versions/${version}?deleted=true`
        if (seen.has(path)) continue
        seen.add(path)
        if (seen.size > maxReferences) {
          throw serdesErrors.invalidSchema({ reason: `it refers to more than ${maxReferences} others` })
        }
        const answer = await this.#ask({ method: 'GET', path }, signal)
        await visit(referencesOf(answer, path))
        texts.push(stringOf(answer, 'schema', path))
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
    return this.#shared(this.#requestFlights, key, signal, (stop) =>
      this.#rememberingMiss(request, this.#http.send(request, stop)),
    )
  }

  /** Believes it for a while when the answer is that something does not exist. */
  async #rememberingMiss<Value>(request: RegistryRequest, answer: Promise<Value>): Promise<Value> {
    try {
      return await answer
    } catch (error) {
      if (isMissing(error)) this.#misses.set(requestKey(request), error)
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

function schemaPath(schemaId: number, context: string): string {
  const query = context === '.' ? '' : `?subject=${encodeURIComponent(`:${context}:`)}`
  return `/schemas/ids/${schemaId}${query}`
}

function inContext(subject: string, context: string): string {
  return context === '.' || subject.startsWith(':.') ? subject : `:${context}:${subject}`
}

function normalizeQuery({ normalize }: WriteOptions): string {
  return normalize ? '?normalize=true' : ''
}

function bodyOf({ schemaType, text }: SchemaText): string {
  return JSON.stringify({ schemaType, schema: text })
}
