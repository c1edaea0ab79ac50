/** Questions to the change log. */

import type { Knex } from 'knex'
import type { Change, ChangeFilter, ChangeHead, ChangeReads, SealedRecord } from '../registry/index.ts'
import {
  type ChangeHeadRow,
  type ChangeRow,
  changeColumns,
  toChange,
  toChangeHead,
  toSealedRecord,
  wholeNumber,
} from './rows.ts'
import { SqlQueries } from './sql-queries.ts'

/** Most that one page of changes holds in long columns, beyond its first row, where nobody asks for less. */
const maxPageBytes = 8 * 1024 * 1024

const longColumns = ['before', 'after', 'content'] as const
const weight = longColumns.map(() => 'coalesce(octet_length(??), 0)').join(' + ')

export class SqlChangeReads extends SqlQueries implements ChangeReads {
  async loadChanges(after: number, limit: number, filter: ChangeFilter = {}): Promise<Change[]> {
    const columns = filter.whole ? '*' : changeColumns
    const rows = await this.#page(after, limit, filter, columns)
    return rows.map(toChange)
  }

  async loadChangeRecords(after: number, limit: number): Promise<SealedRecord[]> {
    return (await this.#page(after, limit, {}, '*')).map(toSealedRecord)
  }

  async findLastSequence(): Promise<number> {
    return (await this.findChangeHead()).sequence
  }

  async findChangeHead(): Promise<ChangeHead> {
    return toChangeHead(await this.run<ChangeHeadRow[]>(this.knex('change_head').where({ id: 1 }).select('*')))
  }

  /** How long rows are is asked first: a page of a thousand schemas of 4 MiB would not fit in memory. */
  async #page(after: number, limit: number, filter: ChangeFilter, columns: '*' | typeof changeColumns) {
    const sizes = await this.run<{ sequence: unknown; bytes: unknown }[]>(
      this.#chosen(after, limit, filter).select('sequence', this.knex.raw(`${weight} as bytes`, [...longColumns])),
    )
    const { maxBytes = maxPageBytes } = filter
    const last = lastThatFits(
      sizes.map(({ sequence, bytes }) => [wholeNumber(sequence), Number(bytes)]),
      maxBytes,
    )
    if (last === undefined) return []
    return this.run<ChangeRow[]>(this.#chosen(after, limit, { ...filter, through: last }).select(columns))
  }

  #chosen(after: number, limit: number, filter: ChangeFilter): Knex.QueryBuilder {
    const { context, subject, operations, through } = filter
    const query = this.knex('changes').where('sequence', '>', after).orderBy('sequence').limit(limit)
    if (through !== undefined) query.where('sequence', '<=', through)
    if (context !== undefined) query.where({ context })
    if (subject !== undefined) query.where({ subject })
    if (operations) query.whereIn('operation', operations)
    return query
  }
}

function lastThatFits(
  rows: readonly (readonly [sequence: number, bytes: number])[],
  maxBytes: number,
): number | undefined {
  let bytes = 0
  let last: number | undefined
  for (const [sequence, rowBytes] of rows) {
    bytes += rowBytes
    if (last !== undefined && bytes > maxBytes) break
    last = sequence
  }
  return last
}
