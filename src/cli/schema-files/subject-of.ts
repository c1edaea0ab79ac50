/** Which subject a schema file becomes: by its name, by its path, by what it defines, or as a list says. */

import { posix } from 'node:path'
import { readTextFile } from '../arguments.ts'
import { cliErrors } from '../errors.ts'
import type { SchemaFile } from './read-file.ts'

export const namings = ['file', 'path', 'record'] as const
export type Naming = (typeof namings)[number]

/** @param list - subjects by path, which go before the convention. */
export function subjectNaming(naming: Naming, list: ReadonlyMap<string, string>): (file: SchemaFile) => string {
  return (file) => list.get(file.name) ?? list.get(file.path) ?? named(file, naming)
}

function named(file: SchemaFile, naming: Naming): string {
  switch (naming) {
    case 'file':
      return posix.basename(file.name, posix.extname(file.name))
    // As Protobuf serializers name what is imported.
    case 'path':
      return file.name
    case 'record':
      if (file.recordName === undefined) throw cliErrors.namelessSchema(file.path)
      return file.recordName
  }
}

/** `{"path/of/file.avsc": "subject"}` from a JSON file. */
export function readSubjectList(path: string): Map<string, string> {
  let value: unknown
  try {
    value = JSON.parse(readTextFile(path))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw cliErrors.wrongUse(`${path} is no JSON: ${error.message}.`).because(error)
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const list = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (list.length === 0 || list.length < entries.length)
    throw cliErrors.wrongUse(`${path} should be a JSON object of subjects by path of the file.`)
  return new Map(list)
}
