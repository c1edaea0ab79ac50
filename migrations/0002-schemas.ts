/**
 * Schemas: one content under one id. An import may give one content several ids; only the last has the fingerprint,
 * under which it is found again, so the fingerprint stays unique.
 */

import type { Migration } from './migration.ts'

export const schemas: Migration = {
  name: '0002-schemas',
  async up(knex) {
    await knex.schema.createTable('schemas', (table) => {
      table.string('context', 255).notNullable()
      table.integer('id').notNullable()
      table.specificType('guid', 'char(36)').notNullable()
      table.string('type', 16).notNullable()
      table.specificType('fingerprint', 'char(64)')
      table.specificType('likeness', 'char(32)').comment('equal schemas have equal ones; null where it has references')
      table.text('canonical_text', 'longtext').notNullable()
      table.text('registered_text', 'longtext').comment('as it was sent, where that differs from the canonical text')
      table.text('reference_list', 'longtext').comment('JSON')
      table.text('metadata', 'longtext').comment('JSON')
      table.text('rule_set', 'longtext').comment('JSON')
      table.primary(['context', 'id'])
      table.unique(['context', 'fingerprint'])
      table.index(['guid'])
    })
  },
  async down(knex) {
    await knex.schema.dropTable('schemas')
  },
}
