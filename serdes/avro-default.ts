/** Defaults of record fields: from the schema's JSON to the bytes that a writer would have written. */

import { type AvroField, type AvroRecord, type AvroType, shortName } from './avro-schema.ts'
import { AvroWriter } from './avro-writer.ts'
import { serdesErrors } from './errors.ts'
import { frameBytes } from './wire-format.ts'

/** Schemas are compiled one at a time, and nothing that runs meanwhile writes. */
const writer: AvroWriter = new AvroWriter()

/**
 * The encoded default of a field.
 *
 * @throws {SerdesError} `invalidSchema` where the default does not fit the field's type.
 */
export function encodeDefault(record: AvroRecord, field: AvroField): Uint8Array {
  writer.begin(0)
  try {
    write(field.type, field.default)
  } catch (error) {
    const reason = `the default of ${shortName(record.name)}.${field.name} does not fit its type`
    throw serdesErrors.invalidSchema({ reason }, { cause: error })
  }
  return Uint8Array.from(writer.finish().subarray(frameBytes))
}

function write(type: AvroType, json: unknown): void {
  switch (type.kind) {
    case 'long':
      writer.long(typeof json === 'number' && Number.isInteger(json) ? BigInt(json) : json)
      break
    case 'float':
    case 'double':
      writer[type.kind](typeof json === 'bigint' ? Number(json) : json)
      break
    case 'bytes':
      writer.bytes(bytesOf(json))
      break
    case 'fixed':
      writer.fixed(bytesOf(json), type.size)
      break
    case 'enum':
      writeEnum(type.symbols, json)
      break
    case 'array':
      writeArray(type.items, json)
      break
    case 'map':
      writeMap(type.values, json)
      break
    case 'record':
      writeRecord(type, json)
      break
    case 'union':
      writeUnion(type.branches, json)
      break
    default:
      writer[type.kind](json)
  }
}

function writeEnum(symbols: readonly string[], json: unknown): void {
  const index = typeof json === 'string' ? symbols.indexOf(json) : -1
  if (index < 0) writer.fail('a symbol', json)
  writer.count(index)
}

function writeArray(items: AvroType, json: unknown): void {
  if (!Array.isArray(json)) writer.fail('array', json)
  if (json.length > 0) writer.count(json.length)
  for (const item of json) write(items, item)
  writer.count(0)
}

function writeMap(values: AvroType, json: unknown): void {
  const entries = Object.entries(objectOf(json))
  if (entries.length > 0) writer.count(entries.length)
  for (const [key, value] of entries) {
    writer.string(key)
    write(values, value)
  }
  writer.count(0)
}

function writeRecord({ fields }: AvroRecord, json: unknown): void {
  const object = objectOf(json)
  for (const { name, type, default: fallback } of fields) {
    write(type, Object.hasOwn(object, name) ? object[name] : fallback)
  }
}

/** The first branch that fits, which up to Avro 1.11 had to be the first of all. */
function writeUnion(branches: readonly AvroType[], json: unknown): void {
  const start = writer.position
  for (const [index, branch] of branches.entries()) {
    try {
      writer.count(index)
      write(branch, json)
      return
    } catch {
      writer.position = start
    }
  }
  writer.fail('a value of the union', json)
}

/** In JSON, bytes are a string whose characters are the bytes (ISO-8859-1). */
function bytesOf(json: unknown): unknown {
  if (typeof json !== 'string') return json
  const bytes = Buffer.from(json, 'latin1')
  return bytes.toString('latin1') === json ? bytes : json
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return writer.fail('object', json)
  return json as Readonly<Record<string, unknown>>
}
