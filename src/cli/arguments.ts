/** Arguments that several commands read in the same way. */

import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { type CliError, cliErrors } from './errors.ts'

/** A whole number of at least `min`, for commander's options. */
export function toCount(min: number): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(count) && count >= min) return count
    throw cliErrors.wrongUse(`Expected a whole number of at least ${min}; got '${text}'.`)
  }
}

export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

const typeByExtension: Readonly<Record<string, SchemaType>> = { '.avsc': 'AVRO', '.json': 'JSON', '.proto': 'PROTOBUF' }

/** What a schema file is by its extension. */
export function schemaTypeOf(file: string): SchemaType | undefined {
  return typeByExtension[extname(file)]
}

/** @throws {CliError} with one sentence that names the file. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

export function unreadable(file: string, error: unknown): CliError {
  const reason = error instanceof Error && 'code' in error ? error.code : error
  return cliErrors.unreadableFile(file, String(reason)).because(error)
}
