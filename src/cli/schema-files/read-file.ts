/** A schema file: its text, what kind of schema it is, what it needs from others and what others may need of it. */

import { readFileSync, statSync } from 'node:fs'
import { type SchemaType, schemaTypeOf, unreadable } from '../arguments.ts'
import { cliErrors } from '../errors.ts'
import { avroNames } from './avro-names.ts'
import type { FoundFile } from './find-files.ts'
import { jsonNames } from './json-names.ts'
import { protobufNames } from './protobuf-names.ts'
import type { SchemaNames } from './schema-names.ts'

export interface SchemaFile extends FoundFile, SchemaNames {
  readonly schemaType: SchemaType
  readonly text: string
}

/** What servers read of a request by default. */
const maxFileBytes = 4 * 1024 * 1024

const namesOf: Readonly<Record<SchemaType, (text: string) => SchemaNames>> = {
  AVRO: avroNames,
  JSON: jsonNames,
  PROTOBUF: protobufNames,
}

/**
 * @param type - where it is not the extension that says it.
 * @returns `undefined` for a JSON file of a folder that does not say that it is a schema.
 */
export function readSchemaFile(found: FoundFile, type?: SchemaType): SchemaFile | undefined {
  return toSchemaFile(found, () => readBytes(found.path), type)
}

/** The same for bytes that come from elsewhere. */
export function toSchemaFile(found: FoundFile, bytes: () => Uint8Array, type?: SchemaType): SchemaFile | undefined {
  const schemaType = type ?? schemaTypeOf(found.path)
  if (!schemaType) throw cliErrors.wrongUse(`${found.path}: neither its extension nor --type says what schema it is.`)
  const text = textOf(found.path, bytes())
  if (schemaType === 'JSON' && found.inFolder && !saysThatItIsASchema(text)) return undefined
  return { ...found, schemaType, text, ...namesOf[schemaType](text) }
}

/** @throws {CliError} where it is no file, cannot be read, or is huge. */
export function readBytes(path: string): Uint8Array {
  try {
    const stats = statSync(path)
    // A pipe or a device has no end, or none that comes soon.
    if (!stats.isFile()) throw cliErrors.notAFile(path)
    refuseHuge(path, stats.size)
    return readFileSync(path)
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unreadable(path, error) : error
  }
}

/** Whether it is more than is read of any file. */
export function isHuge(bytes: number): boolean {
  return bytes > maxFileBytes
}

/** @throws {CliError} `fileTooLarge`. */
export function refuseHuge(path: string, bytes: number): void {
  if (isHuge(bytes)) throw cliErrors.fileTooLarge(path, bytes, maxFileBytes)
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    // Valid UTF-8 may hold zeros, which no schema has and every other kind of file does.
    if (!bytes.includes(0)) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw cliErrors.notText(path).because(error)
    throw error
  }
  throw cliErrors.notText(path)
}

function saysThatItIsASchema(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && '$schema' in value && isDialect(value.$schema)
  } catch {
    // Left to the registry, which says what is wrong with it.
    return /"\$schema"\s*:\s*"(https?:\/\/json-schema\.org\/|[^"/]*")/.test(text)
  }
}

/** Configurations of tools name their own schema there, as `./node_modules/.../schema.json` or at some other address. */
function isDialect(value: unknown): boolean {
  return typeof value !== 'string' || !value.includes('/') || /^https?:\/\/json-schema\.org\//.test(value)
}
