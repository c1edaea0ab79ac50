/** Prints declared fields in the notation of kafka-schemas.ts. */

import { type Fields, versionRange } from '../../../src/protocol/layout.ts'

interface Range {
  min: number
  max: number
}

const shortNames: Readonly<Record<string, string>> = {
  int8: 'i8',
  int16: 'i16',
  int32: 'i32',
  int64: 'i64',
  string: 'str',
}

export function schemaNotation(fields: Fields, around: Range): string {
  return Object.entries(fields)
    .map(([name, one]) => {
      const range = within(versionRange(one.versions), around)
      const isNullable = one.type.name.startsWith('nullable ')
      const plain = one.type.name.replace('nullable ', '')
      const mark = isNullable ? '?' : one.nullable === undefined ? '' : `?${one.nullable}`
      const suffix = one.tag === undefined ? versionsNotation(range, around) : `‹tag${one.tag} ${range.min}+›`
      const inner = one.type.fields ? `{${schemaNotation(one.type.fields as Fields, range)}}` : ''
      return `${name}${typeNotation(plain, mark, inner)}${defaultNotation(one.default())}${suffix}`
    })
    .join(', ')
}

function typeNotation(type: string, mark: string, inner: string): string {
  if (type === 'array of struct') return `[]${mark}${inner}`
  if (type === 'struct') return `${mark}${inner}`
  const item = type.replace('array of ', '')
  const short = shortNames[item] ?? item
  return type === item ? `:${short}${mark}` : `:[${short}]${mark}`
}

/** Only what is not the zero of its type is told. */
function defaultNotation(value: unknown): string {
  if (typeof value === 'boolean') return value ? '=true' : ''
  if (typeof value === 'number' || typeof value === 'bigint') return value ? `=${value}` : ''
  return ''
}

function versionsNotation({ min, max }: Range, around: Range): string {
  if (min === around.min && max === around.max) return ''
  return max === around.max ? `@${min}+` : `@${min}-${max}`
}

function within({ min, max }: Range, around: Range): Range {
  return { min: Math.max(min, around.min), max: Math.min(max, around.max) }
}
