/** Rules for what objects and arrays say of properties and items that they do not describe one by one. */
import type { Computation } from '../recursion.ts'
import type { Comparer } from './comparer.ts'
import { type Additional, isUnconstrained, type SchemaNode } from './model.ts'
import type { Outcome } from './outcome.ts'

/** `additionalProperties` or `additionalItems`. An empty schema is a schema here, as in the reference. */
export function* compareAdditional(
  prefix: 'ADDITIONAL_PROPERTIES' | 'ADDITIONAL_ITEMS',
  keyword: string,
  original: Additional,
  update: Additional,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const segments = [keyword]
  if (original.permitted !== update.permitted) {
    outcome.add(update.permitted ? `${prefix}_ADDED` : `${prefix}_REMOVED`, segments)
  } else if (!original.schema && update.schema) outcome.add(`${prefix}_NARROWED`, segments)
  else if (original.schema && !update.schema) outcome.add(`${prefix}_EXTENDED`, segments)
  else if (original.schema) outcome.include(yield* comparer.compare(original.schema, update.schema), segments)
}

/** `unevaluatedProperties` or `unevaluatedItems`. */
export function* compareUnevaluated(
  prefix: 'UNEVALUATED_PROPERTIES' | 'UNEVALUATED_ITEMS',
  keyword: string,
  original: SchemaNode | undefined,
  update: SchemaNode | undefined,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const segments = [keyword]
  if (!original && !update) return
  if (original?.kind === 'false' && update?.kind !== 'false') outcome.add(`${prefix}_ADDED`, segments)
  else if (update?.kind === 'false' && original?.kind !== 'false') outcome.add(`${prefix}_REMOVED`, segments)
  else if (!original) outcome.add(`${prefix}_NARROWED`, segments)
  else if (!update) outcome.add(`${prefix}_EXTENDED`, segments)
  else if (isUnconstrained(original) && !isUnconstrained(update)) outcome.add(`${prefix}_NARROWED`, segments)
  else if (!isUnconstrained(original) && isUnconstrained(update)) outcome.add(`${prefix}_EXTENDED`, segments)
  else outcome.include(yield* comparer.compare(original, update), segments)
}
