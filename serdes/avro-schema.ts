/** The model of an Avro schema, which encoders and decoders are compiled from. */

export type AvroPrimitiveName = 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string'

/** Logical types that change a value or the meaning of a number; others are their base type. */
export type AvroLogical =
  | { readonly kind: 'uuid' | 'date' }
  | { readonly kind: 'decimal'; readonly scale: number; readonly precision: number }
  /** Time of day or instant, in units of which `unitsPerMs` make a millisecond. */
  | { readonly kind: 'timestamp' | 'local-timestamp' | 'time'; readonly unitsPerMs: bigint }

interface AvroPrimitive {
  readonly kind: AvroPrimitiveName
  readonly logical?: AvroLogical | undefined
}

/** What named types have in common. */
export interface Named {
  /** Full name: namespace and short name. */
  readonly name: string
  /** Full names. */
  readonly aliases: readonly string[]
}

export interface AvroFixed extends Named {
  readonly kind: 'fixed'
  readonly size: number
  readonly logical?: AvroLogical | undefined
}

export interface AvroEnum extends Named {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  readonly default?: string | undefined
}

export interface AvroArray {
  readonly kind: 'array'
  readonly items: AvroType
}

export interface AvroMap {
  readonly kind: 'map'
  readonly values: AvroType
}

export interface AvroUnion {
  readonly kind: 'union'
  readonly branches: readonly AvroType[]
}

export interface AvroField {
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: AvroType
  /** As in the schema's JSON; whole numbers beyond 2^53 are bigint. `undefined` where there is none. */
  readonly default?: unknown
}

export interface AvroRecord extends Named {
  readonly kind: 'record'
  /** Filled while the record is parsed, since its fields may name it. */
  readonly fields: readonly AvroField[]
}

export type AvroType = AvroPrimitive | AvroFixed | AvroEnum | AvroArray | AvroMap | AvroUnion | AvroRecord

/** Name of a record, enum or fixed; `undefined` for types without one. */
export function nameOf(type: AvroType): string | undefined {
  return 'name' in type ? type.name : undefined
}

/** The last part of a full name. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** What tells the branches of a union apart: the full name, or the kind of a type without one. */
export function branchName(type: AvroType): string {
  return nameOf(type) ?? type.kind
}

/** Whether values of the record can hold values of the record. */
export function isRecursive(record: AvroRecord): boolean {
  const seen = new Set<AvroType>()
  const reaches = (type: AvroType): boolean => {
    if (type === record) return true
    if (seen.has(type)) return false
    seen.add(type)
    return parts(type).some(reaches)
  }
  return record.fields.some(({ type }) => reaches(type))
}

/** Types that a type is made of. */
function parts(type: AvroType): readonly AvroType[] {
  switch (type.kind) {
    case 'record':
      return type.fields.map((field) => field.type)
    case 'array':
      return [type.items]
    case 'map':
      return [type.values]
    case 'union':
      return type.branches
    default:
      return []
  }
}

/** Fewest bytes that a value of the type takes, so that a claimed number of items can be checked against the bytes. */
export function smallestSize(type: AvroType, known = new Map<AvroType, number>()): number {
  switch (type.kind) {
    case 'null':
      return 0
    case 'float':
      return 4
    case 'double':
      return 8
    case 'fixed':
      return type.size
    case 'record':
      break
    default:
      return 1
  }
  const size = known.get(type)
  if (size !== undefined) return size
  // A record within itself counts as nothing, which keeps the answer a lower bound.
  known.set(type, 0)
  const sum = type.fields.reduce((total, field) => total + smallestSize(field.type, known), 0)
  known.set(type, sum)
  return sum
}
