/** Everything a registry holds, as a stream of entries in an order in which it can be written again. */

import { cliErrors } from '../errors.ts'
import { contextOf, type Entry } from './entry.ts'
import { type Inventory, type Source, sorted } from './inventory.ts'
import { inOrder } from './order.ts'

export interface ExportProgress {
  phase(unit: string, total?: number): void
  add(count: number): void
}

/** Contexts, configs and modes, then schemas and associations: what is referred to comes first. */
export async function* exportEntries(
  inventory: Inventory,
  source: Source,
  progress: ExportProgress,
): AsyncGenerator<Entry> {
  yield* scopeEntries(inventory)
  const { order, circular } = inOrder(inventory.versions.values())
  progress.phase('versions written', inventory.versions.size)
  for (const held of [...order, ...sorted(circular)]) {
    const entry = await source.load(held)
    if (!entry) throw cliErrors.failed(`'${held.subject}' changed while it was read; run the export again.`)
    yield entry
    progress.add(1)
  }
  for (const [, association] of [...inventory.associations].sort(([a], [b]) => (a < b ? -1 : 1))) yield association
}

function* scopeEntries({ contexts, configs, modes, versions }: Inventory): Generator<Entry> {
  const all = new Set([...contexts.keys(), ...[...versions.values()].map(({ subject }) => contextOf(subject))])
  for (const context of [...all].sort()) {
    const nextSchemaId = contexts.get(context)
    yield { kind: 'context', context, ...(nextSchemaId !== undefined && { nextSchemaId }) }
  }
  for (const [subject, config] of configs) yield { kind: 'config', subject, config }
  for (const [subject, mode] of modes) yield { kind: 'mode', subject, mode }
}
