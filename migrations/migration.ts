/** One step from the tables of one version to those of the next. */

import type { Knex } from 'knex'

export interface Migration {
  /** As the database records it: without extension, so that sources and what is built from them are the same. */
  readonly name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}
