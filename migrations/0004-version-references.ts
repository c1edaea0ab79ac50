/** Which versions a version refers to, so that it can be asked the other way round. */

import type { Migration } from './migration.ts'

export const versionReferences: Migration = {
  name: '0004-version-references',
  async up(knex) {
    await knex.schema.createTable('version_references', (table) => {
      table.string('context', 255).notNullable()
      table.string('subject', 512).notNullable()
      table.integer('version').notNullable()
      table.string('target_context', 255).notNullable()
      table.string('target_subject', 512).notNullable()
      table.integer('target_version').notNullable()
      table
        .foreign(['context', 'subject', 'version'])
        .references(['context', 'subject', 'version'])
        .inTable('versions')
        .onDelete('CASCADE')
      table.index(['context', 'subject', 'version'], 'version_references_source')
      table.index(['target_context', 'target_subject', 'target_version'], 'version_references_target')
    })
  },
  async down(knex) {
    await knex.schema.dropTable('version_references')
  },
}
