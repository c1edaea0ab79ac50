/** Versions of subjects. Names are as long as an index of MySQL takes: 4 * (255 + 512) + 4 = 3072 bytes. */

import type { Migration } from './migration.ts'

export const versions: Migration = {
  name: '0003-versions',
  async up(knex) {
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
  },
  async down(knex) {
    await knex.schema.dropTable('versions')
  },
}
