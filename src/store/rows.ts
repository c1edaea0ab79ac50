/** Rows of the tables, and what they mean. */

import type {
  Change,
  ChangeHead,
  ChangeRecord,
  ContextRow,
  SealedRecord,
  StoredSchema,
  StoredVersion,
  SubjectVersion,
} from '../registry/index.ts'

export interface SchemaRow {
  context: string
  id: number
  guid: string
  type: string
  fingerprint: string | null
  likeness: string | null
  canonical_text: string
  registered_text: string | null
  reference_list: string | null
  metadata: string | null
  rule_set: string | null
}

export interface VersionRow {
  context: string
  subject: string
  version: number
  schema_id: number
  /** 0 or 1 where a database has no booleans. */
  deleted: boolean | number
  created_at: number | string
  created_by: string
  /** JSON. */
  provenance: string | null
}

export interface ChangeRow {
  sequence: number | string
  time: number | string
  actor: string
  operation: string
  context: string
  subject: string
  version: number | null
  before: string | null
  after: string | null
  content: string | null
  provenance: string | null
  hash: string | null
}

/** Columns that tell what a change was; the others are long, or for auditors. */
export const changeColumns = [
  'sequence',
  'time',
  'actor',
  'operation',
  'context',
  'subject',
  'version',
  'before',
  'after',
] as const

export const sealedColumns = [...changeColumns, 'content', 'provenance', 'hash'] as const

export interface ChangeHeadRow {
  sequence: number | string
  hash: string
}

export interface ContextTableRow {
  name: string
  next_schema_id: number
  registered_at: number | string | null
}

export const versionColumns = [
  'context',
  'subject',
  'version',
  'schema_id',
  'deleted',
  'created_at',
  'created_by',
  'provenance',
] as const

export const schemaColumns = [
  'context',
  'id',
  'guid',
  'type',
  'fingerprint',
  'likeness',
  'canonical_text',
  'registered_text',
  'reference_list',
  'metadata',
  'rule_set',
] as const

/** What a row of `schemas` says is what we wrote there, so its texts are of the types that went in. */
export function toSchema(row: SchemaRow): StoredSchema {
  return {
    context: row.context,
    schemaId: wholeNumber(row.id),
    guid: row.guid,
    schemaType: row.type as StoredSchema['schemaType'],
    schema: row.canonical_text,
    references: row.reference_list === null ? [] : JSON.parse(row.reference_list),
    ...(row.metadata !== null && { metadata: JSON.parse(row.metadata) }),
    ...(row.rule_set !== null && { ruleSet: JSON.parse(row.rule_set) }),
    fingerprint: row.fingerprint ?? undefined,
    likeness: row.likeness ?? undefined,
    registeredText: row.registered_text ?? undefined,
  }
}

export function fromSchema(schema: StoredSchema): SchemaRow {
  return {
    context: schema.context,
    id: schema.schemaId,
    guid: schema.guid,
    type: schema.schemaType,
    fingerprint: schema.fingerprint ?? null,
    likeness: schema.likeness ?? null,
    canonical_text: schema.schema,
    registered_text: schema.registeredText ?? null,
    reference_list: schema.references.length === 0 ? null : JSON.stringify(schema.references),
    metadata: toJson(schema.metadata),
    rule_set: toJson(schema.ruleSet),
  }
}

export function toVersion(row: VersionRow): StoredVersion {
  return {
    context: row.context,
    subject: row.subject,
    version: wholeNumber(row.version),
    schemaId: wholeNumber(row.schema_id),
    deleted: Boolean(row.deleted),
    createdAt: wholeNumber(row.created_at),
    createdBy: row.created_by,
    ...(row.provenance && { provenance: JSON.parse(row.provenance) }),
  }
}

export function toSubjectVersion(row: VersionRow & Pick<SchemaRow, 'fingerprint' | 'likeness'>): SubjectVersion {
  return { ...toVersion(row), fingerprint: row.fingerprint ?? undefined, likeness: row.likeness ?? undefined }
}

export function fromVersion(version: StoredVersion): VersionRow {
  return {
    context: version.context,
    subject: version.subject,
    version: version.version,
    schema_id: version.schemaId,
    deleted: version.deleted,
    created_at: version.createdAt,
    created_by: version.createdBy,
    provenance: toJson(version.provenance),
  }
}

export function toChange(row: Omit<ChangeRow, 'content' | 'provenance' | 'hash'> & Partial<ChangeRow>): Change {
  const { context, subject, version, content, provenance, hash } = row
  return {
    sequence: wholeNumber(row.sequence),
    time: wholeNumber(row.time),
    actor: row.actor,
    operation: row.operation as Change['operation'],
    target: { context, subject, ...(version !== null && { version: wholeNumber(version) }) },
    before: row.before === null ? undefined : JSON.parse(row.before),
    after: row.after === null ? undefined : JSON.parse(row.after),
    ...(content && { content: JSON.parse(content) }),
    ...(provenance && { provenance: JSON.parse(provenance) }),
    ...(hash && { hash }),
  }
}

/** The row of a change, numbered. What is sealed is what the database gives back, and that is well-formed text. */
export function toChangeRecord(change: Omit<Change, 'sequence' | 'hash'>, sequence: number): ChangeRecord {
  const { time, actor, operation, target, before, after, content, provenance } = change
  return {
    sequence,
    time,
    actor: actor.toWellFormed(),
    operation,
    context: target.context.toWellFormed(),
    subject: target.subject.toWellFormed(),
    version: target.version ?? null,
    before: toJson(before),
    after: toJson(after),
    content: toJson(content),
    provenance: toJson(provenance),
  }
}

/** A row as it is, whatever somebody made of it: nothing is taken to be well-formed. */
export function toSealedRecord(row: ChangeRow): SealedRecord {
  const { sequence, time, version } = row
  return { ...row, sequence: Number(sequence), time: Number(time), version: version === null ? null : Number(version) }
}

/** The one row of `change_head`. */
export function toChangeHead([row]: readonly ChangeHeadRow[]): ChangeHead {
  if (!row) throw new Error('the table change_head has lost its row')
  return { sequence: wholeNumber(row.sequence), hash: row.hash }
}

export function toContext(row: ContextTableRow): ContextRow {
  return {
    name: row.name,
    nextSchemaId: wholeNumber(row.next_schema_id),
    registeredAt: row.registered_at === null ? undefined : wholeNumber(row.registered_at),
  }
}

/**
 * Numbers of a database: some drivers give 64-bit integers as text, better-sqlite3 rounds those beyond 2^53. Ours are
 * all below; one that is not must not be used as if it were right.
 */
export function wholeNumber(value: unknown): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error(`the database holds a number that is out of range: ${value}`)
  return number
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
