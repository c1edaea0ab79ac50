/** Avro schemas: from their JSON text to the model. */

import {
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroLogical,
  type AvroPrimitiveName,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  branchName,
  type Named,
} from './avro-schema.ts'
import { type SerdesError, serdesErrors } from './errors.ts'

type Json = Readonly<Record<string, unknown>>

const primitives: ReadonlySet<string> = new Set<AvroPrimitiveName>([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
])

/**
 * Parses a schema.
 *
 * @param text - JSON text, as a registry stores it.
 * @param references - texts that define the names which `text` takes from outside, dependencies first.
 * @throws {SerdesError} `invalidSchema`.
 */
export function parseAvro(text: string, references: readonly string[] = []): AvroType {
  const names = new Map<string, AvroType>()
  try {
    for (const reference of references) parseType(parseJson(reference), '', names)
    return parseType(parseJson(text), '', names)
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it is nested too deeply')
    throw error
  }
}

/** JSON.parse that keeps whole numbers beyond 2^53: a default of a long may need all of its 64 bits. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepLargeIntegers)
  } catch (error) {
    throw serdesErrors.invalidSchema({ reason: 'it is no JSON' }, { cause: error })
  }
}

/** @param context - has the source of a number (ECMAScript's JSON.parse source text access, Node 21 and later). */
function keepLargeIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}

function parseType(schema: unknown, namespace: string, names: Map<string, AvroType>): AvroType {
  if (typeof schema === 'string') return parseName(schema, namespace, names)
  if (Array.isArray(schema)) return parseUnion(schema, namespace, names)
  if (typeof schema !== 'object' || schema === null) throw invalid(`${JSON.stringify(schema)} is no type`)
  // An object that is no array: properties are checked where they are read.
  return parseObject(schema as Json, namespace, names)
}

function parseName(name: string, namespace: string, names: Map<string, AvroType>): AvroType {
  if (isPrimitive(name)) return { kind: name }
  const type = names.get(qualify(name, namespace)) ?? names.get(name)
  if (type === undefined) throw invalid(`type ${JSON.stringify(name)} is not defined`)
  return type
}

function parseUnion(schemas: readonly unknown[], namespace: string, names: Map<string, AvroType>): AvroUnion {
  const branches = schemas.map((schema) => parseType(schema, namespace, names))
  const seen = new Set<string>()
  for (const branch of branches) {
    if (branch.kind === 'union') throw invalid('a union lies directly in a union')
    const name = branchName(branch)
    if (seen.has(name)) throw invalid(`a union has two branches ${name}`)
    seen.add(name)
  }
  return { kind: 'union', branches }
}

function parseObject(schema: Json, namespace: string, names: Map<string, AvroType>): AvroType {
  const { type } = schema
  switch (type) {
    case 'record':
    case 'error':
      return parseRecord(schema, namespace, names)
    case 'enum':
      return parseEnum(schema, namespace, names)
    case 'fixed':
      return parseFixed(schema, namespace, names)
    case 'array':
      return { kind: 'array', items: parseType(schema['items'], namespace, names) }
    case 'map':
      return { kind: 'map', values: parseType(schema['values'], namespace, names) }
  }
  if (typeof type === 'string' && isPrimitive(type)) return { kind: type, logical: parseLogical(schema, type) }
  return parseType(type, namespace, names)
}

function parseRecord(schema: Json, namespace: string, names: Map<string, AvroType>): AvroRecord {
  const named = parseNamed(schema, namespace)
  const fields: AvroField[] = []
  const record: AvroRecord = { kind: 'record', ...named, fields }
  define(record, names)
  for (const field of list(schema, 'fields')) {
    const { name, type, aliases, default: value } = field as Json
    if (typeof name !== 'string') throw invalid(`a field of ${record.name} has no name`)
    if (fields.some((other) => other.name === name)) throw invalid(`${record.name} has two fields ${name}`)
    const fieldType = parseType(type, namespaceOf(record.name), names)
    fields.push({ name, aliases: strings(aliases), type: fieldType, default: value })
  }
  return record
}

function parseEnum(schema: Json, namespace: string, names: Map<string, AvroType>): AvroEnum {
  const symbols = strings(list(schema, 'symbols'))
  const fallback = schema['default']
  const type: AvroEnum = {
    kind: 'enum',
    ...parseNamed(schema, namespace),
    symbols,
    default: typeof fallback === 'string' && symbols.includes(fallback) ? fallback : undefined,
  }
  if (new Set(symbols).size < symbols.length) throw invalid(`${type.name} has a symbol twice`)
  return define(type, names)
}

function parseFixed(schema: Json, namespace: string, names: Map<string, AvroType>): AvroFixed {
  const { size } = schema
  const named = parseNamed(schema, namespace)
  if (!Number.isSafeInteger(size) || Number(size) < 0) throw invalid(`${named.name} has no size`)
  const logical = parseLogical(schema, 'fixed', Number(size))
  return define({ kind: 'fixed', ...named, size: Number(size), logical }, names)
}

function parseNamed(schema: Json, enclosing: string): Named {
  const { name, namespace } = schema
  if (typeof name !== 'string' || name === '') throw invalid(`a ${schema['type']} has no name`)
  const full = qualify(name, typeof namespace === 'string' ? namespace : enclosing)
  const aliases = strings(schema['aliases']).map((alias) => qualify(alias, namespaceOf(full)))
  return { name: full, aliases }
}

function define<Type extends AvroType & Named>(type: Type, names: Map<string, AvroType>): Type {
  if (names.has(type.name)) throw invalid(`${type.name} is defined twice`)
  if (isPrimitive(type.name)) throw invalid(`${type.name} is the name of a primitive type`)
  names.set(type.name, type)
  return type
}

/** Logical types that are unknown, or that do not fit their base, are ignored, as the specification asks. */
function parseLogical(schema: Json, base: string, size = 0): AvroLogical | undefined {
  const { logicalType } = schema
  switch (`${base} ${logicalType}`) {
    case 'string uuid':
      return { kind: 'uuid' }
    case 'fixed uuid':
      return size === 16 ? { kind: 'uuid' } : undefined
    case 'int date':
      return { kind: 'date' }
    case 'int time-millis':
      return { kind: 'time', unitsPerMs: 1n }
    case 'long time-micros':
      return { kind: 'time', unitsPerMs: 1000n }
    case 'bytes decimal':
    case 'fixed decimal':
      return parseDecimal(schema)
  }
  const [, kind, unit] = /^(timestamp|local-timestamp)-(millis|micros|nanos)$/.exec(String(logicalType)) ?? []
  if (base !== 'long' || unit === undefined) return undefined
  const unitsPerMs = unit === 'millis' ? 1n : unit === 'micros' ? 1000n : 1_000_000n
  return { kind: kind === 'timestamp' ? kind : 'local-timestamp', unitsPerMs }
}

function parseDecimal(schema: Json): AvroLogical | undefined {
  const { precision, scale = 0 } = schema
  if (!Number.isSafeInteger(precision) || !Number.isSafeInteger(scale)) return undefined
  const valid = Number(precision) >= 1 && Number(scale) >= 0 && Number(scale) <= Number(precision)
  return valid ? { kind: 'decimal', precision: Number(precision), scale: Number(scale) } : undefined
}

function isPrimitive(name: string): name is AvroPrimitiveName {
  return primitives.has(name)
}

function qualify(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')))
}

function list(schema: Json, attribute: string): readonly unknown[] {
  const value = schema[attribute]
  if (!Array.isArray(value)) throw invalid(`${schema['name'] ?? schema['type']} has no ${attribute}`)
  return value
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function invalid(reason: string): SerdesError {
  return serdesErrors.invalidSchema({ reason })
}
