/** The migrations in order. A new one is a file and a line here; one that has been released is never edited. */

import type { Knex } from 'knex'
import * as contexts from './0001-contexts.ts'
import * as schemas from './0002-schemas.ts'
import * as versions from './0003-versions.ts'
import * as versionReferences from './0004-version-references.ts'
import * as configs from './0005-configs.ts'
import * as modes from './0006-modes.ts'
import * as changes from './0007-changes.ts'

export interface Migration {
  /** As the database records it: without extension, so that sources and what is built from them are the same. */
  readonly name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}

export const migrations: readonly Migration[] = [
  { name: '0001-contexts', ...contexts },
  { name: '0002-schemas', ...schemas },
  { name: '0003-versions', ...versions },
  { name: '0004-version-references', ...versionReferences },
  { name: '0005-configs', ...configs },
  { name: '0006-modes', ...modes },
  { name: '0007-changes', ...changes },
]
