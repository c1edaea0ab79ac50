/** Drafts 4, 6 and 7: `$ref` hides its neighbours, `type` claims its family of keywords, the rest stands beside it. */
import type { JsonNode } from '../json-text.ts'
import {
  additionalOf,
  type Builder,
  buildEntries,
  buildPatternProperties,
  buildUnused,
  commonParts,
  conditionalPart,
  type Family,
  joinParts,
  noAnnotations,
  numberSchema,
  partOf,
  stringSchema,
  typeFamilies,
  typesOf,
} from './building.ts'
import type { Keywords } from './keywords.ts'
import type { ArraySchema, ObjectSchema, SchemaNode } from './model.ts'

const families: Readonly<Record<Family, readonly string[]>> = {
  array: ['items', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  object: [
    'properties',
    'required',
    'minProperties',
    'maxProperties',
    'dependencies',
    'patternProperties',
    'additionalProperties',
    'propertyNames',
  ],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
}

/** Keywords that came with draft 6. */
const sinceDraft6 = ['contains', 'propertyNames']

export function buildLegacy(keywords: Keywords, builder: Builder): SchemaNode {
  const reference = keywords.text('$ref')
  if (reference !== undefined) return builder.refer(reference, keywords, '$ref')
  const parts = commonParts(keywords, builder)
  const types = typesOf(keywords)
  if (types) parts.push(typedPart(types.names, types.isList, keywords, builder))
  const claimed = new Set(types?.names.map((name) => typeFamilies.get(name)))
  for (const family of ['array', 'object', 'number', 'string'] as const) {
    const names = familyOf(family, keywords)
    if (!claimed.has(family) && keywords.has(...names)) {
      parts.push(familyPart(family, keywords, builder, keywords.part(names), false))
    }
  }
  if (keywords.draft === 7 && keywords.has('if', 'then', 'else')) parts.push(conditionalPart(keywords, builder))
  return joinParts(parts, keywords, builder)
}

function familyOf(family: Family, keywords: Keywords): readonly string[] {
  const names = families[family]
  return keywords.draft === 4 ? names.filter((name) => !sinceDraft6.includes(name)) : names
}

function typedPart(names: readonly string[], isList: boolean, keywords: Keywords, builder: Builder): SchemaNode {
  const [only = ''] = names
  if (!isList) return typed(only, keywords, builder)
  const members = names.map((name) => typed(name, keywords, builder))
  return builder.combine('anyOf', members, keywords.part(['type']))
}

function typed(name: string, keywords: Keywords, builder: Builder): SchemaNode {
  const family = typeFamilies.get(name) ?? 'null'
  if (family === 'boolean' || family === 'null') return { kind: family, ...partOf(keywords, [], name) }
  const source = keywords.part(familyOf(family, keywords), name)
  return familyPart(family, keywords, builder, source, name === 'integer')
}

function familyPart(
  family: Family,
  keywords: Keywords,
  builder: Builder,
  source: JsonNode,
  requiresInteger: boolean,
): SchemaNode {
  switch (family) {
    case 'string':
      return stringSchema(keywords, source)
    case 'number':
      return legacyNumber(keywords, source, requiresInteger)
    case 'array':
      return arraySchema(keywords, builder, source)
    case 'object':
      return objectSchema(keywords, builder, source)
  }
}

function legacyNumber(keywords: Keywords, source: JsonNode, requiresInteger: boolean): SchemaNode {
  if (keywords.draft === 4) for (const flag of ['exclusiveMinimum', 'exclusiveMaximum']) keywords.boolean(flag)
  const number = numberSchema(keywords, source, requiresInteger, keywords.draft !== 4)
  if (number.multipleOf !== undefined && Number(number.multipleOf) === 0) {
    throw keywords.invalid('"multipleOf" must not be 0', keywords.get('multipleOf') ?? keywords.node)
  }
  return number
}

function arraySchema(keywords: Keywords, builder: Builder, source: JsonNode): ArraySchema {
  const items = keywords.get('items')
  const tuple = items?.type === 'array' ? items.items.map((item) => builder.build(item, keywords.scope)) : []
  const allItems = items && items.type !== 'array' ? builder.build(items, keywords.scope) : undefined
  const additional = additionalOf(keywords, builder, 'additionalItems')
  if (keywords.draft !== 4) buildUnused(keywords, builder, ['contains'])
  return {
    kind: 'array',
    allItems,
    items: tuple,
    // Every item has a schema already, so forbidding others says nothing.
    additional: allItems ? { ...additional, permitted: true } : additional,
    unevaluated: undefined,
    maxItems: keywords.count('maxItems'),
    minItems: keywords.count('minItems'),
    maxContains: looseNumber(keywords.get('maxContains')),
    minContains: looseNumber(keywords.get('minContains')),
    uniqueItems: keywords.boolean('uniqueItems') ?? false,
    annotations: noAnnotations,
    source,
  }
}

/** These drafts do not know the keyword, so any value of it is allowed; numbers are compared all the same. */
function looseNumber(node: JsonNode | undefined): number | undefined {
  return node?.type === 'number' ? Number(node.literal) : undefined
}

function objectSchema(keywords: Keywords, builder: Builder, source: JsonNode): ObjectSchema {
  const propertyDependencies = new Map<string, ReadonlySet<string>>()
  const schemaDependencies = new Map<string, SchemaNode>()
  for (const [name, node] of keywords.entries('dependencies')) {
    if (node.type === 'array') propertyDependencies.set(name, new Set(keywords.textsOf('dependencies', node.items)))
    else schemaDependencies.set(name, builder.build(node, keywords.scope))
  }
  if (keywords.draft !== 4) buildUnused(keywords, builder, ['propertyNames'])
  return {
    kind: 'object',
    properties: buildEntries(keywords, builder, 'properties'),
    required: new Set(keywords.texts('required')),
    patternProperties: buildPatternProperties(keywords, builder),
    additional: additionalOf(keywords, builder, 'additionalProperties'),
    unevaluated: undefined,
    propertyDependencies,
    schemaDependencies,
    maxProperties: keywords.count('maxProperties'),
    minProperties: keywords.count('minProperties'),
    annotations: noAnnotations,
    source,
  }
}
