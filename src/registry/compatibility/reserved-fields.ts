/** Names that a schema keeps free of fields: its metadata lists them, separated by commas. */

import type { Candidate } from '../content/candidate.ts'
import { propertyOf } from '../content/metadata.ts'
import type { Metadata } from '../content/schema-content.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { FindingList } from './finding-list.ts'
import type { Comparison } from './level.ts'
import type { LevelFinding } from './level-finding.ts'

const reservedProperty = 'confluent:reserved'

/**
 * A name that was reserved stays so, and no field at the top may have it.
 *
 * @param before - of the version before; its metadata counts whatever the level is.
 */
export async function checkReserved(
  inquiry: Inquiry,
  candidate: Candidate,
  before: { readonly version: number; readonly metadata: Metadata | undefined } | undefined,
): Promise<Comparison> {
  const reserved = reservedIn(candidate.metadata)
  const removed = [...reservedIn(before?.metadata)].filter((name) => !reserved.has(name))
  const { taken } = await inquiry.ask({ ask: 'fields', text: candidate.text, names: [...reserved] })
  const list = new FindingList()
  for (const name of removed) list.add(() => finding('RESERVED_FIELD_REMOVED', removedMessage(name), before?.version))
  for (const name of taken)
    list.add(() => finding('FIELD_CONFLICTS_WITH_RESERVED_FIELD', takenMessage(name), before?.version))
  const { listed: findings, omitted } = list
  return { findings, messages: findings.map(({ description }) => description), omitted }
}

function removedMessage(name: string): string {
  return `The new schema has reserved field ${name} removed from its metadata which is present in the old schema's metadata.`
}

function takenMessage(name: string): string {
  return `The new schema has field that conflicts with the reserved field ${name}.`
}

/** No schema has more fields; the text of a property may have millions of commas. */
const mostNames = 100_000

function reservedIn(metadata: Metadata | undefined): Set<string> {
  const names = (propertyOf(metadata, reservedProperty) ?? '').split(',', mostNames).map((name) => name.trim())
  return new Set(names.filter((name) => name !== ''))
}

function finding(kind: string, description: string, oldVersion: number | undefined): LevelFinding {
  const nowhere = { path: '', writerPath: undefined, readerFragment: undefined, writerFragment: undefined }
  return { kind, direction: 'new-reads-old', oldVersion, description, ...nowhere }
}
