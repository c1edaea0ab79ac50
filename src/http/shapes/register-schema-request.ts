/** The body of a registration, a lookup and a compatibility check. */

import type { RegisterRequest } from '../../registry/index.ts'
import { field, integer, list, object, string, type ValueOf } from '../shape.ts'
import { Metadata, RuleSet, SchemaReference } from './schema-content.ts'

export const RegisterSchemaRequest = object('RegisterSchemaRequest', {
  schema: field(string, 'Text of the schema, as a JSON string.'),
  schemaType: field(string, 'AVRO, JSON or PROTOBUF; AVRO where absent.'),
  references: field(list(SchemaReference), 'Other registered schemas that the text needs.'),
  metadata: field(Metadata, 'What people say about the schema.'),
  ruleSet: field(RuleSet, 'Rules of the data contract.'),
  id: field(integer, 'Id to register under; only in mode IMPORT.'),
  version: field(integer, 'Version to register as: the next one, or -1 for whatever is next.'),
})

export function registerRequestOf(body: ValueOf<typeof RegisterSchemaRequest>): RegisterRequest {
  // References and rules may lack parts. The registry looks for that itself and has a sentence for each.
  return body as RegisterRequest
}
