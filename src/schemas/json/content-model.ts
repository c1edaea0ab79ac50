/**
 * What an object or array accepts beyond what it describes one by one.
 *
 * It is *open* where anything goes, *partially open* where there is a schema for the rest, and *closed* otherwise.
 */
import type { Comparer } from './comparer.ts'
import { type ArraySchema, isUnconstrained, type ObjectSchema, type SchemaNode } from './model.ts'
import { stepsForSearch } from './pattern.ts'

/** An object with patterns counts as not open even where everything else is permitted, as in the reference. */
export function isOpenObject(schema: ObjectSchema): boolean {
  return schema.patternProperties.size === 0 && isOpen(schema)
}

export function isOpenArray(schema: ArraySchema): boolean {
  return isOpen(schema)
}

function isOpen({ additional, unevaluated }: ObjectSchema | ArraySchema): boolean {
  return additional.permitted && !additional.schema && (!unevaluated || isUnconstrained(unevaluated))
}

/** The schema that a property without one of its own must fulfil: that of the first pattern, else that for the rest. */
export function schemaForRest(schema: ObjectSchema, name: string, comparer: Comparer): SchemaNode | undefined {
  for (const [pattern, covering] of schema.patternProperties) {
    comparer.step(stepsForSearch)
    if (comparer.patterns.finds(pattern, name)) return covering
  }
  const { additional, unevaluated } = schema
  if (additional.schema) return additional.schema
  const isTelling = unevaluated && !isUnconstrained(unevaluated) && unevaluated.kind !== 'false'
  return additional.permitted && isTelling ? unevaluated : undefined
}

/** The schema that an item without one of its own must fulfil. */
export function schemaForFurtherItems({ additional, unevaluated }: ArraySchema): SchemaNode | undefined {
  return additional.schema ?? unevaluated
}
