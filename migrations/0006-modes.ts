/** Modes. The empty subject stands for the context itself. */

import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('modes', (table) => {
    table.string('context', 255).notNullable()
    table.string('subject', 512).notNullable()
    table.string('mode', 32).notNullable()
    table.primary(['context', 'subject'])
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('modes')
}
