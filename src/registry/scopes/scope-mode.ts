/** Reading and changing the mode of a scope: /mode and /mode/{subject}. */

import type { Reading } from '../changes/historical-reads.ts'
import type { Core, RecordChange } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { heldVersions } from '../removal/deletion.ts'
import { removeModeOf, removeVersions } from '../removal/removal.ts'
import type { SchemaReads, SchemaTransaction, StoredVersion, SubjectKey } from '../schema-store.ts'
import { formatSubject, parseValidSubject } from '../subjects/subject-name.ts'
import type { WriteOptions } from '../write-options.ts'
import { defaultMode, type Mode, parseMode } from './mode.ts'
import { effectiveMode, globalScope, isGlobalScope, isLastResort, ownSettings } from './scope.ts'
import { scopeOf } from './scope-config.ts'

/** @throws {RegistryError} `modeNotFound`. */
export async function readMode(
  core: Reading,
  subject: string | undefined,
  options: { defaultToGlobal?: boolean | undefined },
): Promise<Mode> {
  const key = scopeOf(subject)
  if (options.defaultToGlobal) return effectiveMode(core.reads, key)
  const { mode } = await ownSettings(core.reads, key)
  if (!mode && !isGlobalScope(key)) throw registryErrors.modeNotFound(formatSubject(key))
  return mode ?? defaultMode
}

/** @throws {RegistryError} `invalidSubject`, `invalidMode`, `importScopeNotEmpty`, `referenceExists`, in this order. */
export async function changeMode(
  core: Core,
  subject: string | undefined,
  text: string | null,
  { force = false, ...writer }: WriteOptions & { force?: boolean },
): Promise<Mode | null> {
  const key = subject === undefined ? globalScope : parseValidSubject(subject, { settings: true })
  const after = text === null ? undefined : parseMode(text, isLastResort(key))
  if (!core.rules.modesChange) throw registryErrors.modesFixed()
  const empties = after === 'IMPORT' && !force
  const contexts = empties && reachesEverywhere(key) ? await core.reads.loadContexts() : []
  return core.write({ contexts: [key.context, ...contexts], ...writer }, async (transaction, record) => {
    const { mode: before } = await ownSettings(transaction, key)
    if (empties && (await effectiveMode(transaction, key)) !== 'IMPORT') await emptyScope(transaction, record, key)
    await transaction.saveMode(key, after)
    await record({ operation: 'setMode', target: key, before, after })
    return after ?? null
  })
}

/**
 * @param options.recursive - of a context: also the modes of all its subjects.
 * @returns `undefined` where none was set and `recursive` was asked for.
 * @throws {RegistryError} `subjectNotFound` where none is set on the subject.
 */
export async function removeMode(
  core: Core,
  subject: string | undefined,
  { recursive = false, ...writer }: WriteOptions & { recursive?: boolean },
): Promise<Mode | undefined> {
  const key = scopeOf(subject)
  if (!core.rules.modesChange) throw registryErrors.modesFixed()
  return core.write({ contexts: [key.context], ...writer }, async (transaction, record) => {
    const { mode: before } = await ownSettings(transaction, key)
    if (!before && !recursive && !isGlobalScope(key)) throw registryErrors.subjectNotFound(formatSubject(key))
    const scopes =
      recursive && key.subject === '' ? await transaction.loadScopes({ context: key.context, prefix: '' }) : []
    if (before) await removeModeOf(transaction, record, key, before)
    for (const { context, subject, mode } of scopes)
      if (mode && subject !== '') await removeModeOf(transaction, record, { context, subject }, mode)
    return before ?? (isGlobalScope(key) ? defaultMode : undefined)
  })
}

/** An import fills what is empty: active versions are in its way, soft-deleted ones are cleared out of it. */
async function emptyScope(transaction: SchemaTransaction, record: RecordChange, scope: SubjectKey): Promise<void> {
  const rows = await versionsIn(transaction, scope)
  if (rows.some((row) => !row.deleted)) throw registryErrors.importScopeNotEmpty()
  for (const own of Map.groupBy(rows, formatSubject).values()) await refuseHeld(transaction, own)
  await removeVersions(transaction, record, rows)
}

/** @param rows - of one subject. */
async function refuseHeld(transaction: SchemaTransaction, rows: readonly StoredVersion[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const held = await heldVersions(transaction, first, { permanent: true, leaving: false })
  const row = rows.find(({ version }) => held.has(version))
  if (row) throw registryErrors.referenceExists(formatSubject(row), row.version)
}

function versionsIn(reads: SchemaReads, scope: SubjectKey): Promise<readonly StoredVersion[]> {
  if (scope.subject !== '') return reads.loadVersions(scope)
  return reads.loadVersionsOf({ context: reachesEverywhere(scope) ? undefined : scope.context, prefix: '' })
}

/** The global mode and the last resort are held to be empty only when every context is. */
function reachesEverywhere(scope: SubjectKey): boolean {
  return isGlobalScope(scope) || isLastResort(scope)
}
