/** Texts and numbers at the borders of what schemas allow. */

import { isMultipleOf } from '../../json-number.ts'
import type { NumberSchema, SchemaNode, StringSchema } from '../model.ts'
import { isSearchable, type PatternSearch } from '../pattern.ts'
import { samplesOf } from './pattern-sample.ts'
import { memberOf } from './slots.ts'

/** Longest text that is made to reach a bound. */
const longestText = 5000

const plainTexts = ['', 'a', 'A', '0', ' ', '-', 'b', 'ab', 'text', '1a', 'é', '!']

const formatTexts: Readonly<Record<string, string>> = {
  'date-time': '2000-01-01T00:00:00Z',
  date: '2000-01-01',
  time: '00:00:00Z',
  duration: 'P1D',
  email: 'a@example.com',
  'idn-email': 'a@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uri: 'http://example.com',
  'uri-reference': 'a',
  iri: 'http://example.com',
  'iri-reference': 'a',
  uuid: '00000000-0000-0000-0000-000000000000',
  'json-pointer': '/a',
  regex: 'a',
}

/** @param schemas - of both sides: what is just allowed by the one may be just too much for the other. */
export function textsAround(schemas: readonly SchemaNode[]): string[] {
  const texts = schemas.filter((schema) => schema.kind === 'string')
  const lengths = texts.flatMap(({ minLength, maxLength }) => aroundCounts([minLength, maxLength], longestText))
  const patterns = texts.flatMap(({ pattern }) => (pattern === undefined ? [] : samplesOf(pattern)))
  const formatted = texts.flatMap(({ source }) => formatSample(memberOf(source, 'format')) ?? [])
  const stretched = patterns.flatMap((text) =>
    text === '' ? [] : lengths.map((length) => text.padEnd(length, text.at(-1)).slice(0, length)),
  )
  const filled = lengths.map((length) => 'a'.repeat(length))
  const others = [...patterns, ...plainTexts, ...filled, ...stretched].sort(byLength)
  return [...new Set([...formatted, ...others])]
}

function byLength(a: string, b: string): number {
  return a.length - b.length
}

function formatSample(format: ReturnType<typeof memberOf>): string | undefined {
  return format?.type === 'string' && Object.hasOwn(formatTexts, format.value) ? formatTexts[format.value] : undefined
}

export function fitsText(
  text: string,
  { minLength, maxLength, pattern }: StringSchema,
  search: PatternSearch,
): boolean {
  const { length } = [...text]
  if (length < (minLength ?? 0) || length > (maxLength ?? length)) return false
  return pattern === undefined || (isSearchable(pattern) && search.finds(pattern, text))
}

const plainNumbers = [0, 1, -1, 2, 1.5, 0.5, 3, 5, 7, 10]

/** Multiples of one number, of which not all are multiples of another. */
const factors = [1, 2, 3, 5, 7, -1]

export function numbersAround(schemas: readonly SchemaNode[]): number[] {
  const numbers = schemas.filter((schema) => schema.kind === 'number')
  const bounds = numbers.flatMap(boundsOf)
  const near = bounds.flatMap((bound) => [bound, bound - 1, bound + 1, bound - 0.5, bound + 0.5])
  const steps = numbers.flatMap(({ multipleOf }) => (multipleOf === undefined ? [] : [Number(multipleOf)]))
  const multiples = steps.flatMap((step) => [
    ...factors.map((factor) => factor * step),
    ...bounds.flatMap((bound) => [Math.floor(bound / step) * step, Math.ceil(bound / step) * step]),
  ])
  return [...new Set([...plainNumbers, ...near, ...multiples])].filter(Number.isFinite)
}

function boundsOf({ maximum, minimum, exclusiveMaximum, exclusiveMinimum }: NumberSchema): number[] {
  return [maximum, minimum, exclusiveMaximum, exclusiveMinimum].flatMap((bound) =>
    bound === undefined ? [] : [Number(bound)],
  )
}

export function fitsNumber(value: number, schema: NumberSchema): boolean {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf, requiresInteger } = schema
  if (requiresInteger && !Number.isInteger(value)) return false
  if (multipleOf !== undefined && !isMultipleOf(String(value), multipleOf)) return false
  const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number
  return (
    value <= Number(maximum ?? most) &&
    value >= Number(minimum ?? least) &&
    value < Number(exclusiveMaximum ?? most) &&
    value > Number(exclusiveMinimum ?? least)
  )
}

/** Numbers of things just within and just beyond bounds; none that would take too much. */
export function aroundCounts(bounds: readonly (number | undefined)[], most: number): number[] {
  const near = bounds.flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]))
  return [...new Set(near)].filter((count) => count >= 0 && count <= most).sort((a, b) => a - b)
}
