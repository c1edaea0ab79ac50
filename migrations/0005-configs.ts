/** Configs: the fields that are set, as JSON. The empty subject stands for the context itself. */

import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('configs', (table) => {
    table.string('context', 255).notNullable()
    table.string('subject', 512).notNullable()
    table.text('config', 'longtext').notNullable()
    table.primary(['context', 'subject'])
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('configs')
}
