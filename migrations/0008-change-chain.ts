/**
 * Changes are chained: each row has a hash over itself and the hash of the row before, and one row knows the end of the
 * chain. What was written before is chained here.
 */

import { hash } from 'node:crypto'
import type { Knex } from 'knex'
import type { Migration } from './migration.ts'

export const changeChain: Migration = {
  name: '0008-change-chain',
  async up(knex) {
    await knex.schema.alterTable('changes', (table) => {
      table.text('content', 'longtext').comment('JSON: the schema of the version that came or went for good')
      table.text('provenance', 'longtext').comment('JSON')
      table.specificType('hash', 'char(64)')
      // As long as an index of MySQL may be. A sequence would not fit in, but of one target there are few rows.
      table.index(['context', 'subject', 'version'], 'changes_target')
      table.index(['time', 'sequence'], 'changes_time')
    })
    await knex.schema.createTable('change_head', (table) => {
      table.integer('id').notNullable().primary().comment('there is one row, and it is 1')
      table.bigInteger('sequence').notNullable()
      table.specificType('hash', 'char(64)').notNullable()
    })
    await knex('change_head').insert({ id: 1, ...(await chainAll(knex)) })
  },
  async down(knex) {
    await knex.schema.dropTable('change_head')
    await knex.schema.alterTable('changes', (table) => {
      table.dropIndex([], 'changes_time')
      table.dropIndex([], 'changes_target')
      table.dropColumns('content', 'provenance', 'hash')
    })
  },
}

interface Row {
  sequence: number | string
  time: number | string
  actor: string
  operation: string
  context: string
  subject: string
  version: number | null
  before: string | null
  after: string | null
}

const pageRows = 200

async function chainAll(knex: Knex): Promise<{ sequence: number; hash: string }> {
  let head = { sequence: 0, hash: '0'.repeat(64) }
  for (;;) {
    const rows: Row[] = await knex('changes')
      .where('sequence', '>', head.sequence)
      .orderBy('sequence')
      .limit(pageRows)
      .select('sequence', 'time', 'actor', 'operation', 'context', 'subject', 'version', 'before', 'after')
    if (rows.length === 0) return head
    for (const row of rows) {
      head = { sequence: Number(row.sequence), hash: sealOf(head.hash, row) }
      await knex('changes').where({ sequence: head.sequence }).update({ hash: head.hash })
    }
  }
}

/** As the registry seals a change. Written here again, because this must not change when anything else does. */
function sealOf(previous: string, row: Row): string {
  const { sequence, time, actor, operation, context, subject, version, before, after } = row
  const columns = [Number(sequence), Number(time), actor, operation, context, subject, version, before, after]
  return hash('sha256', JSON.stringify([previous, ...columns, null, null]), 'hex')
}
