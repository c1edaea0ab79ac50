/**
 * What a JSON Schema says, as far as compatibility looks at it.
 *
 * A node does not know whether `type` was written: `{"minLength":1}` and `{"type":"string","minLength":1}` are the same
 * string node. Keywords of several kinds beside each other become an `allOf` of one node each (an implicit product).
 */
import type { JsonNode } from '../json-text.ts'
import type { JsonText } from './scope.ts'

/** What a schema says about itself rather than about data. */
export interface Annotations {
  readonly id: string | undefined
  readonly title: string | undefined
  readonly description: string | undefined
  readonly default: JsonNode | undefined
  /** Whether Kafka Connect wrote it for a field of bytes (`"connect.type": "bytes"`). */
  readonly isConnectBytes: boolean
}

interface Base {
  readonly annotations: Annotations
  /** The JSON that the node was read from; for a part of a product, an object of the part's keywords alone. */
  readonly source: JsonNode
}

/** Kinds that carry nothing which is compared. `empty` is `{}` or annotations alone, `true` and `false` are booleans. */
export interface PlainSchema extends Base {
  readonly kind: 'empty' | 'true' | 'false' | 'boolean' | 'null' | 'conditional'
}

export interface StringSchema extends Base {
  readonly kind: 'string'
  readonly maxLength: number | undefined
  readonly minLength: number | undefined
  readonly pattern: string | undefined
}

/** Numbers are kept as they were written, because `multipleOf` is compared exactly. */
export interface NumberSchema extends Base {
  readonly kind: 'number'
  readonly requiresInteger: boolean
  readonly maximum: string | undefined
  readonly minimum: string | undefined
  readonly exclusiveMaximum: string | undefined
  readonly exclusiveMinimum: string | undefined
  readonly multipleOf: string | undefined
}

/** What is said of everything that has no schema of its own: whether it may be there, and what it must then be. */
export interface Additional {
  readonly permitted: boolean
  readonly schema: SchemaNode | undefined
}

export interface ArraySchema extends Base {
  readonly kind: 'array'
  readonly allItems: SchemaNode | undefined
  readonly items: readonly SchemaNode[]
  readonly additional: Additional
  readonly unevaluated: SchemaNode | undefined
  readonly maxItems: number | undefined
  readonly minItems: number | undefined
  readonly maxContains: number | undefined
  readonly minContains: number | undefined
  readonly uniqueItems: boolean
}

export interface ObjectSchema extends Base {
  readonly kind: 'object'
  readonly properties: ReadonlyMap<string, SchemaNode>
  readonly required: ReadonlySet<string>
  readonly patternProperties: ReadonlyMap<string, SchemaNode>
  readonly additional: Additional
  readonly unevaluated: SchemaNode | undefined
  readonly propertyDependencies: ReadonlyMap<string, ReadonlySet<string>>
  readonly schemaDependencies: ReadonlyMap<string, SchemaNode>
  readonly maxProperties: number | undefined
  readonly minProperties: number | undefined
}

export interface EnumSchema extends Base {
  readonly kind: 'enum'
  /** The values as canonical JSON text with sorted keys: `1` and `1.0` differ, as they do in the reference. */
  readonly values: ReadonlySet<string>
}

export interface ConstSchema extends Base {
  readonly kind: 'const'
  readonly value: string
}

interface NotSchema extends Base {
  readonly kind: 'not'
  readonly inner: SchemaNode
}

export type Criterion = 'allOf' | 'anyOf' | 'oneOf'

export interface CombinedSchema extends Base {
  readonly kind: 'combined'
  readonly criterion: Criterion
  /** Whether it stands for keywords beside each other rather than for a written `allOf`. */
  readonly isImplicit: boolean
  readonly members: readonly SchemaNode[]
  /** The members without those that say the same as one before. */
  readonly distinctMembers: readonly SchemaNode[]
}

export interface RefSchema extends Base {
  readonly kind: 'ref'
  readonly text: string
  /** Filled after the document has been read, because a schema may refer to one that surrounds it. */
  readonly target: { schema: SchemaNode | undefined }
}

export type SchemaNode =
  | PlainSchema
  | StringSchema
  | NumberSchema
  | ArraySchema
  | ObjectSchema
  | EnumSchema
  | ConstSchema
  | NotSchema
  | CombinedSchema
  | RefSchema

/** A parsed document with everything it refers to. */
export interface JsonSchemaDocument {
  readonly root: JsonNode
  readonly schema: SchemaNode
  /** Names of references that the document itself uses, in order of first use. */
  readonly externalNames: readonly string[]
  /** The schema's own text and those of its references, where it was asked for where things stand. */
  readonly texts?: readonly JsonText[]
}

/** Accepts every value and says nothing about it. */
export function isUnconstrained(schema: SchemaNode): boolean {
  return schema.kind === 'empty' || schema.kind === 'true'
}

/** The schema that a reference stands for at the end of its chain; a chain that ends nowhere stays a reference. */
export function followReferences(schema: SchemaNode): SchemaNode {
  let node = schema
  for (const seen = new Set<SchemaNode>(); node.kind === 'ref' && !seen.has(node); ) {
    seen.add(node)
    if (!node.target.schema) break
    node = node.target.schema
  }
  return node
}
