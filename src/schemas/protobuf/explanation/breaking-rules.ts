/** The rules that make two Protobuf schemas incompatible. */
import type { RuleEntry } from '../../explanation/rule-table.ts'
import { message, proto2, proto3 } from './rule-examples.ts'

export const breakingRules = {
  PACKAGE_CHANGED: {
    title: 'The package has another name',
    text:
      'The full name of a message is its package and its name. It stands in google.protobuf.Any, in the paths of services and in ' +
      'generated code, so a message of another package counts as another message. The bytes of a record do not hold it: no ' +
      'record shows this one, the rule is stricter than the wire.',
    usualFix: 'Give the package its name back, or register the schema under a new subject.',
    example: proto3(`package shop;\n${message('string id = 1;')}`, `package store;\n${message('string id = 1;')}`),
  },
  MESSAGE_REMOVED: {
    title: 'A message is missing',
    text:
      'Records name the message that they were written with, and the reader has none of that name. A message that is called ' +
      'otherwise, or stands inside of another one now, is missing too.',
    usualFix:
      'Put the message back, under its name and at its place; mark it as deprecated where nobody should use it.',
    example: proto3(`${message('string id = 1;')}\nmessage Refund {\n  string id = 1;\n}`, message('string id = 1;')),
  },
  FIELD_KIND_CHANGED: {
    title: 'A field is of another kind',
    text:
      'A scalar, a message and a map are written in different ways under the same number. A reader that expects one of them ' +
      'fails on another, or takes it for something that it is not. The rule is stricter than the wire in two cases: a message ' +
      'read as bytes, and a map read as a list of messages with a key and a value.',
    usualFix: 'Give the new field a new number and keep the old one reserved.',
    example: proto3(
      message('string customer = 1;'),
      `${message('Customer customer = 1;')}\nmessage Customer {\n  string name = 1;\n}`,
    ),
  },
  FIELD_SCALAR_KIND_CHANGED: {
    title: 'A field has a type that is written in another way',
    text:
      'Scalars come in groups: int32, int64, uint32, uint64, bool and enums are one; sint32 and sint64; fixed32 and sfixed32; ' +
      'fixed64 and sfixed64; float; double; string and bytes. Inside of a group a reader understands what was written, outside of ' +
      'it the bytes mean something else or nothing.',
    usualFix: 'Give the new field a new number and keep the old one reserved.',
    example: proto3(message('int32 price = 1;'), message('string price = 1;')),
  },
  FIELD_NAMED_TYPE_CHANGED: {
    title: 'A field holds another message',
    text:
      'The field has a message of another name, or one of the same name from another file whose fields do not go together. What ' +
      'one message wrote is read into the fields of the other by their numbers, whatever they mean. Where both have the same ' +
      'fields nothing is lost, and the rule is stricter than the wire.',
    usualFix: 'Give the new field a new number and keep the old one reserved.',
    example: proto3(
      `${message('Euro price = 1;')}\nmessage Euro {\n  int64 cents = 1;\n}\nmessage Dollar {\n  int64 cents = 1;\n}`,
      `${message('Dollar price = 1;')}\nmessage Euro {\n  int64 cents = 1;\n}\nmessage Dollar {\n  int64 cents = 1;\n}`,
    ),
  },
  FIELD_NUMERIC_LABEL_CHANGED: {
    title: 'A numeric field has another label',
    text:
      'Several numbers may be written as one packed block, which a reader of a single number does not understand; and a record ' +
      'without a required field is refused. Only labels that are written on both sides are compared.',
    usualFix: 'Give the label back, or give the new field a new number.',
    example: proto3(message('repeated int32 prices = 1;'), message('optional int32 prices = 1;')),
  },
  REQUIRED_FIELD_ADDED: {
    title: 'A required field that was not written',
    text: 'A reader refuses a record that lacks one of its required fields, and the writer does not write this one.',
    usualFix: 'Make the field optional.',
    example: proto2(
      message('optional string id = 1;'),
      message('optional string id = 1;', 'required string customer = 2;'),
    ),
  },
  REQUIRED_FIELD_REMOVED: {
    title: 'A required field is missing',
    text:
      'The reader itself skips the field. But what it reads and passes on lacks it, and whoever still requires it refuses such ' +
      'records.',
    usualFix: 'Put the field back. A required field stays for good, so new ones should be optional.',
    example: proto2(
      message('optional string id = 1;', 'required string customer = 2;'),
      message('optional string id = 1;'),
    ),
  },
  ONEOF_FIELD_REMOVED: {
    title: 'A member of a oneof is missing',
    text:
      'Of a oneof one member is set, and programs decide by which. Where the member is not known the reader sees that none is set, ' +
      'as if nothing had been chosen.',
    usualFix: 'Put the member back, or set the new one beside the oneof.',
    example: proto3(
      message('oneof payment {\n  string card = 1;\n  string invoice = 2;\n}'),
      message('oneof payment {\n  string card = 1;\n}'),
    ),
  },
  FIELD_MOVED_TO_EXISTING_ONEOF: {
    title: 'A field has moved into a oneof with others',
    text:
      'Fields that could be set together exclude each other now. Of a record that has both the reader keeps only the one that ' +
      'was written last.',
    usualFix: 'Take the field out of the oneof again, or give it a new number in there.',
    example: proto3(
      message('string note = 1;', 'oneof payment {\n  string card = 2;\n}'),
      message('oneof payment {\n  string card = 2;\n  string note = 1;\n}'),
    ),
  },
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: {
    title: 'Several fields have moved into one oneof',
    text:
      'Fields that could be set together exclude each other now. Of a record that has several the reader keeps only the one that ' +
      'was written last.',
    usualFix: 'Take the fields out of the oneof again; a single field may move into a new oneof.',
    example: proto3(
      message('string card = 1;', 'string invoice = 2;'),
      message('oneof payment {\n  string card = 1;\n  string invoice = 2;\n}'),
    ),
  },
} satisfies Record<string, RuleEntry>
