/** Versions and ids that a registry has for the schemas of a lock. */

import type { RegistryDoor } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { Lock, LockEntry } from './lock-file.ts'
import { withNumbers } from './project-lock.ts'

/** What is not registered gets none. @param files - after those that they refer to. */
export async function withRegistered(lock: Lock, files: readonly ResolvedFile[], door: RegistryDoor): Promise<Lock> {
  const versions = new Map<string, number>()
  const entries = new Map<string, LockEntry>()
  for (const { subject, schemaType, text, references } of files) {
    const entry = lock.get(subject)
    if (!entry) continue
    const known = references.map((one) => ({ ...one, version: one.version ?? versions.get(one.subject) }))
    // What it refers to is not there, so neither is it.
    const found = known.some(({ version }) => version === undefined)
      ? {}
      : await lookUp(door, subject, { schemaType, schema: text, ...(known.length > 0 && { references: known }) })
    if (found.version !== undefined) versions.set(subject, found.version)
    entries.set(subject, withNumbers(withoutNumbers(entry), found))
  }
  return entries
}

async function lookUp(door: RegistryDoor, subject: string, body: object): Promise<{ version?: number; id?: number }> {
  const answer = await door.send('POST', subjectPath(subject), { body })
  if (answer.status >= 300) return {}
  const { version, id } = (answer.body ?? {}) as { version?: number; id?: number }
  return { ...(version !== undefined && { version }), ...(id !== undefined && { id }) }
}

function withoutNumbers({ version: _, id: __, ...entry }: LockEntry): LockEntry {
  return entry
}
