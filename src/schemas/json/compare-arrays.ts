/** Rules for arrays, in the order of the reference. */

import type { Computation } from '../recursion.ts'
import { compareAdditional, compareUnevaluated } from './compare-rest.ts'
import { compareBounds } from './compare-values.ts'
import type { Comparer } from './comparer.ts'
import { isOpenArray, schemaForFurtherItems } from './content-model.ts'
import { type ArraySchema, isUnconstrained, type SchemaNode } from './model.ts'
import type { Outcome } from './outcome.ts'

export function* compareArrays(
  original: ArraySchema,
  update: ArraySchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  outcome.include(yield* comparer.compare(original.allItems, update.allItems), ['items'])
  yield* compareTuples(original, update, outcome, comparer)
  const { additional, unevaluated } = original
  yield* compareAdditional('ADDITIONAL_ITEMS', 'additionalItems', additional, update.additional, outcome, comparer)
  yield* compareUnevaluated('UNEVALUATED_ITEMS', 'unevaluatedItems', unevaluated, update.unevaluated, outcome, comparer)
  compareBounds('MAX_ITEMS', 'maxItems', original.maxItems, update.maxItems, outcome)
  compareBounds('MIN_ITEMS', 'minItems', original.minItems, update.minItems, outcome)
  if (original.uniqueItems !== update.uniqueItems) {
    outcome.add(update.uniqueItems ? 'UNIQUE_ITEMS_ADDED' : 'UNIQUE_ITEMS_REMOVED', ['uniqueItems'])
  }
  compareBounds('MAX_CONTAINS', 'maxContains', original.maxContains, update.maxContains, outcome)
  compareBounds('MIN_CONTAINS', 'minContains', original.minContains, update.minContains, outcome)
}

function* compareTuples(
  original: ArraySchema,
  update: ArraySchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const length = Math.max(original.items.length, update.items.length)
  for (let index = 0; index < length; index++) {
    comparer.step()
    const segments = ['items', String(index)]
    const before = original.items[index]
    const after = update.items[index]
    if (before && after) outcome.include(yield* comparer.compare(before, after), segments)
    else if (before) yield* compareRemoved(segments, before, update, outcome, comparer)
    else if (after) yield* compareAdded(segments, after, original, outcome, comparer)
  }
}

function* compareRemoved(
  segments: readonly string[],
  item: SchemaNode,
  update: ArraySchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const rest = schemaForFurtherItems(update)
  if (isOpenArray(update)) outcome.add('ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL', segments)
  else if (rest) {
    const covering = yield* comparer.compare(item, rest)
    outcome.include(covering, segments)
    const covers = covering.isCompatible ? 'IS_COVERED' : 'NOT_COVERED'
    outcome.add(`ITEM_REMOVED_${covers}_BY_PARTIALLY_OPEN_CONTENT_MODEL`, segments)
  } else if (item.kind === 'false') outcome.add('ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL', segments)
  else outcome.add('ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL', segments)
}

function* compareAdded(
  segments: readonly string[],
  item: SchemaNode,
  original: ArraySchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const rest = schemaForFurtherItems(original)
  if (isOpenArray(original)) {
    const kind = isUnconstrained(item) ? 'ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN' : 'ITEM_ADDED_TO_OPEN'
    outcome.add(`${kind}_CONTENT_MODEL`, segments)
  } else if (rest) {
    const covered = yield* comparer.compare(rest, item)
    outcome.include(covered, segments)
    const covers = covered.isCompatible ? 'IS_COVERED' : 'NOT_COVERED'
    outcome.add(`ITEM_ADDED_${covers}_BY_PARTIALLY_OPEN_CONTENT_MODEL`, segments)
  } else outcome.add('ITEM_ADDED_TO_CLOSED_CONTENT_MODEL', segments)
}
