/** The lock that a project would have now, and the project that a lock was made of. */

import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { FileRules } from '../schema-project/file-rules.ts'
import { projectOf, type SchemaProject, type TreeFile } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import { hashOf, type Lock, type LockEntry } from './lock-file.ts'

/**
 * @param files - after those that they refer to.
 * @param before - what is known of versions and ids stays known while the text and what it refers to are the same.
 */
export function lockOf(files: readonly ResolvedFile[], rules: FileRules, before: Lock | undefined): Lock {
  const lock = new Map<string, LockEntry>()
  const changed = new Set<string>()
  for (const file of files) {
    const { subject, references } = file
    const entry = entryFor(file, rules)
    const former = before?.get(subject)
    const isSame = former?.hash === entry.hash && isDeepStrictEqual(former.references, entry.references)
    if (!isSame || references.some((one) => changed.has(one.subject))) changed.add(subject)
    const { version, id } = former ?? {}
    lock.set(subject, changed.has(subject) ? entry : withNumbers(entry, { version, id }))
  }
  return lock
}

/** In the order in which they are printed. */
export function withNumbers(
  { hash, text, ...entry }: LockEntry,
  { version, id }: { version?: number | undefined; id?: number | undefined },
): LockEntry {
  return { ...entry, ...(version !== undefined && { version }), ...(id !== undefined && { id }), hash, text }
}

function entryFor({ name, schemaType, references, text }: ResolvedFile, rules: FileRules): LockEntry {
  const [level, policy] = [rules.levelOf(name), rules.policyOf(name)]
  const named = references.map(({ name: used, subject, version }) => [
    used,
    version === undefined ? subject : `${subject}@${version}`,
  ])
  return {
    file: name,
    type: schemaType,
    ...(level !== undefined && { level }),
    ...(policy !== undefined && { policy }),
    ...(named.length > 0 && { references: Object.fromEntries(named) }),
    hash: hashOf(text),
    text,
  }
}

/** The schemas of a lock, joined with each other by the rules of now, under the subjects of then. */
export function lockedProject(lock: Lock, working: WorkingProject): SchemaProject {
  const tree = [...lock.values()].map(({ file, text }): TreeFile => {
    return { path: join(working.root, file), name: file, inFolder: false, bytes: () => Buffer.from(text) }
  })
  const subjects = new Map([...lock].map(([subject, { file }]) => [file, subject]))
  return projectOf(tree, working.rules.with(subjects))
}
