/** The body of a registration, a lookup and a compatibility check. */

import type { RegisterRequest, TagRequest } from '../../registry/index.ts'
import { boolean, field, integer, list, object, string, type ValueOf } from '../shape.ts'
import { Metadata, RuleSet, SchemaReference, SchemaTags } from './schema-content.ts'

export const RegisterSchemaRequest = object('RegisterSchemaRequest', {
  schema: field(string, 'Text of the schema, as a JSON string.'),
  schemaType: field(string, 'AVRO, JSON or PROTOBUF; AVRO where absent.'),
  references: field(list(SchemaReference), 'Other registered schemas that the text needs.'),
  metadata: field(Metadata, 'What people say about the schema.'),
  ruleSet: field(RuleSet, 'Rules of the data contract.'),
  id: field(integer, 'Id to register under; only in mode IMPORT.'),
  version: field(integer, 'Version to register as: the next one, or -1 for whatever is next.'),
  schemaTagsToAdd: field(list(SchemaTags), 'Tags to put into the text.'),
  schemaTagsToRemove: field(list(SchemaTags), 'Tags to take out of the text.'),
  propagateSchemaTags: field(boolean, 'Put the tags of the latest version into the text.'),
})

export const TagSchemaRequest = object('TagSchemaRequest', {
  newVersion: field(integer, 'Version to register as; whatever is next where absent.'),
  tagsToAdd: field(list(SchemaTags), 'Tags to put into the text.'),
  tagsToRemove: field(list(SchemaTags), 'Tags to take out of the text.'),
  metadata: field(Metadata, 'Metadata of the new version; that of the old one where absent.'),
  ruleSet: field(RuleSet, 'Rules of the new version.'),
  rulesToMerge: field(RuleSet, 'Rules to put into those of the version before, instead of a rule set.'),
  rulesToRemove: field(list(string), 'Names of rules to take out of those of the version before.'),
})

export function tagRequestOf(body: ValueOf<typeof TagSchemaRequest>): TagRequest {
  // Rules may lack parts. The registry looks for that itself.
  return body as TagRequest
}

export function registerRequestOf(body: ValueOf<typeof RegisterSchemaRequest>): RegisterRequest {
  // References and rules may lack parts. The registry looks for that itself and has a sentence for each.
  return body as RegisterRequest
}
