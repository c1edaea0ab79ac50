/** Versions keep from which commit, pull request and run they came. */

import type { Migration } from './migration.ts'

export const versionProvenance: Migration = {
  name: '0009-version-provenance',
  async up(knex) {
    await knex.schema.alterTable('versions', (table) => {
      table.text('provenance', 'longtext').comment('JSON; null where nobody told')
    })
  },
  async down(knex) {
    await knex.schema.alterTable('versions', (table) => {
      table.dropColumn('provenance')
    })
  },
}
