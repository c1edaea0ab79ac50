/** Versions as our own routes show them. */

import type { VersionDetails as Details, StoredVersion } from '../../registry/index.ts'
import { boolean, field, integer, list, long, object, requiredField, string, type ValueOf } from '../shape.ts'
import { Provenance } from './change.ts'
import { contentFields, contentView, SubjectVersion } from './schema-view.ts'

const stateFields = {
  version: requiredField(integer, 'Number of the version, from 1 on.'),
  id: requiredField(integer, 'Id of the schema in its context.'),
  deleted: requiredField(boolean, 'Whether the version is soft-deleted.'),
  createdAt: requiredField(long, 'When the version was written, in milliseconds since 1970.'),
  createdBy: requiredField(string, 'Who wrote it, as `User:name`.'),
  provenance: field(Provenance, 'From which commit, pull request and run it came, where that was told.'),
} as const

export const VersionSummary = object('VersionSummary', stateFields)

export const VersionDetails = object('VersionDetails', {
  subject: requiredField(string, 'Name of the subject; `:.ctx:name` outside the default context.'),
  ...stateFields,
  ...contentFields,
  registeredText: field(string, 'The text as it was sent, where that differs from the canonical one.'),
  referencedBy: field(list(SubjectVersion), 'Versions that refer to this one, soft-deleted ones included.'),
})

export function versionSummaryView(row: StoredVersion): ValueOf<typeof VersionSummary, undefined> {
  const { version, schemaId, deleted, createdAt, createdBy, provenance } = row
  return { version, id: schemaId, deleted, createdAt, createdBy, provenance }
}

export function versionDetailsView(details: Details): ValueOf<typeof VersionDetails, undefined> {
  const { subject, row, schema, registeredText, referencedBy } = details
  return {
    subject,
    ...versionSummaryView(row),
    ...contentView(schema),
    registeredText,
    referencedBy: referencedBy.length > 0 ? referencedBy : undefined,
  }
}
