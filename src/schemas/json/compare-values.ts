/** Rules for annotations, texts, numbers and fixed values. */
import { isMultipleOf, sameNumber } from '../json-number.ts'
import { printJson, withSortedKeys } from '../json-print.ts'
import type { JsonNode } from '../json-text.ts'
import type { Annotations, ConstSchema, EnumSchema, NumberSchema, StringSchema } from './model.ts'
import type { Outcome } from './outcome.ts'

export type BoundPrefix =
  | 'MAX_LENGTH'
  | 'MIN_LENGTH'
  | 'MAXIMUM'
  | 'MINIMUM'
  | 'EXCLUSIVE_MAXIMUM'
  | 'EXCLUSIVE_MINIMUM'
  | 'MAX_PROPERTIES'
  | 'MIN_PROPERTIES'
  | 'MAX_ITEMS'
  | 'MIN_ITEMS'
  | 'MAX_CONTAINS'
  | 'MIN_CONTAINS'

/** A limit that came, went, grew or shrank; numbers are compared as 64-bit floats, as in the reference. */
export function compareBounds(
  prefix: BoundPrefix,
  keyword: string,
  original: number | string | undefined,
  update: number | string | undefined,
  outcome: Outcome,
): void {
  if (original === undefined && update === undefined) return
  if (original === undefined) outcome.add(`${prefix}_ADDED`, [keyword], String(update))
  else if (update === undefined) outcome.add(`${prefix}_REMOVED`, [keyword], String(original))
  else if (Number(update) > Number(original)) outcome.add(`${prefix}_INCREASED`, [keyword], `${original} → ${update}`)
  else if (Number(update) < Number(original)) outcome.add(`${prefix}_DECREASED`, [keyword], `${original} → ${update}`)
}

export function compareAnnotations(original: Annotations, update: Annotations, outcome: Outcome): void {
  if (original.id !== update.id) outcome.add('ID_CHANGED')
  if (original.title !== update.title) outcome.add('TITLE_CHANGED')
  if (original.description !== update.description) outcome.add('DESCRIPTION_CHANGED')
  if (textOf(original.default) !== textOf(update.default)) outcome.add('DEFAULT_CHANGED')
}

function textOf(value: JsonNode | undefined): string | undefined {
  return value && printJson(withSortedKeys(value), 'decimal')
}

export function compareStrings(original: StringSchema, update: StringSchema, outcome: Outcome): void {
  compareBounds('MAX_LENGTH', 'maxLength', original.maxLength, update.maxLength, outcome)
  compareBounds('MIN_LENGTH', 'minLength', original.minLength, update.minLength, outcome)
  const [before, after] = [original.pattern, update.pattern]
  if (before === after) return
  if (before === undefined) outcome.add('PATTERN_ADDED', ['pattern'], `'${after}'`)
  else if (after === undefined) outcome.add('PATTERN_REMOVED', ['pattern'], `'${before}'`)
  else outcome.add('PATTERN_CHANGED', ['pattern'], `'${before}' → '${after}'`)
}

export function compareNumbers(original: NumberSchema, update: NumberSchema, outcome: Outcome): void {
  compareBounds('MAXIMUM', 'maximum', original.maximum, update.maximum, outcome)
  compareBounds('MINIMUM', 'minimum', original.minimum, update.minimum, outcome)
  // The reference compares with the update's maximum here and fails without one: the meant comparison is made.
  compareBounds('EXCLUSIVE_MAXIMUM', 'exclusiveMaximum', original.exclusiveMaximum, update.exclusiveMaximum, outcome)
  compareBounds('EXCLUSIVE_MINIMUM', 'exclusiveMinimum', original.exclusiveMinimum, update.exclusiveMinimum, outcome)
  compareMultiples(original.multipleOf, update.multipleOf, outcome)
  if (original.requiresInteger && !update.requiresInteger) outcome.add('TYPE_EXTENDED')
  else if (!original.requiresInteger && update.requiresInteger) outcome.add('TYPE_NARROWED')
}

function compareMultiples(before: string | undefined, after: string | undefined, outcome: Outcome): void {
  const segments = ['multipleOf']
  if (before === undefined && after === undefined) return
  if (before === undefined) outcome.add('MULTIPLE_OF_ADDED', segments, after)
  else if (after === undefined) outcome.add('MULTIPLE_OF_REMOVED', segments, before)
  else if (!sameNumber(before, after)) {
    const change = `${before} → ${after}`
    if (isMultipleOf(after, before)) outcome.add('MULTIPLE_OF_EXPANDED', segments, change)
    else if (isMultipleOf(before, after)) outcome.add('MULTIPLE_OF_REDUCED', segments, change)
    else outcome.add('MULTIPLE_OF_CHANGED', segments, change)
  }
}

export function compareEnums({ values: before }: EnumSchema, { values: after }: EnumSchema, outcome: Outcome): void {
  const removed = [...before].filter((value) => !after.has(value))
  const added = [...after].filter((value) => !before.has(value))
  const segments = ['enum']
  if (removed.length === 0 && added.length === 0) return
  if (removed.length === 0) outcome.add('ENUM_ARRAY_EXTENDED', segments, `[${added.join(', ')}]`)
  else if (added.length === 0) outcome.add('ENUM_ARRAY_NARROWED', segments, `[${removed.join(', ')}]`)
  else outcome.add('ENUM_ARRAY_CHANGED', segments, `[${removed.join(', ')}] → [${added.join(', ')}]`)
}

export function compareConsts(original: ConstSchema, update: ConstSchema, outcome: Outcome): void {
  if (original.value !== update.value) {
    outcome.add('ENUM_ARRAY_CHANGED', ['const'], `${original.value} → ${update.value}`)
  }
}
