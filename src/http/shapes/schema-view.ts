/** How schemas and versions are shown. Null, empty text, list and map are left out; false and 0 stay. */

import type {
  RegisteredSchema,
  Registration,
  Rule,
  RuleSet,
  SchemaById,
  SchemaVersion,
  Tagged,
} from '../../registry/index.ts'
import { boolean, field, integer, list, long, object, requiredField, string, type ValueOf } from '../shape.ts'
import { Metadata, RuleSet as RuleSetShape, SchemaReference, SchemaTags } from './schema-content.ts'

export const contentFields = {
  guid: requiredField(string, 'Id of the content, the same in every registry and context: a UUID.'),
  schemaType: requiredField(string, 'AVRO, JSON or PROTOBUF.'),
  schema: requiredField(string, 'Text of the schema.'),
  references: field(list(SchemaReference), 'Other registered schemas that the text needs.'),
  metadata: field(Metadata, 'What people say about the schema.'),
  ruleSet: field(RuleSetShape, 'Rules of the data contract.'),
} as const

const subject = requiredField(string, 'Name of the subject; `:.ctx:name` outside the default context.')
const version = requiredField(integer, 'Number of the version, from 1 on.')
const id = requiredField(integer, 'Id of the schema in its context.')
const ts = 'When the version was written, in milliseconds since 1970.'
const deleted = 'Whether the version is soft-deleted.'
const state = { ts: requiredField(long, ts), deleted: requiredField(boolean, deleted) } as const

const schemaTags = field(list(SchemaTags), 'Parts of the text that carry a tag; only with findTags.')

export const Schema = object('Schema', { subject, version, id, ...contentFields, schemaTags, ...state })

export const RegisterSchemaResponse = object('RegisterSchemaResponse', {
  id,
  version,
  ...contentFields,
  ts: field(long, `${ts} Only where the schema was there already.`),
  deleted: field(boolean, `${deleted} Only where the schema was there already.`),
})

export const SchemaString = object('SchemaString', {
  subject,
  version,
  ...contentFields,
  schemaTags,
  maxId: field(integer, 'Highest id of the context; only with fetchMaxId=true.'),
  ...state,
})

export const SchemaContent = object('SchemaContent', contentFields)

export const SubjectVersion = object('SubjectVersion', { subject, version })

export const ContextId = object('ContextId', { context: requiredField(string, 'Name of the context.'), id })

/** `Schema`: a version of a subject. */
export function versionView(shown: SchemaVersion & Tagged): ValueOf<typeof Schema, undefined> {
  const { subject, version, schemaId, schemaTags, createdAt, deleted } = shown
  const content = { ...contentView(shown), ...(schemaTags && { schemaTags }) }
  return { subject, version, id: schemaId, ...content, ts: createdAt, deleted }
}

/** `RegisterSchemaResponse`: without the subject, and with the row's state only where the row was there before. */
export function registrationView(registration: Registration): ValueOf<typeof RegisterSchemaResponse, undefined> {
  const { version, schemaId, created, createdAt, deleted } = registration
  return { id: schemaId, version, ...contentView(registration), ...(created ? {} : { ts: createdAt, deleted }) }
}

/** `SchemaString`: the schema of an id. */
export function schemaByIdView(schema: SchemaById & Tagged): ValueOf<typeof SchemaString, undefined> {
  const { subject, version, maxId, schemaTags, createdAt, deleted } = schema
  const asked = { ...(schemaTags && { schemaTags }), ...(maxId !== undefined && { maxId }) }
  return { subject, version, ...contentView(schema), ...asked, ts: createdAt, deleted }
}

/** The part that does not depend on where the schema is used. */
export function contentView(schema: RegisteredSchema): ValueOf<typeof SchemaContent, undefined> {
  const { guid, schemaType, references, metadata, ruleSet } = schema
  return {
    guid,
    schemaType,
    schema: schema.schema,
    ...(references.length > 0 && { references }),
    ...(metadata && { metadata: withoutEmpty(metadata) }),
    ...(ruleSet && { ruleSet: ruleSetView(ruleSet) }),
  }
}

/**
 * What every object of the API leaves out of its own fields; users' maps within are theirs.
 *
 * @param object - fields that its type always has are never empty.
 */
export function withoutEmpty<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value))) as T
}

export function ruleSetView(ruleSet: RuleSet): object {
  const shown = Object.entries(ruleSet).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((rule: Rule) => withoutEmpty(rule)) : value,
  ])
  return withoutEmpty(Object.fromEntries(shown))
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
