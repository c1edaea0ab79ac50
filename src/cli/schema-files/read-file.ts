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
  const schemaType = type ?? schemaTypeOf(found.path)
  if (!schemaType) throw cliErrors.wrongUse(`${found.path}: neither its extension nor --type says what schema it is.`)
  const text = readText(found.path)
  if (schemaType === 'JSON' && found.inFolder && !saysThatItIsASchema(text)) return undefined
  return { ...found, schemaType, text, ...namesOf[schemaType](text) }
}

function readText(path: string): string {
  try {
    const stats = statSync(path)
    // A pipe or a device has no end, or none that comes soon.
    if (!stats.isFile()) throw cliErrors.wrongUse(`${path} is no file.`)
    if (stats.size > maxFileBytes)
      throw cliErrors.wrongUse(`${path} has ${stats.size} bytes; a schema has at most ${maxFileBytes}.`)
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) throw cliErrors.wrongUse(`${path} is no text in UTF-8.`).because(error)
    throw error instanceof Error && 'syscall' in error ? unreadable(path, error) : error
  }
}

function saysThatItIsASchema(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && '$schema' in value
  } catch {
    // Left to the registry, which says what is wrong with it.
    return text.includes('"$schema"')
  }
}
