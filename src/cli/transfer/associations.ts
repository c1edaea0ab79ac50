/** Associations of the source, made in the target. */

import { messageOf, type RegistryDoor } from '../registry-door.ts'
import { resourceOf } from './compare-scopes.ts'
import type { AssociationEntry } from './entry.ts'
import type { ImportMode } from './import-mode.ts'
import type { Inventory } from './inventory.ts'
import type { TakeOverReport } from './report.ts'

/** A request for each resource. A STRONG association is made without its schema only in mode IMPORT. */
export async function writeAssociations(
  door: RegistryDoor,
  modes: ImportMode,
  from: Inventory,
  to: Inventory,
  { refused }: TakeOverReport,
): Promise<void> {
  const missing = [...from.associations].filter(([key]) => !to.associations.has(key)).map(([, entry]) => entry)
  await modes.enter(missing.map(({ subject }) => subject))
  for (const [, entries] of Map.groupBy(missing, resourceOf)) {
    const [first] = entries
    if (!first) continue
    const { resourceName, resourceNamespace, resourceId, resourceType } = first
    const associations = entries.map(({ associationType, subject, lifecycle, frozen }) => ({
      associationType,
      subject,
      lifecycle,
      frozen,
    }))
    const body = { resourceName, resourceNamespace, resourceId, resourceType, associations }
    const answer = await door.send('PUT', `/associations/resources/${encodeURIComponent(resourceId)}`, { body })
    if (answer.status >= 300) refused.push(...entries.map((entry) => refusal(entry, messageOf(answer))))
  }
}

function refusal({ subject, resourceName, associationType }: AssociationEntry, message: string) {
  return { subject, reason: `its association with the ${associationType}s of '${resourceName}': ${message}` }
}
