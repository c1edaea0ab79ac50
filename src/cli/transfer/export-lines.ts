/** Entries as the lines of a file: ours, or records of a `_schemas` topic. */

import type { Entry } from './entry.ts'
import { header } from './export-format.ts'
import { type RegistryRecord, recordOf } from './topic-records.ts'

/** @param exact - as that of the inventory the entries come from. */
export async function* exportLines(
  entries: AsyncIterable<Entry>,
  registry: string,
  exact: boolean,
): AsyncGenerator<string> {
  yield toLine(header(registry, new Date()))
  let count = 0
  for await (const entry of entries) {
    yield toLine(entry)
    count += 1
  }
  yield toLine({ kind: 'end', entries: count, ...(exact && { exact }) })
}

export async function* recordLines(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  for await (const record of recordsOf(entries)) yield toLine(record)
}

export async function* recordsOf(entries: AsyncIterable<Entry>): AsyncGenerator<RegistryRecord> {
  for await (const entry of entries) yield recordOf(entry)
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}
