/**
 * The records of a `_schemas` topic, in which a Confluent registry (and Karapace) keeps what it holds: JSON keys whose
 * bytes matter, because the topic is compacted by them, and JSON values.
 */

import { randomUUID } from 'node:crypto'
import { type AssociationEntry, associationEntryOf, type ConfigEntry, type Entry, type SchemaEntry } from './entry.ts'
import { isObject } from './export-format.ts'

/** A record; both sides are JSON text. */
export interface RegistryRecord {
  readonly key: object
  readonly value: object
}

/** Contexts carry the name of a tenant, which a registry without tenants calls so. */
const tenant = 'default'

export function recordOf(entry: Entry): RegistryRecord {
  switch (entry.kind) {
    case 'schema':
      return { key: schemaKey(entry), value: schemaValue(entry) }
    case 'config':
      return {
        key: { keytype: 'CONFIG', subject: entry.subject, magic: 0 },
        value: { ...(entry.subject !== null && { subject: entry.subject }), ...entry.config },
      }
    case 'mode':
      return {
        key: { keytype: 'MODE', subject: entry.subject, magic: 0 },
        value: { ...(entry.subject !== null && { subject: entry.subject }), mode: entry.mode },
      }
    case 'context':
      return {
        key: { keytype: 'CONTEXT', tenant, context: entry.context, magic: 0 },
        value: { tenant, context: entry.context },
      }
    case 'association':
      return associationRecord(entry)
  }
}

/** The guid is made here; it is no more than an id of the association, and every registry makes its own. */
function associationRecord({ kind: _, ...entry }: AssociationEntry): RegistryRecord {
  const { resourceName, resourceNamespace, resourceType, associationType } = entry
  return {
    key: { keytype: 'ASSOC', tenant, resourceName, resourceNamespace, resourceType, associationType, magic: 0 },
    value: { tenant, guid: randomUUID(), ...entry },
  }
}

function schemaKey({ subject, version }: { subject: string; version: number }): object {
  return { keytype: 'SCHEMA', subject, version, magic: 1 }
}

/** The guid is left out: a registry makes it from the content. Avro is what is meant without a type. */
function schemaValue({
  subject,
  version,
  id,
  schemaType,
  references,
  metadata,
  ruleSet,
  schema,
  deleted,
}: SchemaEntry) {
  return {
    subject,
    version,
    id,
    ...(schemaType !== 'AVRO' && { schemaType }),
    ...(references && { references }),
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
    schema,
    deleted,
  }
}

/** What a topic knows an association by. */
export type AssociationPlace = Pick<
  AssociationEntry,
  'resourceName' | 'resourceNamespace' | 'resourceType' | 'associationType'
>

/** What a record changes in what was read before it. */
export type RecordEffect =
  | { readonly put: Entry }
  | { readonly removeVersion: { subject: string; version: number } }
  | { readonly removeConfig: string | null }
  | { readonly removeMode: string | null }
  | { readonly removeContext: string }
  | { readonly removeAssociation: AssociationPlace }
  /** All versions up to this one become soft-deleted. */
  | { readonly softDelete: { subject: string; upTo: number } }
  /** Whatever has no meaning for us: NOOP, and keys of newer registries. */
  | { readonly nothing: true }

/** Reads a record as a registry does that starts on the topic; `undefined` where it is no such record. */
export function effectOf(key: unknown, value: unknown): RecordEffect | undefined {
  if (!isObject(key) || typeof key['keytype'] !== 'string') return undefined
  const fields = isObject(value) ? value : undefined
  const subject = typeof key['subject'] === 'string' ? key['subject'] : null
  switch (key['keytype']) {
    case 'SCHEMA':
      return schemaEffect(key, fields)
    case 'CONFIG':
      return fields ? { put: { kind: 'config', subject, config: configOf(fields) } } : { removeConfig: subject }
    case 'MODE':
      return typeof fields?.['mode'] === 'string'
        ? { put: { kind: 'mode', subject, mode: fields['mode'] } }
        : { removeMode: subject }
    case 'CONTEXT':
      if (typeof key['context'] !== 'string') return undefined
      return fields ? { put: { kind: 'context', context: key['context'] } } : { removeContext: key['context'] }
    case 'ASSOC':
      return associationEffect(key, fields)
    case 'DELETE_SUBJECT':
      if (subject === null || typeof fields?.['version'] !== 'number') return { nothing: true }
      return { softDelete: { subject, upTo: fields['version'] } }
    default:
      return { nothing: true }
  }
}

function schemaEffect(key: Record<string, unknown>, fields: Record<string, unknown> | undefined) {
  const { subject, version } = key
  if (typeof subject !== 'string' || typeof version !== 'number') return undefined
  if (!fields) return { removeVersion: { subject, version } }
  const { id, schema, schemaType = 'AVRO', deleted = false } = fields
  if (typeof id !== 'number' || typeof schema !== 'string') return undefined
  const { references, metadata, ruleSet } = fields
  const put = { kind: 'schema', subject, version, id, schemaType, schema, references, metadata, ruleSet, deleted }
  return { put: put as SchemaEntry }
}

function associationEffect(
  key: Record<string, unknown>,
  fields: Record<string, unknown> | undefined,
): RecordEffect | undefined {
  if (!fields) return { removeAssociation: key as unknown as AssociationPlace }
  const names = [
    'resourceName',
    'resourceNamespace',
    'resourceId',
    'resourceType',
    'associationType',
    'subject',
  ] as const
  if (names.some((name) => typeof fields[name] !== 'string') || typeof fields['lifecycle'] !== 'string')
    return undefined
  // The loop above is what the type says.
  return { put: associationEntryOf(fields as unknown as AssociationEntry) }
}

function configOf({ subject: _, ...config }: Record<string, unknown>): ConfigEntry['config'] {
  return config
}
