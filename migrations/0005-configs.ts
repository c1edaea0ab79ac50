/** Configs: the fields that are set, as JSON. The empty subject stands for the context itself. */

import type { Migration } from './migration.ts'

export const configs: Migration = {
  name: '0005-configs',
  async up(knex) {
    await knex.schema.createTable('configs', (table) => {
      table.string('context', 255).notNullable()
      table.string('subject', 512).notNullable()
      table.text('config', 'longtext').notNullable()
      table.primary(['context', 'subject'])
    })
  },
  async down(knex) {
    await knex.schema.dropTable('configs')
  },
}
