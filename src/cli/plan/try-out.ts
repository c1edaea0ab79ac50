/** What the registry itself would say of the schemas, without anything being written. */

import { maxBatchSchemas } from '../../registry/index.ts'
import { lookUpAll } from '../look-up.ts'
import { registerInTurn } from '../register-in-turn.ts'
import { registerTogether } from '../register-together.ts'
import type { FileOutcome } from '../registration-outcome.ts'
import type { RegistryDoor } from '../registry-door.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'

export interface TriedOut {
  readonly outcomes: readonly FileOutcome[]
  readonly together: boolean
  /** What has to be sent to be registered. */
  readonly sent: readonly ResolvedFile[]
}

interface Options {
  normalize?: boolean
  /** Whether the registry's own levels do not count. */
  force: boolean
}

/**
 * A Schemalog finds what is referred to by itself; for others the version of each file must be known.
 *
 * @param files.valid - all that can be registered. @param files.changed - those that may differ from the latest versions.
 */
export async function tryOut(
  door: RegistryDoor,
  { valid, changed }: Readonly<Record<'valid' | 'changed', readonly ResolvedFile[]>>,
  { normalize = false, force }: Options,
): Promise<TriedOut> {
  const isLarge = changed.length > maxBatchSchemas
  // Registries keep texts in another layout, so of many files most may be there already.
  const known = isLarge ? await lookUpAll(door, valid, { normalize }) : new Map<string, undefined>()
  const existing = changed.flatMap(({ path, subject }): FileOutcome[] => {
    const found = known.get(subject)
    return found ? [{ file: path, subject, outcome: 'existing', ...found }] : []
  })
  const sent = changed.filter(({ subject }) => !known.has(subject))
  if (sent.length === 0) return { outcomes: existing, together: true, sent }
  const together =
    sent.length <= maxBatchSchemas &&
    (await registerTogether(door, sent, { dryRun: true, normalize, force, provenance: {} }))
  if (together) return { outcomes: [...existing, ...together], together: true, sent }
  const outcomes: FileOutcome[] = []
  await registerInTurn(door, valid, { dryRun: true, normalize }, outcomes)
  return { outcomes, together: false, sent: valid }
}
