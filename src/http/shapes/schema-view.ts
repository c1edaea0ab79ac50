/** How schemas and versions are shown. Null, empty text, list and map are left out; false and 0 stay. */

import type { RegisteredSchema, Registration, Rule, RuleSet, SchemaById, SchemaVersion } from '../../registry/index.ts'

/** `Schema`: a version of a subject. */
export function versionView(version: SchemaVersion): object {
  const { subject, schemaId, createdAt, deleted } = version
  return { subject, version: version.version, id: schemaId, ...contentView(version), ts: createdAt, deleted }
}

/** `RegisterSchemaResponse`: without the subject, and with the row's state only where the row was there before. */
export function registrationView(registration: Registration): object {
  const { version, schemaId, created, createdAt, deleted } = registration
  return { id: schemaId, version, ...contentView(registration), ...(created ? {} : { ts: createdAt, deleted }) }
}

/** `SchemaString`: the schema of an id. */
export function schemaByIdView(schema: SchemaById): object {
  const { subject, version, maxId, createdAt, deleted } = schema
  return { subject, version, ...contentView(schema), ...(maxId !== undefined && { maxId }), ts: createdAt, deleted }
}

/** The part that does not depend on where the schema is used. */
export function contentView(schema: RegisteredSchema): object {
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

/** What every object of the API leaves out of its own fields; users' maps within are theirs. */
export function withoutEmpty(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)))
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
