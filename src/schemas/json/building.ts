/** What the rules of the drafts share when they turn keywords into nodes of the model. */
import { printJson, withSortedKeys } from '../json-print.ts'
import type { JsonNode } from '../json-text.ts'
import type { Keywords } from './keywords.ts'
import type {
  Additional,
  Annotations,
  CombinedSchema,
  Criterion,
  NumberSchema,
  PlainSchema,
  RefSchema,
  SchemaNode,
  StringSchema,
} from './model.ts'
import type { Scope } from './scope.ts'

/** Builds what is inside a schema. */
export interface Builder {
  /** The node of a schema; always the same one for the same place in a document. */
  build(node: JsonNode, scope: Scope): SchemaNode
  /** A reference that is resolved once the document has been read. */
  refer(text: string, from: Keywords, keyword: string): RefSchema
  combine(criterion: Criterion, members: readonly SchemaNode[], source: JsonNode, isImplicit?: boolean): CombinedSchema
}

export const noAnnotations: Annotations = {
  id: undefined,
  title: undefined,
  description: undefined,
  default: undefined,
  isConnectBytes: false,
}

export type Family = 'string' | 'number' | 'array' | 'object'

/** Names of the types that `type` may give, and the family of keywords that each is constrained by. */
export const typeFamilies: ReadonlyMap<string, Family | 'boolean' | 'null'> = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['integer', 'number'],
  ['array', 'array'],
  ['object', 'object'],
  ['boolean', 'boolean'],
  ['null', 'null'],
])

/** The names that `type` gives: one, or a list to choose from. */
export function typesOf(keywords: Keywords): { names: readonly string[]; isList: boolean } | undefined {
  const value = keywords.get('type')
  if (!value) return undefined
  if (value.type !== 'string' && value.type !== 'array')
    throw keywords.wrong('type', 'a name or a list of names', value)
  const names = value.type === 'string' ? [value.value] : keywords.textsOf('type', value.items)
  const unknown = names.find((name) => !typeFamilies.has(name))
  if (unknown !== undefined) throw keywords.invalid(`unknown type '${unknown}'`, value)
  return { names, isList: value.type === 'array' }
}

/** One node for all parts of a schema: none is empty, one is itself, several are an implicit product. */
export function joinParts(parts: readonly SchemaNode[], keywords: Keywords, builder: Builder): SchemaNode {
  const annotations = keywords.annotations()
  const source = keywords.node
  const [only, ...others] = parts
  if (!only) return { kind: 'empty', annotations, source }
  if (others.length === 0) return { ...only, annotations, source }
  return { ...builder.combine('allOf', parts, source, true), annotations }
}

/** The parts that every draft reads alike: values, combinations and negation. */
export function commonParts(keywords: Keywords, builder: Builder): SchemaNode[] {
  const { scope } = keywords
  const parts: SchemaNode[] = []
  const values = keywords.list('enum')
  if (values) parts.push({ kind: 'enum', values: new Set(values.map(valueText)), ...partOf(keywords, ['enum']) })
  for (const criterion of ['allOf', 'anyOf', 'oneOf'] as const) {
    const members = keywords.list(criterion)?.map((member) => builder.build(member, scope))
    if (members) parts.push(builder.combine(criterion, members, keywords.part([criterion])))
  }
  const negated = keywords.get('not')
  if (negated) parts.push({ kind: 'not', inner: builder.build(negated, scope), ...partOf(keywords, ['not']) })
  const constant = keywords.get('const')
  if (constant && keywords.draft !== 4) {
    parts.push({ kind: 'const', value: valueText(constant), ...partOf(keywords, ['const']) })
  }
  return parts
}

/** Conditions are never compared, but what is in them must be valid. */
export function conditionalPart(keywords: Keywords, builder: Builder): PlainSchema {
  const names = ['if', 'then', 'else']
  buildUnused(keywords, builder, names)
  return { kind: 'conditional', ...partOf(keywords, names) }
}

/** Builds schemas that take no part in a comparison, because a schema that cannot be read is invalid anywhere. */
export function buildUnused(keywords: Keywords, builder: Builder, names: readonly string[]): void {
  for (const name of names) {
    const node = keywords.get(name)
    if (node) builder.build(node, keywords.scope)
  }
}

export function stringSchema(keywords: Keywords, source: JsonNode): StringSchema {
  return {
    kind: 'string',
    maxLength: keywords.count('maxLength'),
    minLength: keywords.count('minLength'),
    pattern: keywords.pattern(),
    annotations: noAnnotations,
    source,
  }
}

/** @param exclusive - Whether the exclusive bounds are numbers; in draft 4 they are flags, which are not compared. */
export function numberSchema(
  keywords: Keywords,
  source: JsonNode,
  requiresInteger: boolean,
  exclusive: boolean,
): NumberSchema {
  return {
    kind: 'number',
    requiresInteger,
    maximum: keywords.number('maximum'),
    minimum: keywords.number('minimum'),
    exclusiveMaximum: exclusive ? keywords.number('exclusiveMaximum') : undefined,
    exclusiveMinimum: exclusive ? keywords.number('exclusiveMinimum') : undefined,
    multipleOf: keywords.number('multipleOf'),
    annotations: noAnnotations,
    source,
  }
}

export function buildEntries(keywords: Keywords, builder: Builder, name: string): Map<string, SchemaNode> {
  return new Map(keywords.entries(name).map(([key, node]) => [key, builder.build(node, keywords.scope)]))
}

export function buildPatternProperties(keywords: Keywords, builder: Builder): Map<string, SchemaNode> {
  for (const [pattern, node] of keywords.entries('patternProperties')) keywords.refuseFaultyPattern(pattern, node)
  return buildEntries(keywords, builder, 'patternProperties')
}

export function buildOptional(keywords: Keywords, builder: Builder, name: string): SchemaNode | undefined {
  const node = keywords.get(name)
  return node && builder.build(node, keywords.scope)
}

/** A keyword that permits, forbids or describes what has no schema of its own. */
export function additionalOf(keywords: Keywords, builder: Builder, name: string): Additional {
  const node = keywords.get(name)
  if (!node || node.type === 'boolean') return { permitted: node?.value ?? true, schema: undefined }
  return { permitted: true, schema: builder.build(node, keywords.scope) }
}

/** @param type - The one type of those in `type` that the part is about. */
export function partOf(
  keywords: Keywords,
  names: readonly string[],
  type?: string,
): { annotations: Annotations; source: JsonNode } {
  return { annotations: noAnnotations, source: keywords.part(names, type) }
}

/** A value as text that is equal for equal values; integers and decimals differ. */
function valueText(value: JsonNode): string {
  return printJson(withSortedKeys(value), 'decimal')
}
