/** Removing for good, whoever asks for it: what goes leaves all that it was in the change log. */

import type { ChangeContent } from '../changes/change.ts'
import type { RecordChange } from '../core.ts'
import type { SchemaTransaction, StoredSchema, StoredVersion, SubjectKey } from '../schema-store.ts'

/**
 * Removes versions and, of the schemas that they used, those that no version uses any more.
 *
 * @param kept - a schema that stays although nothing uses it right now.
 */
export async function removeVersions(
  transaction: SchemaTransaction,
  record: RecordChange,
  rows: readonly StoredVersion[],
  kept?: number,
): Promise<void> {
  for (const [context, contextRows] of Map.groupBy(rows, (row) => row.context)) {
    const ids = [...new Set(contextRows.map((row) => row.schemaId))]
    const schemas = new Map((await transaction.loadSchemas(context, ids)).map((schema) => [schema.schemaId, schema]))
    for (const [subject, subjectRows] of Map.groupBy(contextRows, (row) => row.subject))
      await transaction.removeVersions(
        { context, subject },
        subjectRows.map((row) => row.version),
      )
    const unused = await transaction.findUnusedSchemas(
      context,
      ids.filter((id) => id !== kept),
    )
    if (unused.length > 0) await transaction.removeSchemas(context, unused)
    for (const row of contextRows) {
      const schema = schemas.get(row.schemaId)
      await record({
        operation: 'hardDelete',
        target: targetOf(row),
        before: { ...versionFacts(row), ...(schema && schemaFacts(schema)) },
        after: undefined,
        ...(schema && { content: contentOf(schema) }),
      })
    }
  }
}

/** Removes config and mode of a scope, where there are some. */
export async function removeSettings(
  transaction: SchemaTransaction,
  record: RecordChange,
  { context, subject }: SubjectKey,
): Promise<void> {
  const target = { context, subject }
  const [{ config, mode } = {}] = await transaction.loadSettings([target])
  if (config) {
    await transaction.saveConfig(target, undefined)
    await record({ operation: 'deleteConfig', target, before: config, after: undefined })
  }
  if (mode) await removeModeOf(transaction, record, target, mode)
}

export async function removeModeOf(
  transaction: SchemaTransaction,
  record: RecordChange,
  target: SubjectKey,
  before: string,
): Promise<void> {
  await transaction.saveMode(target, undefined)
  await record({ operation: 'deleteMode', target, before, after: undefined })
}

export function targetOf({ context, subject, version }: StoredVersion) {
  return { context, subject, version }
}

/** A version as the change log keeps it; whose it is stands in the target. */
export function versionFacts({ version, schemaId, deleted, createdAt, createdBy }: StoredVersion): object {
  return { version, schemaId, deleted, createdAt, createdBy }
}

/** What identifies a schema, beside its id. */
export function schemaFacts({ guid, schemaType }: StoredSchema): object {
  return { guid, schemaType }
}

export function contentOf({ schema, references, metadata, ruleSet }: StoredSchema): ChangeContent {
  return {
    schema,
    ...(references.length > 0 && { references }),
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
  }
}
