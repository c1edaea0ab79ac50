/** What schemas say of the parts of a value: of its properties and of its items. */

import { printJson } from '../../json-print.ts'
import type { ArraySchema, ObjectSchema, SchemaNode } from '../model.ts'
import type { PatternSearch } from '../pattern.ts'
import { parseSample, type Sample } from './sample.ts'
import { memberOf } from './slots.ts'

export function objectsIn(parts: readonly SchemaNode[]): ObjectSchema[] {
  return parts.filter((part) => part.kind === 'object')
}

export function arraysIn(parts: readonly SchemaNode[]): ArraySchema[] {
  return parts.filter((part) => part.kind === 'array')
}

/** The names of properties that it speaks of. */
export function namesIn({ properties, required, propertyDependencies, schemaDependencies }: ObjectSchema): string[] {
  return [...properties.keys(), ...required, ...propertyDependencies.keys(), ...schemaDependencies.keys()]
}

/** The schemas that a property of this name must fulfil; `undefined` where it is forbidden. */
export function propertySchemas(
  objects: readonly ObjectSchema[],
  name: string,
  patterns: PatternSearch,
): SchemaNode[] | undefined {
  const schemas: SchemaNode[] = []
  for (const { properties, patternProperties, additional, unevaluated } of objects) {
    const own = properties.get(name)
    const matching = [...patternProperties].flatMap(([pattern, schema]) =>
      patterns.finds(pattern, name) ? [schema] : [],
    )
    schemas.push(...(own ? [own] : []), ...matching)
    if (own || matching.length > 0) continue
    if (!additional.permitted) return undefined
    const rest = additional.schema ?? unevaluated
    if (rest) schemas.push(rest)
  }
  return schemas.some(({ kind }) => kind === 'false') ? undefined : schemas
}

/** The schemas that an item must fulfil; `undefined` where there may be none. */
export function itemSchemas(arrays: readonly ArraySchema[], index: number): SchemaNode[] | undefined {
  const schemas: SchemaNode[] = []
  for (const { items, allItems, additional, unevaluated } of arrays) {
    const own = items[index] ?? allItems
    if (!own && !additional.permitted) return undefined
    const schema = own ?? additional.schema ?? unevaluated
    if (schema) schemas.push(schema)
  }
  return schemas.some(({ kind }) => kind === 'false') ? undefined : schemas
}

/** A value that `contains` asks for, where it says so plainly; the model knows only how many there must be. */
export function containedIn({ source }: ArraySchema): Sample[] {
  const schema = memberOf(source, 'contains')
  const fixed = memberOf(schema, 'const')
  const values = memberOf(schema, 'enum')
  const type = memberOf(schema, 'type')
  if (fixed) return [parseSample(printJson(fixed, 'decimal'))]
  const [first] = values?.type === 'array' ? values.items : []
  if (first) return [parseSample(printJson(first, 'decimal'))]
  const name = type?.type === 'string' ? type.value : ''
  return Object.hasOwn(plainSamples, name) ? [plainSamples[name] ?? null] : []
}

/** A value of each type, for a `contains` that says no more. */
const plainSamples: Readonly<Record<string, Sample>> = {
  null: null,
  boolean: false,
  integer: 0,
  number: 0,
  string: '',
  array: [],
  object: new Map(),
}
