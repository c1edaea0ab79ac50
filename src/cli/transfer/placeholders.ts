/**
 * Ids that are gone: a context in which nothing is left, and a counter that stands above the ids that are. No API sets
 * either, but every registry remembers an id that it has once given, so one is given, and taken away again.
 */

import { randomUUID } from 'node:crypto'
import type { RegistryDoor } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import { contextOf } from './entry.ts'
import type { ImportMode } from './import-mode.ts'
import { type Inventory, versionKey } from './inventory.ts'

/** A name that nobody chooses, and that says what it is, should the import be killed while it is there. */
const placeholder = 'schemalog-import-placeholder'

/** Makes the target's contexts give the same ids next as the source's, once all versions are there. */
export async function keepPlaces(door: RegistryDoor, modes: ImportMode, from: Inventory, to: Inventory): Promise<void> {
  for (const [context, next = 2] of from.contexts) {
    const reached = Math.max(to.contexts.get(context) ?? 1, highestId(from, context) + 1, highestId(to, context) + 1)
    const isMissing = context !== '.' && !to.contexts.has(context) && highestId(from, context) < 0
    const isBehind = from.contexts.get(context) !== undefined && to.exact && next > reached
    if (!isMissing && !isBehind) continue
    const subject = context === '.' ? placeholder : `:${context}:${placeholder}`
    await modes.enter([subject])
    // Content that is nowhere else, because the same content would be found under this id from now on.
    const schema = JSON.stringify({ type: 'fixed', name: `Placeholder_${randomUUID().replaceAll('-', '')}`, size: 1 })
    await door.ask('POST', subjectPath(subject, 'versions'), { body: { schema, id: next - 1, version: 1 } })
    await remove(door, subject)
  }
}

/** What an import left that was killed in between. */
export async function removePlaceholders(
  door: RegistryDoor,
  modes: ImportMode,
  from: Inventory,
  to: Inventory,
): Promise<void> {
  for (const held of to.versions.values()) {
    const { subject } = held
    if (!subject.endsWith(placeholder) || from.versions.has(versionKey(held))) continue
    await modes.enter([subject])
    await remove(door, subject)
  }
}

async function remove(door: RegistryDoor, subject: string): Promise<void> {
  // It may be soft-deleted already; the second request says what is wrong, if anything is.
  await door.send('DELETE', subjectPath(subject))
  await door.ask('DELETE', `${subjectPath(subject)}?permanent=true`)
}

/** -1 where there is none. */
function highestId({ versions }: Inventory, context: string): number {
  let highest = -1
  for (const { subject, id } of versions.values()) if (contextOf(subject) === context && id > highest) highest = id
  return highest
}
