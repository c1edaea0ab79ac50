/**
 * `schemas.lock`: the schemas of a project as they were last agreed upon, one entry a subject.
 *
 * The texts are in it, not only their hashes: a check against the lock then needs neither git, whose history a pipeline often
 * does not have (a clone of depth 1), nor a registry. Whoever reads a change of the lock sees the schemas themselves.
 */

import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { readTextFile } from '../arguments.ts'
import { cliErrors } from '../errors.ts'

export const lockFileName = 'schemas.lock'

/** Of the form of the file. */
const formVersion = 1

/** Far beyond all schemas of a repository. */
const maxLockBytes = 64 * 1024 * 1024

export interface LockEntry {
  /** Path from the folder of the project. */
  readonly file: string
  readonly type: string
  /** What the project says of it; absent where it says nothing. */
  readonly level?: string
  readonly policy?: string
  /** Subjects, some as `SUBJECT@VERSION`, by the names that refer to them. */
  readonly references?: Readonly<Record<string, string>>
  /** In a registry that was asked, as long as the text is the same. */
  readonly version?: number
  readonly id?: number
  /** Of the text, so that a lock that was edited by hand is noticed. */
  readonly hash: string
  readonly text: string
}

/** By subject. */
export type Lock = ReadonlyMap<string, LockEntry>

export function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

export function printLock(lock: Lock): string {
  const sorted = [...lock].sort(([one], [other]) => (one < other ? -1 : 1))
  const head = '# Written by `schemalog lock update`; `schemalog check --against lock` compares with it.\n'
  return head + stringify({ lockVersion: formVersion, schemas: Object.fromEntries(sorted) }, form)
}

/** No line is folded, so that a change of a schema is a change of the same lines here. */
const form = { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false } as const

/** @returns `undefined` where there is no such file. @throws {CliError} where it is no lock. */
export function findLock(path: string): Lock | undefined {
  if (!existsSync(path)) return undefined
  const { size } = statSync(path)
  if (size > maxLockBytes) throw cliErrors.wrongUse(`${path} has ${size} bytes; a lock has at most ${maxLockBytes}.`)
  const { lockVersion, schemas } = fieldsOf(path, contentOf(path))
  if (lockVersion !== formVersion)
    throw cliErrors.wrongUse(
      `${path} has the form ${JSON.stringify(lockVersion)}, and this schemalog knows form ${formVersion}.`,
    )
  return new Map(
    Object.entries(fieldsOf(path, schemas)).map(([subject, entry]) => [subject, entryOf(path, subject, entry)]),
  )
}

/** As {@link findLock}. @throws {CliError} also where there is none. */
export function readLock(path: string): Lock {
  const lock = findLock(path)
  if (lock) return lock
  throw cliErrors.wrongUse(`There is no ${path}; 'schemalog lock update' writes it.`)
}

function contentOf(path: string): unknown {
  try {
    return parse(readTextFile(path), { prettyErrors: true })
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('YAML')) throw error
    throw cliErrors.wrongUse(`${path} is no lock: ${error.message.split('\n')[0]}`).because(error)
  }
}

function entryOf(path: string, subject: string, value: unknown): LockEntry {
  const entry = fieldsOf(path, value)
  const { file, type, hash, text, references = {} } = entry
  const isWhole = [file, type, hash, text, ...Object.values(fieldsOf(path, references))].every(
    (part) => typeof part === 'string',
  )
  if (!isWhole) throw cliErrors.wrongUse(`${path}: the entry of subject '${subject}' is not whole.`)
  if (hashOf(String(text)) !== hash)
    throw cliErrors.wrongUse(
      `${path}: the text of subject '${subject}' is not the one that its hash is of; the lock is written by 'schemalog lock update', not by hand.`,
    )
  // What is used of it has been looked at.
  return entry as unknown as LockEntry
}

function fieldsOf(path: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw cliErrors.wrongUse(`${path} is no lock: there should be fields with values.`)
}
