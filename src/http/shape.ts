/** JSON shapes: what a body may hold, declared once as data; the reader and the TypeScript types follow from it. */

import { httpErrors } from './errors.ts'

export type Shape =
  | { readonly kind: 'string' | 'integer' | 'long' | 'boolean' | 'any object' | 'anything' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list' | 'map'; readonly of: Shape }
  | { readonly kind: 'object'; readonly name: string; readonly fields: Fields }

/** A field may be left out unless it is `required`, and `null` is the same as that unless it is `nullable`. */
interface Field<S extends Shape = Shape> {
  readonly shape: S
  readonly doc: string
  /** `null` has a meaning of its own and is kept. */
  readonly nullable?: true
  /** Always there. */
  readonly required?: true
  /** What an absent field stands for. */
  readonly default?: unknown
}

type Fields = Readonly<Record<string, Field>>

export const string = { kind: 'string' } as const
/** 32 bits with a sign, as everywhere in this API. */
export const integer = { kind: 'integer' } as const
/** A whole number up to 2^53: times in milliseconds, sequences. */
export const long = { kind: 'long' } as const
export const boolean = { kind: 'boolean' } as const
export const anyObject = { kind: 'any object' } as const
/** Any JSON value. */
export const anything = { kind: 'anything' } as const

export function choice<const Value extends string>(...values: Value[]) {
  return { kind: 'choice', values } as const
}

export function list<const S extends Shape>(of: S) {
  return { kind: 'list', of } as const
}

/** An object whose keys are the users' own words. */
export function map<const S extends Shape>(of: S) {
  return { kind: 'map', of } as const
}

export function object<const F extends Fields>(name: string, fields: F) {
  return { kind: 'object', name, fields } as const
}

export function field<const S extends Shape>(shape: S, doc: string) {
  return { shape, doc } as const
}

export function requiredField<const S extends Shape>(shape: S, doc: string) {
  return { shape, doc, required: true } as const
}

export function nullableField<const S extends Shape>(shape: S, doc: string) {
  return { shape, doc, nullable: true } as const
}

export function fieldWithDefault<const S extends Shape>(shape: S, doc: string, value: ValueOf<S>) {
  return { shape, doc, default: value } as const
}

/**
 * The value that a body of this shape is read as.
 *
 * @typeParam Absent - what a field that may be left out may also be: nothing when it was read, `undefined` in an answer.
 */
export type ValueOf<S, Absent = never> = S extends { kind: 'string' }
  ? string
  : S extends { kind: 'integer' | 'long' }
    ? number
    : S extends { kind: 'boolean' }
      ? boolean
      : S extends { kind: 'choice'; values: readonly (infer Value)[] }
        ? Value
        : S extends { kind: 'list'; of: infer Of }
          ? readonly ValueOf<Of, Absent>[]
          : S extends { kind: 'map'; of: infer Of }
            ? Readonly<Record<string, ValueOf<Of, Absent>>>
            : S extends { kind: 'object'; fields: infer F }
              ? { readonly [Key in keyof F as AlwaysThere<F[Key], Key>]: FieldValue<F[Key], Absent> } & {
                  readonly [Key in keyof F as SometimesThere<F[Key], Key>]?: FieldValue<F[Key], Absent> | Absent
                }
              : S extends { kind: 'any object' }
                ? Readonly<Record<string, unknown>>
                : unknown

type AlwaysThere<F, Key> = F extends { default: unknown } | { required: true } ? Key : never
type SometimesThere<F, Key> = F extends { default: unknown } | { required: true } ? never : Key
type FieldValue<F, Absent> = F extends { shape: infer S }
  ? ValueOf<S, Absent> | (F extends { nullable: true } ? null : never)
  : never

/**
 * Reads what was parsed from a body. Unknown fields are left out, so that tomorrow's clients are served too.
 *
 * @throws {HttpError} `wrongJsonType` with the place, what was expected and what is there.
 */
export function readShape<S extends Shape>(shape: S, value: unknown): ValueOf<S> {
  // The reader walks the same declaration as the type does, which TypeScript cannot follow.
  return read(shape, value, '') as ValueOf<S>
}

function read(shape: Shape, value: unknown, place: string): unknown {
  switch (shape.kind) {
    case 'list':
      if (!Array.isArray(value)) throw wrongType(shape, value, place)
      return value.map((item, index) => read(shape.of, item, `${place}[${index}]`))
    case 'map':
      if (!isObject(value)) throw wrongType(shape, value, place)
      // fromEntries, because assignment would take a key such as __proto__ for something else.
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, read(shape.of, item, `${place}[${JSON.stringify(key)}]`)]),
      )
    case 'object':
      if (!isObject(value)) throw wrongType(shape, value, place)
      return readFields(shape.fields, value, place)
    default:
      if (!holds(shape, value)) throw wrongType(shape, value, place)
      return value
  }
}

function readFields(fields: Fields, value: object, place: string): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, declared] of Object.entries(fields)) {
    const given = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined
    const inside = place ? `${place}.${name}` : name
    const absent = given === undefined || (given === null && !declared.nullable)
    if (!absent) result[name] = given === null ? null : read(declared.shape, given, inside)
    else if (declared.default !== undefined) result[name] = declared.default
    else if (declared.required) throw wrongType(declared.shape, given, inside)
  }
  return result
}

function holds(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'integer':
      return typeof value === 'number' && value === (value | 0)
    case 'long':
      return Number.isSafeInteger(value)
    case 'anything':
      return true
    case 'any object':
      return isObject(value)
    case 'choice':
      return typeof value === 'string' && shape.values.includes(value)
    default:
      return typeof value === shape.kind
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongType(shape: Shape, value: unknown, place: string): Error {
  return httpErrors.wrongJsonType(place ? `Field '${place}'` : 'The body', expectation(shape), nameOf(value))
}

function expectation(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return 'a string'
    case 'integer':
      return 'an integer of 32 bits'
    case 'long':
      return 'an integer up to 2^53'
    case 'boolean':
      return 'true or false'
    case 'choice':
      return `one of ${shape.values.join(', ')}`
    case 'list':
      return 'an array'
    default:
      return 'an object'
  }
}

/** Longest text that a message repeats. */
const maxQuoted = 40

function nameOf(value: unknown): string {
  if (value === undefined) return 'left out'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' && value.length > maxQuoted ? 'a string' : JSON.stringify(value)
}
