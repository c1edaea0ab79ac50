/** How Avro values look in JavaScript: which kind of value each type has, and which unions need to name the branch. */

import type { AvroType } from './avro-schema.ts'

export interface AvroValueOptions {
  /** What a `long` is: `bigint` holds every one; `number` throws outside of 2^53; `string` has its digits. */
  readonly longs: 'bigint' | 'number' | 'string'
  /** Whether logical types are values of their own (Date, decimal digits, uuid) or stay their base type. */
  readonly logicalTypes: boolean
}

/** Kinds of values that `typeof` and friends tell apart. */
export type ValueKind = 'null' | 'boolean' | 'number' | 'bigint' | 'string' | 'bytes' | 'array' | 'date' | 'object'

/** How a logical type is seen; `undefined` where the value is that of the base type. */
export type LogicalValue = 'date' | 'timestamp' | 'uuid' | 'decimal'

export function logicalValue(type: AvroType, { logicalTypes }: AvroValueOptions): LogicalValue | undefined {
  const logical = 'logical' in type ? type.logical : undefined
  if (!logicalTypes || logical === undefined) return undefined
  switch (logical.kind) {
    case 'timestamp':
      // A Date would drop the microseconds and nanoseconds of the finer units: they stay longs.
      return logical.unitsPerMs === 1n ? 'timestamp' : undefined
    case 'local-timestamp':
    case 'time':
      return undefined
    default:
      return logical.kind
  }
}

export function valueKind(type: AvroType, options: AvroValueOptions): ValueKind {
  switch (logicalValue(type, options)) {
    case 'date':
    case 'timestamp':
      return 'date'
    case 'decimal':
    case 'uuid':
      return 'string'
  }
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'double':
      return 'number'
    case 'long':
      return options.longs
    case 'enum':
      return 'string'
    case 'fixed':
      return 'bytes'
    case 'record':
    case 'map':
    case 'union':
      return 'object'
    default:
      return type.kind
  }
}

/**
 * Whether values of a union are `{ type, value }`, because two of its branches have values of the same kind. Only the
 * declared schema decides, so that no other version of it can change the shape.
 */
export function isWrapped(branches: readonly AvroType[], options: AvroValueOptions): boolean {
  const kinds = branches.map((branch) => valueKind(branch, options))
  return new Set(kinds).size < kinds.length
}
