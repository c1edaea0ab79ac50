/** Deleting versions and subjects: first softly, so that readers of old records keep their schema, then for good. */

import type { Core, RecordChange } from '../core.ts'
import { registryErrors } from '../errors.ts'
import type { SchemaReads, SchemaTransaction, StoredVersion, SubjectKey } from '../schema-store.ts'
import { isReadOnly } from '../scopes/mode.ts'
import { effectiveMode } from '../scopes/scope.ts'
import { formatContext, formatSubject, parseSubject } from '../subjects/subject-name.ts'
import { latest, parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import type { WriteOptions } from '../write-options.ts'
import { removeSettings, removeVersions, targetOf, versionFacts } from './removal.ts'

export interface DeleteOptions extends WriteOptions {
  readonly permanent?: boolean
}

/** DELETE /subjects/{subject}/versions/{version}. */
export async function deleteVersion(
  core: Core,
  subject: string,
  selector: VersionSelector,
  { permanent = false, ...writer }: DeleteOptions,
): Promise<number> {
  const version = parseVersion(selector)
  const key = parseSubject(subject)
  return core.write({ contexts: [key.context], ...writer }, async (transaction, record) => {
    const versions = await transaction.loadVersions(key)
    const row = chooseRow(versions, key, version, permanent)
    await refuseReadOnly(transaction, key)
    const leaves = versions.some((other) => !other.deleted && other.version !== row.version)
    if (!permanent && !leaves && (await hasAssociation(transaction, key)))
      throw registryErrors.noActiveVersion(formatSubject(key))
    await refuseReferenced(transaction, row, permanent)
    if (permanent && !row.deleted) throw registryErrors.versionNotSoftDeleted(formatSubject(key), row.version)
    await remove(transaction, record, key, [row], { permanent, last: versions.length === 1 })
    return row.version
  })
}

/** DELETE /subjects/{subject}. */
export async function deleteSubject(
  core: Core,
  subject: string,
  { permanent = false, ...writer }: DeleteOptions,
): Promise<number[]> {
  const key = parseSubject(subject)
  const name = formatSubject(key)
  return core.write({ contexts: [key.context], ...writer }, async (transaction, record) => {
    const versions = await transaction.loadVersions(key)
    if (versions.length === 0) throw registryErrors.subjectNotFound(name)
    const rows = permanent ? versions : versions.filter((row) => !row.deleted)
    if (rows.length === 0) throw registryErrors.subjectSoftDeleted(name)
    await refuseReadOnly(transaction, key)
    if (await hasAssociation(transaction, key)) throw registryErrors.associationOfSubjectExists(name)
    const held = await heldVersions(transaction, key, { permanent, leaving: true })
    for (const row of rows) {
      if (held.has(row.version)) throw registryErrors.referenceExists(name, row.version)
      if (permanent && !row.deleted) throw registryErrors.subjectNotSoftDeleted(name)
    }
    await remove(transaction, record, key, rows, { permanent, last: permanent })
    return rows.map((row) => row.version)
  })
}

/** What a subject goes through when the resource goes that it belongs to. Records that were written stay readable. */
export async function softDeleteAll(
  transaction: SchemaTransaction,
  record: RecordChange,
  key: SubjectKey,
): Promise<void> {
  const active = (await transaction.loadVersions(key)).filter((row) => !row.deleted)
  const held = await heldVersions(transaction, key, { permanent: false, leaving: true })
  const first = active.find(({ version }) => held.has(version))
  if (first) throw registryErrors.referenceExists(formatSubject(key), first.version)
  await softDelete(transaction, record, key, active)
}

async function hasAssociation(reads: SchemaReads, subject: SubjectKey): Promise<boolean> {
  return (await reads.loadAssociations({ subject })).length > 0
}

/** @throws {RegistryError} `readOnlyMode`. */
export async function refuseReadOnly(reads: SchemaReads, key: SubjectKey): Promise<void> {
  const mode = await effectiveMode(reads, key)
  if (isReadOnly(mode)) throw registryErrors.readOnlyMode(formatSubject(key), formatContext(key.context))
}

/** A version that an active schema refers to stays; for good it is removed only when no soft-deleted one does either. */
async function refuseReferenced(reads: SchemaReads, row: StoredVersion, permanent: boolean): Promise<void> {
  const referrers = await reads.loadReferrers(row)
  const held = referrers.some((referrer) => permanent || !referrer.deleted)
  if (held) throw registryErrors.referenceExists(formatSubject(row), row.version)
}

/**
 * The versions of a subject that {@link refuseReferenced} would keep, in one question.
 *
 * @param options.leaving - the subject goes as a whole: what its versions refer to among themselves does not count.
 */
export async function heldVersions(
  transaction: SchemaTransaction,
  key: SubjectKey,
  { permanent, leaving }: { permanent: boolean; leaving: boolean },
): Promise<Set<number>> {
  const referrals = await transaction.loadReferrersOfAll(key)
  const holding = referrals.filter(
    ({ referrer }) =>
      (permanent || !referrer.deleted) &&
      !(leaving && referrer.context === key.context && referrer.subject === key.subject),
  )
  return new Set(holding.map(({ target }) => target))
}

function chooseRow(
  versions: readonly StoredVersion[],
  key: SubjectKey,
  version: number,
  permanent: boolean,
): StoredVersion {
  const name = formatSubject(key)
  const active = versions.filter((row) => !row.deleted)
  const row = version === latest ? active.at(-1) : versions.find((other) => other.version === version)
  if (row?.deleted && !permanent) throw registryErrors.versionSoftDeleted(name, row.version)
  if (row) return row
  const subjectSeen = (permanent ? versions : active).length > 0
  throw subjectSeen ? registryErrors.versionNotFound(version) : registryErrors.subjectNotFound(name)
}

async function remove(
  transaction: SchemaTransaction,
  record: RecordChange,
  key: SubjectKey,
  rows: readonly StoredVersion[],
  { permanent, last }: { permanent: boolean; last: boolean },
): Promise<void> {
  if (permanent) {
    await removeVersions(transaction, record, rows)
    // A subject that is gone for good leaves no settings to whoever takes its name next.
    if (last) await removeSettings(transaction, record, key)
    return
  }
  await softDelete(transaction, record, key, rows)
}

async function softDelete(
  transaction: SchemaTransaction,
  record: RecordChange,
  key: SubjectKey,
  rows: readonly StoredVersion[],
): Promise<void> {
  const numbers = rows.map((row) => row.version)
  await transaction.softDeleteVersions(key, numbers)
  for (const row of rows)
    await record({
      operation: 'softDelete',
      target: targetOf(row),
      before: versionFacts(row),
      after: versionFacts({ ...row, deleted: true }),
    })
}
