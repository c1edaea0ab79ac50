/** Rules for annotations, texts, numbers and fixed values. */
import { cached } from '../cached.ts'
import { isMultipleOf, sameNumber } from '../json-number.ts'
import { printJson, withSortedKeys } from '../json-print.ts'
import type { JsonNode } from '../json-text.ts'
import { stepsFor } from '../limits.ts'
import type { Comparer } from './comparer.ts'
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
  const [before, after] = [original.default, update.default]
  if ((before && textOfValue(before)) !== (after && textOfValue(after))) outcome.add('DEFAULT_CHANGED')
}

const textOfValue = cached((value: JsonNode): string => printJson(withSortedKeys(value), 'decimal'))

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

export function compareEnums(original: EnumSchema, update: EnumSchema, outcome: Outcome, comparer: Comparer): void {
  const [before, after] = [original.values, update.values]
  comparer.step(stepsFor(before.size + after.size))
  const [isSubset, isSuperset] = [before.isSubsetOf(after), before.isSupersetOf(after)]
  const removed = () => listed(before.difference(after))
  const added = () => listed(after.difference(before))
  const segments = ['enum']
  if (isSubset && isSuperset) return
  if (isSubset) outcome.add('ENUM_ARRAY_EXTENDED', segments, added)
  else if (isSuperset) outcome.add('ENUM_ARRAY_NARROWED', segments, removed)
  else outcome.add('ENUM_ARRAY_CHANGED', segments, () => `${removed()} → ${added()}`)
}

/** A list of names or values for people, cut where nobody would read on. */
export function listed(values: ReadonlySet<string>): string {
  const shown = [...values].slice(0, 20)
  const more = values.size - shown.length
  return `[${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}]`
}

export function compareConsts(original: ConstSchema, update: ConstSchema, outcome: Outcome): void {
  if (original.value !== update.value) {
    outcome.add('ENUM_ARRAY_CHANGED', ['const'], `${original.value} → ${update.value}`)
  }
}
