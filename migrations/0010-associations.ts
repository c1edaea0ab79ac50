/** Associations: which subject says what the keys or the values of a resource (a topic) are. */

import type { Migration } from './migration.ts'

export const associations: Migration = {
  name: '0010-associations',
  async up(knex) {
    await knex.schema.createTable('associations', (table) => {
      table.specificType('guid', 'char(36)').notNullable().primary()
      table.string('resource_type', 32).notNullable()
      table.string('resource_id', 255).notNullable()
      table.string('resource_namespace', 256).notNullable()
      table.string('resource_name', 256).notNullable()
      table.string('association_type', 32).notNullable()
      table.string('context', 255).notNullable()
      table.string('subject', 512).notNullable()
      table.string('lifecycle', 16).notNullable()
      table.boolean('frozen').notNullable()
      table.bigInteger('created_at').notNullable().comment('milliseconds since the epoch')
      table.bigInteger('updated_at').notNullable()
      table.unique(['resource_type', 'resource_id', 'association_type'], { indexName: 'associations_resource' })
      table.index(['resource_name'], 'associations_name')
      table.index(['context', 'subject'], 'associations_subject')
    })
  },
  async down(knex) {
    await knex.schema.dropTable('associations')
  },
}
