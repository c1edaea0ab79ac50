/** A version as clients see it. */

import type { StoredSchema, StoredVersion } from '../schema-store.ts'
import { formatSubject } from '../subjects/subject-name.ts'
import type { RegisteredSchema, SchemaVersion } from './schema-content.ts'

export function toRegisteredSchema(stored: StoredSchema): RegisteredSchema {
  const { schemaId, guid, schemaType, schema, references, metadata, ruleSet } = stored
  return { schemaId, guid, schemaType, schema, references, ...(metadata && { metadata }), ...(ruleSet && { ruleSet }) }
}

export function toSchemaVersion(row: StoredVersion, stored: StoredSchema): SchemaVersion {
  const { version, createdAt, deleted } = row
  return { ...toRegisteredSchema(stored), subject: formatSubject(row), version, createdAt, deleted }
}
