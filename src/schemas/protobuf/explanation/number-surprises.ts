/** Types that are written alike and hold other values. */
import type { FieldType } from '../field-types.ts'
import type { SurpriseKind } from './surprise-rules.ts'

interface TypeSurprise {
  readonly kind: SurpriseKind
  readonly sentence: string
}

/** Signed and unsigned numbers of 32 and 64 bits; bool and enums are numbers of another meaning. */
const numbers: Readonly<Record<string, { bits: 32 | 64; signed: boolean }>> = {
  int32: { bits: 32, signed: true },
  int64: { bits: 64, signed: true },
  uint32: { bits: 32, signed: false },
  uint64: { bits: 64, signed: false },
  sint32: { bits: 32, signed: true },
  sint64: { bits: 64, signed: true },
  fixed32: { bits: 32, signed: false },
  fixed64: { bits: 64, signed: false },
  sfixed32: { bits: 32, signed: true },
  sfixed64: { bits: 64, signed: true },
}

/** Nothing where the two are not compatible, which is a finding. */
export function typeSurprises(older: FieldType, newer: FieldType): TypeSurprise[] {
  if (older.kind === 'map' && newer.kind === 'map') {
    return [...typeSurprises(older.key, newer.key), ...typeSurprises(older.value, newer.value)]
  }
  if (older.kind !== 'scalar' || newer.kind !== 'scalar') return []
  if (older.group !== newer.group || older.text === newer.text) return []
  const change = `was ${older.text} and is ${newer.text}`
  if (older.group === 'text') {
    return [
      {
        kind: 'STRING_BYTES_CHANGED',
        sentence: `${change}: bytes that are no UTF-8 are refused or replaced where text is read, and in JSON bytes are base64.`,
      },
    ]
  }
  const [was, is] = [numbers[older.text], numbers[newer.text]]
  if (!was || !is) {
    const sentence = `${change}: the same numbers are written and mean something else.`
    return [{ kind: 'NUMBER_MEANING_CHANGED', sentence }]
  }
  const found: TypeSurprise[] = []
  if (was.bits < is.bits) {
    found.push({
      kind: 'INTEGER_WIDENED',
      sentence:
        `${change}: numbers beyond 2^53 lose digits in JavaScript unless they are read as bigint, in JSON they become strings, ` +
        'and programs with the older schema keep only the lower 32 bits.',
    })
  }
  if (was.bits > is.bits) {
    found.push({
      kind: 'INTEGER_NARROWED',
      sentence: `${change}: of numbers that need more than 32 bits only the lower 32 are read.`,
    })
  }
  if (was.signed !== is.signed) {
    found.push({
      kind: 'SIGN_CHANGED',
      sentence: `${change}: negative numbers are read as very large ones, and the reverse.`,
    })
  }
  return found
}
