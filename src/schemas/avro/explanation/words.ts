/** Avro's types and places in plain words. */

import { printJson } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import { type AvroSchema, isNamed } from '../model.ts'

/** `string`, `record Address`, `array of int`, `null or string`. */
export function typeWords(type: AvroSchema, depth = 0): string {
  if (isNamed(type)) return `${type.type} ${type.name.name}`
  const inner = (type: AvroSchema) => (depth < 3 ? typeWords(type, depth + 1) : '...')
  if (type.type === 'array') return `array of ${inner(type.items)}`
  if (type.type === 'map') return `map of ${inner(type.values)}`
  if (type.type !== 'union') return type.type
  const { branches } = type
  if (branches.length === 0) return 'empty union'
  const shown = branches.slice(0, 4).map((branch) => inner(branch))
  return shown.join(' or ') + (branches.length > shown.length ? ' or others' : '')
}

export function valueWords(value: JsonNode): string {
  const text = printJson(value, 'double')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** `'A', 'B' and 3 more`. */
export function listWords(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `'${name}'`)
  const more = names.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
