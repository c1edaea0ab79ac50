/** The file that `schemalog export` writes: JSON lines that a person can read (docs/export-format.md). */

import { cliErrors } from '../errors.ts'
import type { Entry } from './entry.ts'

export const formatName = 'schemalog-export'
/** Raised when an older reader would misunderstand; new fields alone do not raise it. */
export const formatVersion = 1

/** The first line. */
export interface Header {
  kind: 'header'
  format: typeof formatName
  formatVersion: number
  createdAt: string
  registry: string
}

/** The last line, without which a file is cut off. */
export interface Trailer {
  kind: 'end'
  /** Lines between the header and this one. */
  entries: number
  /** As `exact` of an inventory. */
  exact?: boolean
}

export function header(registry: string, now: Date): Header {
  return { kind: 'header', format: formatName, formatVersion, createdAt: now.toISOString(), registry }
}

/** @throws {CliError} naming the line, where it is nothing that an export holds. */
export function parseEntry(value: unknown, line: number): Entry | Trailer {
  if (!isObject(value)) throw wrongLine(line, 'no JSON object')
  switch (value['kind']) {
    case 'schema':
      require(line, value, {
        subject: 'string',
        version: 'number',
        id: 'number',
        schemaType: 'string',
        schema: 'string',
      })
      return { deleted: false, ...value } as unknown as Entry
    case 'config':
      if (!isObject(value['config'])) throw wrongLine(line, 'a config without its fields')
      return value as unknown as Entry
    case 'mode':
      require(line, value, { mode: 'string' })
      return value as unknown as Entry
    case 'context':
      require(line, value, { context: 'string' })
      return value as unknown as Entry
    case 'association':
      require(line, value, {
        resourceName: 'string',
        resourceNamespace: 'string',
        resourceId: 'string',
        resourceType: 'string',
        associationType: 'string',
        subject: 'string',
        lifecycle: 'string',
        frozen: 'boolean',
      })
      return value as unknown as Entry
    case 'end':
      require(line, value, { entries: 'number' })
      return value as unknown as Trailer
    default:
      throw wrongLine(line, `a kind '${String(value['kind']).slice(0, 40)}' that this version does not know`)
  }
}

function require(line: number, value: Record<string, unknown>, fields: Readonly<Record<string, string>>): void {
  for (const [name, type] of Object.entries(fields))
    if (typeof value[name] !== type) throw wrongLine(line, `a ${value['kind']} without '${name}'`)
}

export function wrongLine(line: number, what: string): Error {
  return cliErrors.wrongUse(`Line ${line} is ${what}.`)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
