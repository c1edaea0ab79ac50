/** Fields: what a declaration says of one value, and the TypeScript types that follow from it. */

import type { WireType } from './wire-type.ts'

/** One field of a message or struct. `Optional`: it may be left out of a value that is encoded. */
export interface Field<Value, Input, Optional extends boolean> {
  readonly type: WireType<Value, Input>
  /** Versions that have the field, `0+`, `1-4` or `3`; where it has a tag, versions that have it as a tagged field. */
  readonly versions: string
  readonly doc: string
  /** Value of the field in versions that lack it, and of a tagged field that is not there. */
  default(): Value
  isDefault(value: Input): boolean
  readonly nullable?: string
  readonly tag?: number
  /** Never set; carries the type. */
  readonly optional?: Optional
}

export interface FieldOptions<Value> {
  /** Value in versions without the field; otherwise 0, '', false, an empty list, or null for nullable types. */
  default?: Value
  /** Versions in which null is allowed, for a type that is not nullable in all. */
  nullable?: string
  /** Number of a tagged field (KIP-482). */
  tag?: number
}

/** Any field; declarations are heterogeneous, and their types are kept by inference alone. */
// biome-ignore lint/suspicious/noExplicitAny: variance of Input would refuse every concrete field otherwise.
export type AnyField = Field<any, any, boolean>

export type Fields = Readonly<Record<string, AnyField>>

/** A decoded struct: every field is there. */
export type Values<F extends Fields> = {
  -readonly [Name in keyof F]: F[Name] extends Field<infer Value, infer _, infer __> ? Value : never
}

/** A struct to encode: fields with a default of their own, nullable types and tagged fields may be left out. */
export type Inputs<F extends Fields> = {
  -readonly [Name in keyof F as F[Name] extends Field<infer _, infer __, true> ? never : Name]: InputOf<F[Name]>
} & {
  -readonly [Name in keyof F as F[Name] extends Field<infer _, infer __, true> ? Name : never]?:
    | InputOf<F[Name]>
    | undefined
}

type InputOf<F> = F extends Field<infer _, infer Input, infer __> ? Input : never

/** Declares a field: `field(int32, '0+', 'Generation the member joined.')`. */
export function field<Value, Input, const Options extends FieldOptions<NoInfer<Input> | null>>(
  type: WireType<Value, Input>,
  versions: string,
  doc: string,
  options?: Options,
): Field<
  Options extends { nullable: string } ? Value | null : Value,
  Options extends { nullable: string } ? Input | null : Input,
  Options extends { default: unknown } | { tag: number } ? true : null extends Input ? true : false
>
export function field(
  type: WireType<unknown, unknown>,
  versions: string,
  doc: string,
  options: FieldOptions<unknown> = {},
): Field<unknown, unknown, boolean> {
  const given = 'default' in options
  return {
    type,
    versions,
    doc,
    // A list that is a default is made anew for every value: values may be changed by who decoded them.
    default: () => (given ? (Array.isArray(options.default) ? [...options.default] : options.default) : type.empty()),
    isDefault: (value) => (given ? value === options.default : type.isEmpty(value)),
    ...(options.nullable !== undefined && { nullable: options.nullable }),
    ...(options.tag !== undefined && { tag: options.tag }),
  }
}

/** Whether `version` lies in a range written as `0+`, `1-4` or `3`. */
export function inVersions(version: number, range: string): boolean {
  const { min, max } = versionRange(range)
  return version >= min && version <= max
}

export function versionRange(range: string): { min: number; max: number } {
  const match = /^(\d+)(\+|-(\d+))?$/.exec(range)
  if (!match) throw new Error(`'${range}' is no range of versions`)
  const min = Number(match[1])
  return { min, max: match[2] === '+' ? Number.POSITIVE_INFINITY : Number(match[3] ?? min) }
}
