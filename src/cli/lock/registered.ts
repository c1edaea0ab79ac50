/** Versions and ids that a registry has for the schemas of a lock. */

import { lookUpAll } from '../look-up.ts'
import type { RegistryDoor } from '../registry-door.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { Lock, LockEntry } from './lock-file.ts'
import { withNumbers } from './project-lock.ts'

/** What is not registered gets none. @param files - after those that they refer to. */
export async function withRegistered(lock: Lock, files: readonly ResolvedFile[], door: RegistryDoor): Promise<Lock> {
  const registered = await lookUpAll(door, files)
  return new Map(
    [...lock].map(([subject, entry]) => [subject, withNumbers(withoutNumbers(entry), registered.get(subject) ?? {})]),
  )
}

function withoutNumbers({ version: _, id: __, ...entry }: LockEntry): LockEntry {
  return entry
}
