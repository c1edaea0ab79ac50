/** What an operation needs to know of a subject before it decides anything. */

import type { Core } from '../core.ts'
import type { SchemaReads, ScopeSettings, StoredVersion, SubjectKey, SubjectVersion } from '../schema-store.ts'
import type { Mode } from './mode.ts'
import { type EffectiveConfig, effectiveSettings, subjectScopes } from './scope.ts'

export interface SubjectState {
  readonly key: SubjectKey
  /** Where it was read: more that belongs to it is read there too. */
  readonly reads: SchemaReads
  readonly config: EffectiveConfig
  readonly mode: Mode
  /** What is set on the subject itself and on each scope that it falls back on, in the order of {@link scopesFrom}. */
  readonly settings: readonly ScopeSettings[]
  /** All versions, ascending. */
  readonly versions: readonly SubjectVersion[]
  /** Those that are not soft-deleted. */
  readonly active: readonly SubjectVersion[]
}

export async function loadSubjectState(core: Core, reads: SchemaReads, key: SubjectKey): Promise<SubjectState> {
  const { versions, settings } = await reads.loadSubject(key, subjectScopes(key))
  return {
    key,
    reads,
    ...effectiveSettings(settings, core.defaultLevel),
    // Before them stands the global scope, which is no fallback of a subject in another context.
    settings: settings.slice(1),
    versions,
    active: versions.filter((row) => !row.deleted),
  }
}

/** Whether a second look shows what the first one did, so that what was not found need not be searched again. */
export function isUnchanged(before: SubjectState, after: SubjectState): boolean {
  return (
    before.mode === after.mode &&
    before.versions.length === after.versions.length &&
    after.versions.every((row, index) => isSameVersion(row, before.versions[index])) &&
    JSON.stringify(before.config) === JSON.stringify(after.config)
  )
}

function isSameVersion(a: StoredVersion, b: StoredVersion | undefined): boolean {
  return a.version === b?.version && a.schemaId === b.schemaId && a.deleted === b.deleted
}
