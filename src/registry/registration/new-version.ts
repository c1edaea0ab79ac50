/** Writing a version: the id of its schema, its rows, and what makes room for it. */

import type { Provenance } from '../changes/change.ts'
import type { Candidate } from '../content/candidate.ts'
import { fingerprintOf, guidOf } from '../content/guid.ts'
import type { Registration } from '../content/register-request.ts'
import { toSchemaVersion } from '../content/schema-version.ts'
import type { RecordChange } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { contentOf, removeVersions, schemaFacts, versionFacts } from '../removal/removal.ts'
import type { SchemaTransaction, StoredSchema, StoredVersion, SubjectKey } from '../schema-store.ts'
import type { SubjectState } from '../scopes/subject-state.ts'
import { formatContext } from '../subjects/subject-name.ts'

/** A schema with its id, and the id under which its content was found until now, where an import has changed that. */
export interface GivenId {
  readonly schema: StoredSchema
  readonly leftSchemaId?: number
}

/** Step 11: the next id of the context, or the one that an import brings. */
export async function giveId(
  transaction: SchemaTransaction,
  { context }: SubjectKey,
  candidate: Candidate,
  id: number | undefined,
  same: StoredSchema | undefined,
): Promise<GivenId> {
  // Two types, one content: the reference does not hash the type, and its refusal is part of the contract.
  if (id === undefined && same) throw registryErrors.schemaIdTaken(same.schemaId, formatContext(context))
  if (id !== undefined) {
    const [taken] = await transaction.loadSchemas(context, [id])
    if (taken) {
      const equal = taken.schemaType === candidate.schemaType && fingerprintOf(taken) === candidate.fingerprint
      if (!equal) throw registryErrors.schemaIdTaken(id, formatContext(context))
      return { schema: taken }
    }
    // The same content under a second id: from now on it is found under this one.
    if (same) await transaction.releaseFingerprint(context, same.schemaId)
  }
  const { schemaType, schema, references, metadata, ruleSet, fingerprint, likeness, sentText } = candidate
  const stored: StoredSchema = {
    context,
    schemaId: id ?? transaction.context(context).nextSchemaId,
    guid: guidOf(candidate),
    schemaType,
    schema,
    references,
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
    fingerprint,
    likeness,
    registeredText: sentText === schema ? undefined : sentText,
  }
  await transaction.insertSchema(stored)
  return { schema: stored, ...(same && { leftSchemaId: same.schemaId }) }
}

/** Where a version is written, by whom and when. */
interface VersionWriting {
  transaction: SchemaTransaction
  record: RecordChange
  state: SubjectState
  createdAt: number
  createdBy: string
  provenance: Provenance | undefined
}

/** Step 12 and the rows themselves. */
export async function writeVersion(
  { transaction, record, state: { key, versions }, createdAt, createdBy, provenance }: VersionWriting,
  { schema, leftSchemaId, candidate, version }: GivenId & { candidate: Candidate; version: number },
): Promise<Registration> {
  const replaced = await replacedVersions(transaction, versions, schema.schemaId, version)
  await removeVersions(transaction, record, replaced, schema.schemaId)
  const row: StoredVersion = {
    ...key,
    version,
    schemaId: schema.schemaId,
    deleted: false,
    createdAt,
    createdBy,
    ...(provenance && { provenance }),
  }
  await transaction.insertVersion(row, candidate.targets)
  const { nextSchemaId, registeredAt } = transaction.context(key.context)
  await transaction.saveContext({
    name: key.context,
    nextSchemaId: Math.max(nextSchemaId, schema.schemaId + 1),
    registeredAt: registeredAt ?? createdAt,
  })
  await record({
    operation: 'register',
    target: { ...key, version },
    before: undefined,
    after: { ...versionFacts(row), ...schemaFacts(schema), leftSchemaId },
    content: contentOf(schema),
  })
  return { ...toSchemaVersion(row, schema), created: true }
}

/** Soft-deleted versions of the same schema make room, unless somebody refers to them; an import may also overwrite. */
async function replacedVersions(
  transaction: SchemaTransaction,
  versions: readonly StoredVersion[],
  schemaId: number,
  version: number,
): Promise<StoredVersion[]> {
  const replaced: StoredVersion[] = []
  for (const row of versions) {
    if (row.version === version) replaced.push(row)
    else if (row.deleted && row.schemaId === schemaId && row.version < version) {
      const referrers = await transaction.loadReferrers(row)
      if (referrers.length === 0) replaced.push(row)
    }
  }
  return replaced
}
