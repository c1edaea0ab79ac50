/** Versions of subjects. Names are as long as an index of MySQL takes: 4 * (255 + 512) + 4 = 3072 bytes. */

import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('versions', (table) => {
    table.string('context', 255).notNullable()
    table.string('subject', 512).notNullable()
    table.integer('version').notNullable()
    table.integer('schema_id').notNullable()
    table.boolean('deleted').notNullable()
    table.bigInteger('created_at').notNullable()
    table.string('created_by', 255).notNullable()
    table.primary(['context', 'subject', 'version'])
    table.foreign(['context', 'schema_id']).references(['context', 'id']).inTable('schemas')
    table.index(['context', 'schema_id'])
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('versions')
}
