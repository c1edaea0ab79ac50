/** Changes: what every write did. Sequences have no gaps, and whoever gets a number that is taken must try again. */

import type { Migration } from './migration.ts'

export const changes: Migration = {
  name: '0007-changes',
  async up(knex) {
    await knex.schema.createTable('changes', (table) => {
      table.bigInteger('sequence').notNullable().primary()
      table.bigInteger('time').notNullable()
      table.string('actor', 255).notNullable()
      table.string('operation', 64).notNullable()
      table.string('context', 255).notNullable()
      table.string('subject', 512).notNullable()
      table.integer('version').comment('null where the change is not about a single version')
      table.text('before', 'longtext').comment('JSON')
      table.text('after', 'longtext').comment('JSON')
    })
  },
  async down(knex) {
    await knex.schema.dropTable('changes')
  },
}
