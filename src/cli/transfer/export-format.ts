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

/** What a line of each kind must have, and of which type. */
const requiredFields: ReadonlyMap<unknown, Readonly<Record<string, string>>> = new Map(
  Object.entries({
    schema: { subject: 'string', version: 'number', id: 'number', schemaType: 'string', schema: 'string' },
    config: {},
    mode: { mode: 'string' },
    context: { context: 'string' },
    association: {
      resourceName: 'string',
      resourceNamespace: 'string',
      resourceId: 'string',
      resourceType: 'string',
      associationType: 'string',
      subject: 'string',
      lifecycle: 'string',
      frozen: 'boolean',
    },
    end: { entries: 'number' },
  }),
)

/** @throws {CliError} naming the line, where it is nothing that an export holds. */
export function parseEntry(value: unknown, line: number): Entry | Trailer {
  if (!isObject(value)) throw wrongLine(line, 'no JSON object')
  const { kind } = value
  const fields = requiredFields.get(kind)
  if (!fields) throw wrongLine(line, `a kind '${String(kind).slice(0, 40)}' that this version does not know`)
  for (const [name, type] of Object.entries(fields))
    if (typeof value[name] !== type) throw wrongLine(line, `a ${kind} without '${name}'`)
  if (kind === 'config' && !isObject(value['config'])) throw wrongLine(line, 'a config without its fields')
  const entry = kind === 'schema' ? { deleted: false, ...value } : value
  // What makes an entry of its kind has been looked for; what else it holds is sent on, and the registry judges it.
  return entry as unknown as Entry | Trailer
}

export function wrongLine(line: number, what: string): Error {
  return cliErrors.wrongUse(`Line ${line} is ${what}.`)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
