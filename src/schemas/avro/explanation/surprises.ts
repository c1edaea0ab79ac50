/** Changes that the wire allows and that programs still see. */
import type { Surprise } from '../../explanation/explanation.ts'
import { type AvroDocument, type AvroField, type AvroRecord, type AvroSchema, isNamed } from '../model.ts'
import { plainStyle, printAvro } from '../print.ts'
import type { Difference } from './difference-list.ts'
import { differencesBetween } from './differences.ts'
import { similar } from './repair-fields.ts'
import { isField } from './slots.ts'
import { listWords, typeWords } from './words.ts'

export type AvroSurpriseKind =
  | 'LONG_BEYOND_DOUBLE'
  | 'NUMBER_ROUNDED'
  | 'TEXT_AND_BYTES'
  | 'UNION_GAINS_BRANCH'
  | 'ENUM_DEFAULT_STANDS_IN'
  | 'LOGICAL_TYPE_CHANGED'
  | 'DEFAULT_CHANGED'
  | 'FIELD_LOOKS_RENAMED'
  | 'NAMESPACE_CHANGED'
  | 'SORT_ORDER_CHANGED'

export function surprisesBetween(older: AvroDocument, newer: AvroDocument): readonly Surprise[] {
  return differencesBetween(older, newer).flatMap((difference) =>
    [...surprisesOf(difference)].map(([kind, text]) => ({ kind, path: difference.path, description: text })),
  )
}

type Found = readonly [kind: AvroSurpriseKind, description: string]

function* surprisesOf(difference: Difference): Generator<Found> {
  const { what, older, newer, within, description } = difference
  switch (what) {
    case 'retyped':
      if (older && newer && !isField(older) && !isField(newer)) yield* typeSurprises(older, newer, description)
      break
    case 'added':
      if (isField(newer) && newer.default) yield* renameSurprises(newer, within)
      else if (newer && !isField(newer) && within) yield* branchSurprises(newer, within.older, description)
      break
    case 'symbols':
      if (older && newer) yield* symbolSurprises(older, newer)
      break
    case 'logical type':
      yield ['LOGICAL_TYPE_CHANGED', `${description} The bytes are the same, and programs take them for another value.`]
      break
    case 'default':
      yield* defaultSurprises(older, newer, description)
      break
    case 'namespace':
      yield [
        'NAMESPACE_CHANGED',
        `${description} Data is still read; classes that are generated, or found by the full name, are others.`,
      ]
      break
    case 'order':
      if (newer && !isField(newer) && newer.type === 'enum') {
        yield [
          'SORT_ORDER_CHANGED',
          `${description} Symbols are sorted by their position, and some languages number them by it.`,
        ]
      }
      break
    case 'sort order':
      yield ['SORT_ORDER_CHANGED', `${description} Data that was sorted before is not sorted by the new rule.`]
      break
  }
}

function* typeSurprises(older: AvroSchema, newer: AvroSchema, description: string): Generator<Found> {
  const [was, is] = [older, newer].map((type) =>
    (type.type === 'union' ? type.branches : [type]).map((branch) => branch.type),
  )
  const had = (type: AvroSchema['type']) => was?.includes(type) ?? false
  const gains = (type: AvroSchema['type']) => !had(type) && (is?.includes(type) ?? false)
  if (newer.type === 'union' && newer.branches.some((branch) => !had(branch.type) || isNamed(branch))) {
    yield [
      'UNION_GAINS_BRANCH',
      `${description} Programs that expect ${typeWords(older)} meet other values, and in some languages the value is wrapped.`,
    ]
  }
  yield* numberSurprises(had, gains, description)
  const textAndBytes = (had('string') && gains('bytes')) || (had('bytes') && gains('string'))
  if (textAndBytes && older.type !== 'union') {
    yield ['TEXT_AND_BYTES', `${description} Bytes that are no UTF-8 text cannot be read as a string without loss.`]
  }
}

type TypeTest = (type: AvroSchema['type']) => boolean

function* numberSurprises(had: TypeTest, gains: TypeTest, description: string): Generator<Found> {
  if (had('int') && gains('long')) {
    yield [
      'LONG_BEYOND_DOUBLE',
      `${description} Whole numbers beyond 2^53 are not exact where numbers are doubles, as in JavaScript.`,
    ]
  }
  const rounded =
    (had('long') && (gains('float') || gains('double'))) || (had('int') && gains('float')) ? 'long' : undefined
  if (rounded)
    yield [
      'NUMBER_ROUNDED',
      `${description} Large whole numbers that were written before are rounded when they are read.`,
    ]
}

function* branchSurprises(branch: AvroSchema, older: AvroSchema, description: string): Generator<Found> {
  yield [
    'UNION_GAINS_BRANCH',
    `${description} Programs that handle each type that it was before meet one that they do not know.`,
  ]
  const branches = older.type === 'union' ? older.branches.map(({ type }) => type) : []
  const had: TypeTest = (type) => branches.includes(type)
  yield* numberSurprises(had, (type) => branch.type === type && !had(type), description)
}

function* symbolSurprises(older: Difference['older'] & {}, newer: Difference['newer'] & {}): Generator<Found> {
  if (isField(older) || isField(newer) || older.type !== 'enum' || newer.type !== 'enum') return
  const removed = older.symbols.filter((symbol) => !newer.symbolSet.has(symbol))
  const added = newer.symbols.filter((symbol) => !older.symbolSet.has(symbol))
  if (removed.length > 0 && newer.default !== undefined) {
    yield [
      'ENUM_DEFAULT_STANDS_IN',
      `In data that is there already, ${listWords(removed)} of ${typeWords(older)} is now read as '${newer.default}'.`,
    ]
  }
  if (added.length > 0 && older.default !== undefined) {
    yield [
      'ENUM_DEFAULT_STANDS_IN',
      `Programs with the older schema read ${listWords(added)} of ${typeWords(newer)} as '${older.default}'.`,
    ]
  }
}

function* defaultSurprises(
  older: Difference['older'],
  newer: Difference['newer'],
  description: string,
): Generator<Found> {
  if (isField(older) && isField(newer)) {
    if (older.default && newer.default) {
      yield [
        'DEFAULT_CHANGED',
        `${description} Data that was written without the field is now read with another value.`,
      ]
    }
  } else if (older && newer && !isField(older) && !isField(newer) && older.type === 'enum' && newer.type === 'enum') {
    if (older.default !== undefined && newer.default !== undefined) {
      yield ['DEFAULT_CHANGED', `${description} Symbols that are not known are now read as another one.`]
    }
  }
}

/** A field that went and one that came, alike in name or place, and of one type. */
function* renameSurprises(added: AvroField, within: Difference['within']): Generator<Found> {
  const { older, newer } = within ?? {}
  if (older?.type !== 'record' || newer?.type !== 'record') return
  const gone = removedFrom(older, newer).find(
    (field) =>
      (similar(field.name, added.name) || older.fields.indexOf(field) === newer.fields.indexOf(added)) &&
      printAvro(field.type, plainStyle) === printAvro(added.type, plainStyle),
  )
  if (!gone) return
  yield [
    'FIELD_LOOKS_RENAMED',
    `Field '${added.name}' looks like '${gone.name}' under another name, but has no alias: what '${gone.name}' held is lost to it, and it reads its default instead.`,
  ]
}

function removedFrom(older: AvroRecord, newer: AvroRecord): AvroField[] {
  const known = new Set(newer.fields.flatMap(({ name, aliases }) => [name, ...aliases]))
  return older.fields.filter(({ name }) => !known.has(name))
}
