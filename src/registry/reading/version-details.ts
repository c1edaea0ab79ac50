/** Versions with all that is known of them: who registered them, from where, and who refers to them. */

import type { RegisteredSchema } from '../content/schema-content.ts'
import { toRegisteredSchema } from '../content/schema-version.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import type { StoredVersion } from '../schema-store.ts'
import { formatSubject, parseSubject } from '../subjects/subject-name.ts'
import { parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import { findVersion } from './reading.ts'

export interface VersionDetails {
  readonly subject: string
  readonly row: StoredVersion
  readonly schema: RegisteredSchema
  /** The text as it was sent, where it differs from the canonical one. */
  readonly registeredText: string | undefined
  readonly referencedBy: readonly { readonly subject: string; readonly version: number }[]
}

/** @throws {RegistryError} `invalidVersion`, `subjectNotFound`, `versionNotFound`. */
export async function versionDetails(
  core: Core,
  subject: string,
  selector: VersionSelector,
  { deleted = false }: { deleted?: boolean },
): Promise<VersionDetails> {
  const row = await findVersion(core, subject, parseVersion(selector), deleted)
  const schema = await core.schemas.find(core.reads, row.context, row.schemaId)
  if (!schema) throw registryErrors.versionNotFound(row.version)
  const referrers = await core.reads.loadReferrers(row)
  return {
    subject: formatSubject(row),
    row,
    schema: toRegisteredSchema(schema),
    registeredText: schema.registeredText,
    referencedBy: referrers.map((referrer) => ({ subject: formatSubject(referrer), version: referrer.version })),
  }
}

/** @throws {RegistryError} `subjectNotFound`. */
export async function versionSummaries(
  core: Core,
  subject: string,
  { deleted = false }: { deleted?: boolean },
): Promise<readonly StoredVersion[]> {
  const key = parseSubject(subject)
  const versions = await core.reads.loadVersions(key)
  const visible = deleted ? versions : versions.filter((row) => !row.deleted)
  if (visible.length === 0) throw registryErrors.subjectNotFound(formatSubject(key))
  return visible
}
