/** Rules for objects, in the order of the reference. */

import { stepsFor } from '../limits.ts'
import type { Computation } from '../recursion.ts'
import { compareAdditional, compareUnevaluated } from './compare-rest.ts'
import { compareBounds, listed } from './compare-values.ts'
import type { Comparer } from './comparer.ts'
import { isOpenObject, schemaForRest } from './content-model.ts'
import { isUnconstrained, type ObjectSchema, type SchemaNode } from './model.ts'
import type { Outcome } from './outcome.ts'

export function* compareObjects(
  original: ObjectSchema,
  update: ObjectSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  compareRequired(original, update, outcome)
  yield* compareProperties(original, update, outcome, comparer)
  yield* compareDependencies(original, update, outcome, comparer)
  const { additional, unevaluated } = original
  yield* compareAdditional(
    'ADDITIONAL_PROPERTIES',
    'additionalProperties',
    additional,
    update.additional,
    outcome,
    comparer,
  )
  const keyword = 'unevaluatedProperties'
  yield* compareUnevaluated('UNEVALUATED_PROPERTIES', keyword, unevaluated, update.unevaluated, outcome, comparer)
  compareBounds('MAX_PROPERTIES', 'maxProperties', original.maxProperties, update.maxProperties, outcome)
  compareBounds('MIN_PROPERTIES', 'minProperties', original.minProperties, update.minProperties, outcome)
}

/** Only for properties that both describe; a required name without a property is not looked at. */
function compareRequired(original: ObjectSchema, update: ObjectSchema, outcome: Outcome): void {
  for (const name of original.properties.keys()) {
    const property = update.properties.get(name)
    if (!property || original.required.has(name) === update.required.has(name)) continue
    const segments = ['required', name]
    if (original.required.has(name)) outcome.add('REQUIRED_ATTRIBUTE_REMOVED', segments)
    else if (hasDefault(property)) outcome.add('REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED', segments)
    else outcome.add('REQUIRED_ATTRIBUTE_ADDED', segments)
  }
}

function hasDefault(property: SchemaNode): boolean {
  return property.annotations.default !== undefined
}

function* compareProperties(
  original: ObjectSchema,
  update: ObjectSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  for (const name of new Set([...original.properties.keys(), ...update.properties.keys()])) {
    comparer.step()
    const before = original.properties.get(name)
    const after = update.properties.get(name)
    if (before && after) outcome.include(yield* comparer.compare(before, after), ['properties', name])
    else if (before) yield* compareRemoved(name, before, update, outcome, comparer)
    else if (after) yield* compareAdded(name, after, original, update, outcome, comparer)
  }
}

/** A removed property is judged by what the update says of properties that it does not describe. */
function* compareRemoved(
  name: string,
  property: SchemaNode,
  update: ObjectSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const segments = ['properties', name]
  const isOpen = isOpenObject(update)
  const rest = isOpen ? undefined : schemaForRest(update, name, comparer)
  if (isOpen) outcome.add('PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL', segments)
  else if (rest) {
    const covering = yield* comparer.compare(property, rest)
    outcome.include(covering, segments)
    const covers = covering.isCompatible ? 'IS_COVERED' : 'NOT_COVERED'
    outcome.add(`PROPERTY_REMOVED_${covers}_BY_PARTIALLY_OPEN_CONTENT_MODEL`, segments)
  } else if (property.kind === 'false') {
    outcome.add('PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL', segments)
  } else outcome.add('PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL', segments)
}

/** An added property is judged by what the original says of properties that it does not describe. */
function* compareAdded(
  name: string,
  property: SchemaNode,
  original: ObjectSchema,
  update: ObjectSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const segments = ['properties', name]
  const isOpen = isOpenObject(original)
  if (isOpen && isUnconstrained(property)) {
    outcome.add('PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL', segments)
    return
  }
  const rest = isOpen ? undefined : schemaForRest(original, name, comparer)
  if (rest) {
    const covered = yield* comparer.compare(rest, property)
    outcome.include(covered, segments)
    const covers = covered.isCompatible ? 'IS_COVERED' : 'NOT_COVERED'
    outcome.add(`PROPERTY_ADDED_${covers}_BY_PARTIALLY_OPEN_CONTENT_MODEL`, segments)
  }
  const model = isOpen ? 'OPEN' : 'UNOPEN'
  if (!update.required.has(name)) outcome.add(`OPTIONAL_PROPERTY_ADDED_TO_${model}_CONTENT_MODEL`, segments)
  else if (hasDefault(property)) outcome.add(`REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_${model}_CONTENT_MODEL`, segments)
  else outcome.add(`REQUIRED_PROPERTY_ADDED_TO_${model}_CONTENT_MODEL`, segments)
}

function* compareDependencies(
  original: ObjectSchema,
  update: ObjectSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const [arraysBefore, arraysAfter] = [original.propertyDependencies, update.propertyDependencies]
  for (const name of new Set([...arraysBefore.keys(), ...arraysAfter.keys()])) {
    comparer.step(1 + stepsFor((arraysBefore.get(name)?.size ?? 0) + (arraysAfter.get(name)?.size ?? 0)))
    compareDependency(['dependencies', name], arraysBefore.get(name), arraysAfter.get(name), outcome)
  }
  const [schemasBefore, schemasAfter] = [original.schemaDependencies, update.schemaDependencies]
  for (const name of new Set([...schemasBefore.keys(), ...schemasAfter.keys()])) {
    const [before, after] = [schemasBefore.get(name), schemasAfter.get(name)]
    const segments = ['dependencies', name]
    if (before && after) outcome.include(yield* comparer.compare(before, after), segments)
    else outcome.add(after ? 'DEPENDENCY_SCHEMA_ADDED' : 'DEPENDENCY_SCHEMA_REMOVED', segments)
  }
}

function compareDependency(
  segments: readonly string[],
  before: ReadonlySet<string> | undefined,
  after: ReadonlySet<string> | undefined,
  outcome: Outcome,
): void {
  const change = () => `${listed(before ?? new Set())} → ${listed(after ?? new Set())}`
  if (!before) outcome.add('DEPENDENCY_ARRAY_ADDED', segments, change)
  else if (!after) outcome.add('DEPENDENCY_ARRAY_REMOVED', segments, change)
  else {
    const [isSubset, isSuperset] = [before.isSubsetOf(after), before.isSupersetOf(after)]
    if (isSubset && isSuperset) return
    const kind = isSubset ? 'EXTENDED' : isSuperset ? 'NARROWED' : 'CHANGED'
    outcome.add(`DEPENDENCY_ARRAY_${kind}`, segments, change)
  }
}
