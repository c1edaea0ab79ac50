/** Reading and changing the mode of a scope: /mode and /mode/{subject}. */

import type { Core } from './core.ts'
import { checkUnreferenced, removeUnusedSchemas } from './deletion.ts'
import { registryErrors } from './errors.ts'
import { defaultMode, type Mode, parseMode } from './mode.ts'
import type { WriteOptions } from './register-request.ts'
import type { SchemaReads, SchemaTransaction, StoredVersion, SubjectKey } from './schema-store.ts'
import { effectiveMode, globalScope, isGlobalScope, isLastResort, ownSettings } from './scope.ts'
import { scopeOf } from './scope-config.ts'
import { checkSubject, formatSubject } from './subject-name.ts'

/** @throws {RegistryError} `modeNotFound`. */
export async function readMode(
  core: Core,
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
  { force = false, actor }: WriteOptions & { force?: boolean },
): Promise<Mode | null> {
  const key = subject === undefined ? globalScope : checkSubject(subject, { settings: true })
  const after = text === null ? undefined : parseMode(text, isLastResort(key))
  const empties = after === 'IMPORT' && !force
  const contexts = empties && reachesEverywhere(key) ? await core.reads.loadContexts() : []
  return core.write({ contexts: [key.context, ...contexts], actor }, async (transaction, record) => {
    const { mode: before } = await ownSettings(transaction, key)
    if (empties && (await effectiveMode(transaction, key)) !== 'IMPORT') await emptyScope(transaction, key)
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
  { recursive = false, actor }: WriteOptions & { recursive?: boolean },
): Promise<Mode | undefined> {
  const key = scopeOf(subject)
  return core.write({ contexts: [key.context], actor }, async (transaction, record) => {
    const { mode: before } = await ownSettings(transaction, key)
    if (!before && !recursive && !isGlobalScope(key)) throw registryErrors.subjectNotFound(formatSubject(key))
    if (recursive && key.subject === '') await transaction.removeModes(key.context)
    else await transaction.saveMode(key, undefined)
    await record({
      operation: 'deleteMode',
      target: key,
      before: { mode: before, recursive },
      after: undefined,
    })
    return before ?? (isGlobalScope(key) ? defaultMode : undefined)
  })
}

/** An import fills what is empty: active versions are in its way, soft-deleted ones are cleared out of it. */
async function emptyScope(transaction: SchemaTransaction, scope: SubjectKey): Promise<void> {
  const rows = await versionsIn(transaction, scope)
  if (rows.some((row) => !row.deleted)) throw registryErrors.importScopeNotEmpty()
  for (const row of rows) await checkUnreferenced(transaction, row, true)
  for (const [context, contextRows] of Map.groupBy(rows, (row) => row.context)) {
    for (const row of contextRows) await transaction.removeVersions(row, [row.version])
    await removeUnusedSchemas(transaction, context, contextRows)
  }
}

function versionsIn(reads: SchemaReads, scope: SubjectKey): Promise<StoredVersion[]> {
  if (scope.subject !== '') return reads.loadVersions(scope)
  return reads.loadVersionsOf({ context: reachesEverywhere(scope) ? undefined : scope.context, prefix: '' })
}

/** The global mode and the last resort are held to be empty only when every context is. */
function reachesEverywhere(scope: SubjectKey): boolean {
  return isGlobalScope(scope) || isLastResort(scope)
}
