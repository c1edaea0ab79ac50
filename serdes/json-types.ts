/** TypeScript types of values, computed from a JSON Schema literal. */

/** A JSON Schema as a literal. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown }

/** The type of values that a schema allows; `unknown` where it does not say. */
export type JsonValue<Schema> = unknown extends Schema ? unknown : Value<Schema, Schema>

/** @typeParam Root - where `#/...` references lead. */
type Value<Schema, Root> = Schema extends true
  ? unknown
  : Schema extends false
    ? never
    : Schema extends { readonly $ref: infer Reference }
      ? ReferenceValue<Reference, Root>
      : Schema extends { readonly const: infer Const }
        ? Const
        : Schema extends { readonly enum: readonly (infer Member)[] }
          ? Member
          : TypedValue<Schema, Root> & Combined<Schema, Root>

/** What `oneOf`, `anyOf` and `allOf` add to the schema's own keywords. */
type Combined<Schema, Root> = (Schema extends { readonly oneOf: readonly (infer Option)[] }
  ? Each<Option, Root>
  : unknown) &
  (Schema extends { readonly anyOf: readonly (infer Option)[] } ? Each<Option, Root> : unknown) &
  (Schema extends { readonly allOf: readonly unknown[] } ? All<Schema['allOf'], Root> : unknown)

type Each<Option, Root> = Option extends unknown ? Value<Option, Root> : never

type All<Parts extends readonly unknown[], Root> = Parts extends readonly [infer First, ...infer Rest]
  ? Value<First, Root> & All<Rest, Root>
  : unknown

/** References within the schema, to definitions or to the whole. Others lead out of it. */
type ReferenceValue<Reference, Root> = Reference extends '#'
  ? Value<Root, Root>
  : Reference extends `#/${infer Keyword extends 'definitions' | '$defs'}/${infer Name}`
    ? Root extends { readonly [Key in Keyword]: { readonly [Key in Name]: infer Definition } }
      ? Value<Definition, Root>
      : unknown
    : unknown

type TypedValue<Schema, Root> = Schema extends { readonly type: infer Type }
  ? Type extends readonly (infer Each)[]
    ? OneType<Each, Schema, Root>
    : OneType<Type, Schema, Root>
  : Schema extends { readonly properties: object }
    ? ObjectValue<Schema, Root>
    : unknown

type OneType<Type, Schema, Root> = Type extends keyof Simple
  ? Simple[Type]
  : Type extends 'array'
    ? ArrayValue<Schema, Root>
    : Type extends 'object'
      ? ObjectValue<Schema, Root>
      : never

interface Simple {
  string: string
  number: number
  integer: number
  boolean: boolean
  null: null
}

type ArrayValue<Schema, Root> = Schema extends { readonly items: infer Items }
  ? Items extends readonly unknown[]
    ? unknown[]
    : Value<Items, Root>[]
  : unknown[]

type ObjectValue<Schema, Root> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      { [Name in keyof Properties as Name extends Required<Schema> ? Name : never]: Value<Properties[Name], Root> } & {
        [Name in keyof Properties as Name extends Required<Schema> ? never : Name]?: Value<Properties[Name], Root>
      }
    >
  : Schema extends { readonly additionalProperties: infer Rest }
    ? { [name: string]: Value<Rest, Root> }
    : { [name: string]: unknown }

type Required<Schema> = Schema extends { readonly required: readonly (infer Name)[] } ? Name : never

type Flat<Type> = { -readonly [Key in keyof Type]: Type[Key] }
