/** References, metadata and rule sets, as requests and answers carry them. */

import {
  boolean,
  choice,
  field,
  fieldWithDefault,
  integer,
  list,
  map,
  object,
  requiredField,
  string,
} from '../shape.ts'

export const SchemaReference = object('SchemaReference', {
  name: field(string, 'Avro: full type name; JSON Schema: the `$ref` before `#`; Protobuf: import path.'),
  subject: field(string, 'Subject of the schema that is referred to.'),
  version: field(integer, 'Its version; -1 for the latest.'),
})

export const Metadata = object('Metadata', {
  tags: field(map(list(string)), 'Tags by the path of what they are put on.'),
  properties: field(map(string), 'Properties of the schema.'),
  sensitive: field(list(string), 'Names of the properties whose values are secret.'),
})

const Rule = object('Rule', {
  name: field(string, 'Name, unique in the rule set.'),
  doc: field(string, 'What it is for.'),
  kind: fieldWithDefault(choice('TRANSFORM', 'CONDITION'), 'Whether it changes records or judges them.', 'TRANSFORM'),
  mode: fieldWithDefault(
    choice('WRITEREAD', 'WRITE', 'READ', 'UPDOWN', 'UPGRADE', 'DOWNGRADE'),
    'When it runs.',
    'WRITEREAD',
  ),
  type: field(string, 'What runs it, as CEL or JSONATA.'),
  tags: field(list(string), 'Tags of the fields that it runs on.'),
  params: field(map(string), 'Its parameters.'),
  expr: field(string, 'Its expression.'),
  onSuccess: field(string, 'Action after success; two with a comma for write and read.'),
  onFailure: field(string, 'Action after failure; two with a comma for write and read.'),
  disabled: fieldWithDefault(boolean, 'Kept, but not run.', false),
})

export const RuleSet = object('RuleSet', {
  migrationRules: field(list(Rule), 'Rules from one version of a subject to the next.'),
  domainRules: field(list(Rule), 'Rules on the values of a record.'),
  encodingRules: field(list(Rule), 'Rules on the bytes of a record.'),
  enableAt: field(choice('ALL', 'CLIENT', 'GATEWAY', 'SERVER', 'NONE'), 'Where the rules run.'),
})

const SchemaEntity = object('SchemaEntity', {
  entityPath: requiredField(string, 'Where it is in the text: `namespace.record.field`, `object.property`.'),
  entityType: requiredField(choice('sr_record', 'sr_field'), 'Whether it is a record or a field.'),
})

export const SchemaTags = object('SchemaTags', {
  schemaEntity: requiredField(SchemaEntity, 'A record or a field of the schema.'),
  tags: requiredField(list(string), 'Its tags.'),
})
