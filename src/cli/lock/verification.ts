/** In what a project is no longer as its lock says. */

import { differenceOf } from '../diff/difference.ts'
import { schemaOfFile } from '../diff/side.ts'
import { CliError } from '../errors.ts'
import type { SchemaProject } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import type { Lock, LockEntry } from './lock-file.ts'
import { lockedProject, lockOf } from './project-lock.ts'

export interface LockDifference {
  readonly subject: string
  readonly file: string
  readonly state: 'new' | 'gone' | 'changed'
  /** What changed, in sentences; none for what is new or gone. */
  readonly changes: readonly string[]
}

export async function verify(lock: Lock, project: SchemaProject, working: WorkingProject): Promise<LockDifference[]> {
  const now = lockOf(project.files, working.rules, undefined)
  const then = lockedProject(lock, working)
  const differences: LockDifference[] = []
  for (const subject of [...new Set([...now.keys(), ...lock.keys()])].sort()) {
    const [is, was] = [now.get(subject), lock.get(subject)]
    if (!is || !was) {
      const { file = '' } = is ?? was ?? {}
      differences.push({ subject, file, state: is ? 'new' : 'gone', changes: [] })
      continue
    }
    const changes = [
      ...entryChanges(was, is),
      ...(is.hash === was.hash ? [] : await textChanges(subject, then, project)),
    ]
    if (changes.length > 0) differences.push({ subject, file: is.file, state: 'changed', changes })
  }
  return differences
}

function entryChanges(was: LockEntry, is: LockEntry): string[] {
  const parts = ['file', 'type', 'level', 'policy', 'references'] as const
  const told = (value: unknown) =>
    value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value)
  return parts
    .filter((part) => JSON.stringify(is[part]) !== JSON.stringify(was[part]))
    .map((part) => `${part} was ${told(was[part])} and is now ${told(is[part])}.`)
}

/** More are not told of one schema; `schemalog diff` tells all. */
const maxChanges = 10

async function textChanges(subject: string, then: SchemaProject, now: SchemaProject): Promise<string[]> {
  const [was, is] = [then, now].map(({ files }) => files.find((file) => file.subject === subject))
  try {
    const difference = was && is && (await differenceOf(schemaOfFile(was), schemaOfFile(is)))
    const told = difference?.changes.map(({ description }) => description) ?? []
    if (told.length === 0) return ['the text is laid out in another way.']
    const more = told.length > maxChanges ? [`and ${told.length - maxChanges} more changes.`] : []
    return [...told.slice(0, maxChanges), ...more]
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return [error.message]
  }
}
