/** Parameters of path and query: declared once with name, type and meaning, and read as JAX-RS reads them. */

import { httpErrors } from './errors.ts'

export interface Parameter<Value = unknown> {
  readonly type: 'string' | 'integer' | 'long' | 'boolean'
  /** The only words that it may be. */
  readonly values?: readonly string[]
  /** Whether it may be given more than once. */
  readonly repeatable: boolean
  readonly doc: string
  /** @param given - every value of this name, already percent-decoded. */
  read(given: readonly string[]): Value
}

export type Parameters = Readonly<Record<string, Parameter>>

export type ParameterValues<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer Value> ? Value : never
}

/** A part of the path. */
export function segment(doc: string): Parameter<string> {
  return text(doc)
}

/** A part of the path that may be missing, and the slash before it too. */
export function optionalSegment(doc: string): Parameter<string | undefined> {
  return { type: 'string', repeatable: false, doc, read: ([only]) => only }
}

export function text(doc: string, absent = ''): Parameter<string> {
  return { type: 'string', repeatable: false, doc, read: ([first]) => first ?? absent }
}

export function texts(doc: string): Parameter<readonly string[]> {
  return { type: 'string', repeatable: true, doc, read: (given) => given }
}

/** True only for `true` in any case; anything else, also empty or `1`, is false. */
export function flag(doc: string): Parameter<boolean> {
  return { type: 'boolean', repeatable: false, doc, read: ([first]) => first?.toLowerCase() === 'true' }
}

/**
 * 32 bits with a sign. Given empty it is as if absent.
 *
 * What is no number is "not found" rather than "bad": a habit of JAX-RS that clients know.
 */
export function integer(doc: string, absent = 0): Parameter<number> {
  return { type: 'integer', repeatable: false, doc, read: ([first]) => (first ? parseInteger(first) : absent) }
}

/** A whole number up to 2^53: times in milliseconds, sequences. Read otherwise like `integer`. */
export function long(doc: string, absent = 0): Parameter<number> {
  return { type: 'long', repeatable: false, doc, read: ([first]) => (first ? parseLong(first) : absent) }
}

/** One of a few words, any number of times; another one is "not found", like a number that is none. */
export function choices<const Value extends string>(values: readonly Value[], doc: string): Parameter<Value[]> {
  const read = (given: readonly string[]) => given.map((text) => choose(values, text))
  return { type: 'string', values, repeatable: true, doc: `${doc} ${values.join(', ')}.`, read }
}

/** One of a few words, read like `choices`; given empty it is as if absent. */
export function choice<const Value extends string>(
  values: readonly Value[],
  doc: string,
): Parameter<Value | undefined> {
  const read = ([first]: readonly string[]) => (first ? choose(values, first) : undefined)
  return { type: 'string', values, repeatable: false, doc: `${doc} ${values.join(', ')}.`, read }
}

function choose<const Value extends string>(values: readonly Value[], text: string): Value {
  const value = values.find((known) => known === text)
  if (value === undefined) throw httpErrors.notFound()
  return value
}

/** A point in time at which to read. */
export const asOf = text(
  'How it was then: an RFC 3339 time, milliseconds since 1970, or `sequence:42` of the change log. What was deleted meanwhile is there again.',
)

/** The part of a list that is wanted; values out of range mean the default. */
export const page = {
  offset: integer('How many items to leave out at the start.'),
  limit: integer('How many items to answer at most; -1 for the default.', -1),
}

/** How a schema is wanted; see `Presentation` of the registry. */
const format = text('Another form of the text: resolved (Avro), serialized, ignore_extensions (Protobuf).')
const referenceFormat = text('`qualified`: subjects of references with their context.')
const findTags = texts('Tags whose records and fields are answered too; `*` for all.')
export const presentation = { format, referenceFormat, findTags }

export function readParameters<P extends Parameters>(
  declared: P,
  given: Readonly<Record<string, string | string[] | undefined>>,
): ParameterValues<P> {
  const values: Record<string, unknown> = {}
  for (const name in declared) {
    const value = given[name]
    values[name] = declared[name]?.read(value === undefined ? [] : Array.isArray(value) ? value : [value])
  }
  // The loop runs over the declaration, which is what the type says.
  return values as ParameterValues<P>
}

function parseLong(given: string): number {
  const value = /^[+-]?\d{1,16}$/.test(given) ? Number(given) : Number.NaN
  if (!Number.isSafeInteger(value)) throw httpErrors.notFound()
  return value
}

function parseInteger(given: string): number {
  const value = /^[+-]?\d{1,10}$/.test(given) ? Number(given) : Number.NaN
  if (value !== (value | 0)) throw httpErrors.notFound()
  return value
}
