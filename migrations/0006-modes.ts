/** Modes. The empty subject stands for the context itself. */

import type { Migration } from './migration.ts'

export const modes: Migration = {
  name: '0006-modes',
  async up(knex) {
    await knex.schema.createTable('modes', (table) => {
      table.string('context', 255).notNullable()
      table.string('subject', 512).notNullable()
      table.string('mode', 32).notNullable()
      table.primary(['context', 'subject'])
    })
  },
  async down(knex) {
    await knex.schema.dropTable('modes')
  },
}
