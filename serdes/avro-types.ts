/** TypeScript types of values, computed from an Avro schema literal. They follow avro-values.ts, case by case. */

/** The part of the options that changes types. */
export interface ValueTypes {
  readonly longs: 'bigint' | 'number' | 'string'
  readonly logicalTypes: boolean
}

/** An Avro schema as a literal; loose, since the values' types and the parser say what is wrong. */
export type AvroSchema = string | readonly AvroSchema[] | AvroSchemaObject

interface AvroSchemaObject {
  readonly type: AvroSchema
  readonly [attribute: string]: unknown
}

/** What `serialize` takes: a field with a default may be left out. */
export type AvroInput<Schema, Types extends ValueTypes> = ValueIn<Schema, Types, 'input'>

/** What `deserialize` gives: every field is there. */
export type AvroOutput<Schema, Types extends ValueTypes> = ValueIn<Schema, Types, 'output'>

type ValueIn<Schema, Types extends ValueTypes, Direction extends 'input' | 'output'> =
  // Not a literal (a schema read from a file, `any`): nothing is known of its values.
  unknown extends Schema
    ? unknown
    : string extends Schema
      ? unknown
      : Value<Schema, { types: Types; direction: Direction; names: NamedTypes<Schema, ''> }, ''>

interface Context {
  readonly types: ValueTypes
  readonly direction: 'input' | 'output'
  /** The named types of the whole schema. */
  readonly names: NamedType
}

/** A named type where it is defined. */
interface NamedType {
  /** Full name. */
  readonly name: string
  readonly schema: unknown
  /** Namespace around the definition. */
  readonly space: string
}

interface Primitives<Types extends ValueTypes> {
  null: null
  boolean: boolean
  int: number
  long: { bigint: bigint; number: number; string: string }[Types['longs']]
  float: number
  double: number
  bytes: Uint8Array
  string: string
}

type PrimitiveName = keyof Primitives<ValueTypes>

/** @typeParam Space - the namespace that short names are completed with. */
type Value<Schema, C extends Context, Space extends string> = Schema extends PrimitiveName
  ? Primitives<C['types']>[Schema]
  : Schema extends string
    ? ReferenceValue<Find<Schema, C, Space>, C>
    : Schema extends readonly unknown[]
      ? UnionValue<Schema, C, Space>
      : Schema extends { readonly logicalType: string }
        ? LogicalValue<Schema, C, Space>
        : BaseValue<Schema, C, Space>

/** A name that nobody defined may be another subject's, by reference. */
type ReferenceValue<Found, C extends Context> = [Found] extends [never]
  ? unknown
  : Found extends NamedType
    ? Value<Found['schema'], C, Found['space']>
    : never

type BaseValue<Schema, C extends Context, Space extends string> = Schema extends {
  readonly type: 'record' | 'error'
  readonly fields: readonly (infer Field)[]
}
  ? C['direction'] extends 'input'
    ? RecordInput<Field, C, SpaceOf<FullName<Schema, Space>>>
    : RecordOutput<Field, C, SpaceOf<FullName<Schema, Space>>>
  : Schema extends { readonly type: 'enum'; readonly symbols: readonly (infer Symbol)[] }
    ? Symbol
    : Schema extends { readonly type: 'array'; readonly items: infer Items }
      ? C['direction'] extends 'input'
        ? readonly Value<Items, C, Space>[]
        : Value<Items, C, Space>[]
      : Schema extends { readonly type: 'map'; readonly values: infer Values }
        ? { [key: string]: Value<Values, C, Space> }
        : Schema extends { readonly type: 'fixed' }
          ? Uint8Array
          : Schema extends { readonly type: infer Type }
            ? Value<Type, C, Space>
            : never

type LogicalValue<Schema, C extends Context, Space extends string> = C['types']['logicalTypes'] extends false
  ? BaseValue<Schema, C, Space>
  : Schema extends LogicalDate
    ? Date
    : Schema extends LogicalString
      ? string
      : BaseValue<Schema, C, Space>

type LogicalDate =
  | { readonly type: 'long'; readonly logicalType: 'timestamp-millis' }
  | { readonly type: 'int'; readonly logicalType: 'date' }

type LogicalString =
  | { readonly type: 'bytes' | 'fixed'; readonly logicalType: 'decimal'; readonly precision: number }
  | { readonly type: 'fixed'; readonly size: 16; readonly logicalType: 'uuid' }

type RecordOutput<Field, C extends Context, Space extends string> = {
  [F in Field as NameOf<F>]: FieldValue<F, C, Space>
}

type RecordInput<Field, C extends Context, Space extends string> = Flat<
  { [F in Field as F extends Optional ? never : NameOf<F>]: FieldValue<F, C, Space> } & {
    [F in Field as F extends Optional ? NameOf<F> : never]?: FieldValue<F, C, Space> | undefined
  }
>

interface Optional {
  readonly default: unknown
}

type NameOf<Field> = Field extends { readonly name: infer Name extends string } ? Name : never

type FieldValue<Field, C extends Context, Space extends string> = Field extends { readonly type: infer Type }
  ? Value<Type, C, Space>
  : never

/** One object type instead of an intersection, for messages and tooltips. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] }

type UnionValue<Branches extends readonly unknown[], C extends Context, Space extends string> =
  AreDistinct<Branches, C, Space> extends true
    ? BareBranch<Branches[number], C, Space>
    : WrappedBranch<Branches[number], C, Space>

type BareBranch<Branch, C extends Context, Space extends string> = Branch extends unknown
  ? Value<Branch, C, Space>
  : never

type WrappedBranch<Branch, C extends Context, Space extends string> = Branch extends unknown
  ? Kind<Branch, C, Space> extends 'null'
    ? null
    : { type: BranchName<Branch, C, Space>; value: Value<Branch, C, Space> }
  : never

/** Whether no two branches have values of the same kind. */
type AreDistinct<
  Branches extends readonly unknown[],
  C extends Context,
  Space extends string,
  Seen = never,
> = Branches extends readonly [infer First, ...infer Rest]
  ? Kind<First, C, Space> extends Seen
    ? false
    : AreDistinct<Rest, C, Space, Seen | Kind<First, C, Space>>
  : true

type Kind<Schema, C extends Context, Space extends string> = Schema extends 'int' | 'float' | 'double'
  ? 'number'
  : Schema extends 'long'
    ? C['types']['longs']
    : Schema extends PrimitiveName
      ? Schema
      : Schema extends string
        ? Find<Schema, C, Space> extends infer Found extends NamedType
          ? Kind<Found['schema'], C, Found['space']>
          : never
        : ObjectKind<Schema, C, Space>

type ObjectKind<Schema, C extends Context, Space extends string> = [Schema, C['types']['logicalTypes']] extends [
  LogicalDate,
  true,
]
  ? 'date'
  : [Schema, C['types']['logicalTypes']] extends [LogicalString, true]
    ? 'string'
    : Schema extends { readonly type: infer Type }
      ? Type extends keyof ComplexKinds
        ? ComplexKinds[Type]
        : Kind<Type, C, Space>
      : never

interface ComplexKinds {
  record: 'object'
  error: 'object'
  map: 'object'
  array: 'array'
  enum: 'string'
  fixed: 'bytes'
}

type BranchName<Branch, C extends Context, Space extends string> = Branch extends PrimitiveName
  ? Branch
  : Branch extends string
    ? Find<Branch, C, Space>['name']
    : Branch extends { readonly name: string }
      ? FullName<Branch, Space>
      : Branch extends { readonly type: infer Type }
        ? Type extends 'array' | 'map'
          ? Type
          : BranchName<Type, C, Space>
        : never

/** Every named type of a schema, as a union. */
type NamedTypes<Schema, Space extends string> = Schema extends string
  ? never
  : Schema extends readonly (infer Branch)[]
    ? NamedTypes<Branch, Space>
    : Schema extends { readonly type: 'record' | 'error'; readonly fields: readonly (infer Field)[] }
      ?
          | { name: FullName<Schema, Space>; schema: Schema; space: Space }
          | NamedTypes<Field extends { readonly type: infer Type } ? Type : never, SpaceOf<FullName<Schema, Space>>>
      : Schema extends { readonly type: 'enum' | 'fixed' }
        ? { name: FullName<Schema, Space>; schema: Schema; space: Space }
        : Schema extends { readonly type: 'array'; readonly items: infer Items }
          ? NamedTypes<Items, Space>
          : Schema extends { readonly type: 'map'; readonly values: infer Values }
            ? NamedTypes<Values, Space>
            : Schema extends { readonly type: infer Type }
              ? NamedTypes<Type, Space>
              : never

/** The definition that a name refers to: completed with the namespace, or else as it is. */
type Find<Name extends string, C extends Context, Space extends string> = [
  Extract<C['names'], { name: Qualified<Name, Space> }>,
] extends [never]
  ? Extract<C['names'], { name: Name }>
  : Extract<C['names'], { name: Qualified<Name, Space> }>

type FullName<Schema, Space extends string> = Schema extends { readonly name: infer Name extends string }
  ? Schema extends { readonly namespace: infer Own extends string }
    ? Qualified<Name, Own>
    : Qualified<Name, Space>
  : never

type Qualified<Name extends string, Space extends string> = Name extends `${string}.${string}`
  ? Name
  : Space extends ''
    ? Name
    : `${Space}.${Name}`

/** The namespace in a full name. */
type SpaceOf<Name extends string> = Name extends `${infer Head}.${infer Rest}`
  ? Rest extends `${string}.${string}`
    ? `${Head}.${SpaceOf<Rest>}`
    : Head
  : ''
