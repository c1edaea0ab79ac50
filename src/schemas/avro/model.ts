/** An Avro schema as a graph: a named type is one node, however often and from wherever it is used. */
import type { JsonNode } from '../json-text.ts'
import type { AvroName, AvroPrimitiveType } from './names.ts'

/** Attributes that Avro gives no meaning to, `logicalType` and its parameters among them, as they were given. */
export type AvroProperties = ReadonlyMap<string, JsonNode>

export interface AvroPrimitive {
  readonly type: AvroPrimitiveType
  readonly properties: AvroProperties
}

export interface AvroArray {
  readonly type: 'array'
  readonly items: AvroSchema
  readonly properties: AvroProperties
}

export interface AvroMap {
  readonly type: 'map'
  readonly values: AvroSchema
  readonly properties: AvroProperties
}

export interface AvroUnion {
  readonly type: 'union'
  readonly branches: readonly AvroSchema[]
}

interface AvroNamedType {
  readonly name: AvroName
  /** An empty text is kept: it is part of the stored form. */
  readonly doc: string | undefined
  /** Full names, in order, each once. */
  readonly aliases: readonly AvroName[]
  readonly properties: AvroProperties
}

export interface AvroRecord extends AvroNamedType {
  readonly type: 'record'
  /** Whether it was declared as `error`. */
  readonly isError: boolean
  readonly fields: readonly AvroField[]
  readonly fieldsByName: ReadonlyMap<string, AvroField>
}

export interface AvroEnum extends AvroNamedType {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly symbolSet: ReadonlySet<string>
  /** What a reader takes for a symbol that it does not know. */
  readonly default: string | undefined
}

export interface AvroFixed extends AvroNamedType {
  readonly type: 'fixed'
  readonly size: number
}

export interface AvroField {
  readonly name: string
  readonly type: AvroSchema
  readonly doc: string | undefined
  /** `undefined` where there is none; a default of `null` is a node. */
  readonly default: JsonNode | undefined
  readonly order: 'ascending' | 'descending' | 'ignore'
  readonly aliases: readonly string[]
  readonly properties: AvroProperties
}

export type AvroNamed = AvroRecord | AvroEnum | AvroFixed
export type AvroSchema = AvroPrimitive | AvroArray | AvroMap | AvroUnion | AvroNamed

export type AvroPart = AvroSchema | AvroField

/** Where the parts of a schema stand in its text and in those of its references. */
export interface AvroPlaces {
  /** Those of the references first, as they were read. */
  readonly texts: readonly PlacedText[]
  /** A named type stands where it is defined, any other part where it is written. */
  readonly nodes: ReadonlyMap<AvroPart, JsonNode>
  /** Where a type is used by its name. */
  readonly uses: ReadonlyMap<AvroNamed, readonly JsonNode[]>
}

/** One of the texts that a document was read from. */
export interface PlacedText {
  /** Name of the reference; absent for the schema's own text. */
  readonly reference: string | undefined
  readonly text: string
  readonly root: JsonNode
}

/** A parsed text together with what it takes from its references. */
export interface AvroDocument {
  readonly root: AvroSchema
  /** Types that stand at the root of a reference: the stored text names them where it inlines all others. */
  readonly referenceRoots: ReadonlySet<AvroNamed>
  /** Full names that the text uses and a reference defines, in order of first use. */
  readonly externalNames: readonly string[]
  /** Only where it was asked for. */
  readonly placed?: AvroPlaces | undefined
}

export function isNamed(schema: AvroSchema): schema is AvroNamed {
  return schema.type === 'record' || schema.type === 'enum' || schema.type === 'fixed'
}

/** What tells the branches of a union apart: the full name of a named type, the type of any other. */
export function branchName(schema: AvroSchema): string {
  return isNamed(schema) ? schema.name.fullName : schema.type
}
