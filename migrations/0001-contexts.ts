/** Contexts: the row that a write locks, and the counter of ids. */

import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('contexts', (table) => {
    table.string('name', 255).notNullable().primary()
    table.integer('next_schema_id').notNullable()
    table.bigInteger('registered_at').comment('first registration, milliseconds since the epoch; null before it')
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('contexts')
}
