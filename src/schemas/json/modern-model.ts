/** Drafts 2019-09 and 2020-12, both by the rules of 2020-12: every keyword says something, `$ref` one among them. */
import type { JsonNode } from '../json-text.ts'
import {
  additionalOf,
  type Builder,
  buildEntries,
  buildOptional,
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
  string: ['minLength', 'maxLength', 'pattern'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['prefixItems', 'items', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'unevaluatedItems'],
  object: [
    'properties',
    'patternProperties',
    'additionalProperties',
    'required',
    'minProperties',
    'maxProperties',
    'propertyNames',
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedProperties',
  ],
}

export function buildModern(keywords: Keywords, builder: Builder): SchemaNode {
  const parts: SchemaNode[] = []
  for (const keyword of ['$ref', '$dynamicRef']) {
    const reference = keywords.text(keyword)
    if (reference !== undefined) parts.push(builder.refer(reference, keywords, keyword))
  }
  parts.push(...commonParts(keywords, builder))
  const open = new Set<Family>(['array', 'object', 'number', 'string'])
  const types = typesOf(keywords)
  if (types) {
    // Constraints join the first type of their family; a second one of that family stays bare.
    const members = types.names.map((name) => typed(name, keywords, builder, open))
    const [only] = members
    if (types.isList) parts.push(builder.combine('anyOf', members, keywords.part(['type'])))
    else if (only) parts.push(only)
  }
  for (const family of open) {
    const names = families[family].filter((name) => constrains(name, keywords))
    if (names.length > 0) parts.push(familyPart(family, keywords, builder, keywords.part(names), false))
  }
  if (keywords.has('if')) parts.push(conditionalPart(keywords, builder))
  return joinParts(parts, keywords, builder)
}

/** Whether a keyword is there and says anything. */
function constrains(name: string, keywords: Keywords): boolean {
  const node = keywords.get(name)
  if (!node) return false
  if (name === 'items' || name === 'additionalProperties') return node.type !== 'boolean' || !node.value
  if (name === 'properties' || name === 'patternProperties') return keywords.entries(name).length > 0
  return true
}

function typed(name: string, keywords: Keywords, builder: Builder, open: Set<Family>): SchemaNode {
  const family = typeFamilies.get(name) ?? 'null'
  if (family === 'boolean' || family === 'null') return { kind: family, ...partOf(keywords, [], name) }
  const isFirst = open.delete(family)
  const names = isFirst ? families[family] : []
  const source = keywords.part(names, name)
  return familyPart(family, isFirst ? keywords : keywords.bare(), builder, source, name === 'integer')
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
      return numberSchema(keywords, source, requiresInteger, true)
    case 'array':
      return arraySchema(keywords, builder, source)
    case 'object':
      return objectSchema(keywords, builder, source)
  }
}

function arraySchema(keywords: Keywords, builder: Builder, source: JsonNode): ArraySchema {
  const tuple = keywords.list('prefixItems')?.map((item) => builder.build(item, keywords.scope))
  const items = keywords.get('items')
  if (items?.type === 'array') throw keywords.wrong('items', 'a schema; a list of schemas is "prefixItems"', items)
  const rest = additionalOf(keywords, builder, 'items')
  const contains = buildOptional(keywords, builder, 'contains')
  return {
    kind: 'array',
    allItems: tuple ? undefined : rest.schema,
    items: tuple ?? [],
    additional: tuple ? rest : { ...rest, schema: undefined },
    unevaluated: buildOptional(keywords, builder, 'unevaluatedItems'),
    maxItems: keywords.count('maxItems'),
    minItems: keywords.count('minItems'),
    maxContains: contains && keywords.count('maxContains'),
    minContains: contains && (keywords.count('minContains') ?? 1),
    uniqueItems: keywords.boolean('uniqueItems') ?? false,
    annotations: noAnnotations,
    source,
  }
}

function objectSchema(keywords: Keywords, builder: Builder, source: JsonNode): ObjectSchema {
  buildUnused(keywords, builder, ['propertyNames'])
  return {
    kind: 'object',
    properties: buildEntries(keywords, builder, 'properties'),
    required: new Set(keywords.texts('required')),
    patternProperties: buildPatternProperties(keywords, builder),
    additional: additionalOf(keywords, builder, 'additionalProperties'),
    unevaluated: buildOptional(keywords, builder, 'unevaluatedProperties'),
    propertyDependencies: propertyDependencies(keywords),
    schemaDependencies: buildEntries(keywords, builder, 'dependentSchemas'),
    maxProperties: keywords.count('maxProperties'),
    minProperties: keywords.count('minProperties'),
    annotations: noAnnotations,
    source,
  }
}

function propertyDependencies(keywords: Keywords): Map<string, ReadonlySet<string>> {
  const entries = keywords.entries('dependentRequired').map(([name, node]): [string, ReadonlySet<string>] => {
    if (node.type !== 'array') throw keywords.wrong('dependentRequired', 'an object of lists of names', node)
    return [name, new Set(keywords.textsOf('dependentRequired', node.items))]
  })
  return new Map(entries)
}
