/** The migrations in order. A new one is a file and a line here; one that has been released is never edited. */

import { contexts } from './0001-contexts.ts'
import { schemas } from './0002-schemas.ts'
import { versions } from './0003-versions.ts'
import { versionReferences } from './0004-version-references.ts'
import { configs } from './0005-configs.ts'
import { modes } from './0006-modes.ts'
import { changes } from './0007-changes.ts'
import { changeChain } from './0008-change-chain.ts'
import { versionProvenance } from './0009-version-provenance.ts'
import { associations } from './0010-associations.ts'
import type { Migration } from './migration.ts'

export type { Migration }

export const migrations: readonly Migration[] = [
  contexts,
  schemas,
  versions,
  versionReferences,
  configs,
  modes,
  changes,
  changeChain,
  versionProvenance,
  associations,
]
