/** Contexts: the row that a write locks, and the counter of ids. */

import type { Migration } from './migration.ts'

export const contexts: Migration = {
  name: '0001-contexts',
  async up(knex) {
    await knex.schema.createTable('contexts', (table) => {
      table.string('name', 255).notNullable().primary()
      table.integer('next_schema_id').notNullable()
      table.bigInteger('registered_at').comment('first registration, milliseconds since the epoch; null before it')
    })
  },
  async down(knex) {
    await knex.schema.dropTable('contexts')
  },
}
