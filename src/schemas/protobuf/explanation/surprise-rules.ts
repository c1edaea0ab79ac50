/** The rules of changes that are compatible and still seen by programs. */
import type { RuleEntry } from '../../explanation/rule-table.ts'
import { enumeration, message, proto2, proto3 } from './rule-examples.ts'

export type SurpriseKind = keyof typeof surpriseRules

const id = 'string id = 1;'

export const surpriseRules = {
  FIELD_RENUMBERED: {
    title: 'A field has another number',
    text:
      'Fields are known by their numbers. To a reader the old field is gone and the new one is empty, without any error: the value ' +
      'is lost silently.',
    usualFix: 'Give the field its number back.',
    example: proto3(message('string customer = 1;'), message('string customer = 2;')),
  },
  FIELD_RENAMED: {
    title: 'A field has another name',
    text: 'On the wire there are no names. In JSON, in field masks and in generated code there are.',
    usualFix: 'Keep the name in JSON with the option json_name, and change programs when they are compiled again.',
    example: proto3(message('string customer = 1;'), message('string client = 1;')),
  },
  JSON_NAME_CHANGED: {
    title: 'A field has another name in JSON',
    text: 'Programs that exchange the message as JSON find the value under another name, or not at all.',
    usualFix: 'Give the option json_name its value back.',
    example: proto3(message('string customer = 1;'), message('string customer = 1 [json_name = "client"];')),
  },
  INTEGER_WIDENED: {
    title: 'A number of 32 bits has 64 now',
    text:
      'The bytes are read. But in JavaScript numbers beyond 2^53 lose digits unless they are read as bigint, in JSON a number of 64 ' +
      'bits is a string, and programs with the older schema cut off the upper half.',
    usualFix: 'Change the programs first that read it.',
    example: proto3(message('int32 cents = 1;'), message('int64 cents = 1;')),
  },
  INTEGER_NARROWED: {
    title: 'A number of 64 bits has 32 now',
    text: 'Of larger numbers only the lower 32 bits are read, without any error.',
    usualFix: 'Keep the wider type.',
    example: proto3(message('int64 cents = 1;'), message('int32 cents = 1;')),
  },
  SIGN_CHANGED: {
    title: 'A number has a sign or has none',
    text: 'Both are written alike. -1 is read as 4294967295 or 18446744073709551615, and the reverse.',
    usualFix: 'Keep the type where numbers may be negative or very large.',
    example: proto3(message('int32 count = 1;'), message('uint32 count = 1;')),
  },
  NUMBER_MEANING_CHANGED: {
    title: 'A number, a bool and an enum are read as each other',
    text: 'They are written alike. Any number but 0 is true, and a number that an enum does not know has no name.',
    usualFix: 'Give the new field a new number.',
    example: proto3(message('int32 express = 1;'), message('bool express = 1;')),
  },
  STRING_BYTES_CHANGED: {
    title: 'Text is read as bytes, or bytes as text',
    text: 'Bytes that are no UTF-8 are refused or replaced where text is read. In JSON, bytes are base64 and text is text.',
    usualFix: 'Give the new field a new number.',
    example: proto3(message('bytes token = 1;'), message('string token = 1;')),
  },
  CARDINALITY_CHANGED: {
    title: 'A single value and a list are read as each other',
    text:
      'A reader of a single value keeps the last of several. Several numbers are usually written as one packed block, which a ' +
      'reader of a single number skips: it sees none of them. The reference does not compare a label that is not written.',
    usualFix: 'Give the new field a new number.',
    example: proto3(message('repeated string tags = 1;'), message('string tags = 1;')),
  },
  PRESENCE_CHANGED: {
    title: 'Whether a field knows that it was not set',
    text:
      'Without presence a zero, false or an empty text is not written at all and cannot be told from a field that was never set. ' +
      'Programs that ask for it behave differently.',
    usualFix: 'Keep the label, or make sure that no program tells zero from nothing.',
    example: proto3(message('int32 discount = 1;'), message('optional int32 discount = 1;')),
  },
  PACKED_CHANGED: {
    title: 'A list of numbers is written packed or not',
    text: 'Parsers of today read both. The size of records changes, and parsers of before 2010 read only what they expect.',
    usualFix: 'None is needed where all programs are of this decade.',
    example: proto3(message('repeated int32 prices = 1;'), message('repeated int32 prices = 1 [packed = false];')),
  },
  DEFAULT_CHANGED: {
    title: 'A field has another default',
    text: 'A default is not written. Records that were written with one default are read with another.',
    usualFix: 'Give the default back, or write the value explicitly everywhere first.',
    example: proto2(
      message('optional int32 amount = 1 [default = 1];'),
      message('optional int32 amount = 1 [default = 2];'),
    ),
  },
  ONEOF_CHANGED: {
    title: 'A field stands in another oneof',
    text: 'Generated code has another shape, and what excluded other fields does so no more, or the reverse.',
    usualFix: 'Change the programs when they are compiled again.',
    example: proto3(
      message('oneof payment {\n  string card = 1;\n  string invoice = 2;\n}'),
      message('string card = 1;', 'oneof payment {\n  string invoice = 2;\n}'),
    ),
  },
  RESERVED_NUMBER_USED: {
    title: 'A reserved number is used again',
    text: 'A number is reserved because it meant something once. Old records may still hold that, and it is read as the new field.',
    usualFix: 'Take a number that was never used.',
    example: proto3(message('reserved 2;', id), message(id, 'string customer = 2;')),
  },
  RESERVED_NAME_USED: {
    title: 'A reserved name is used again',
    text: 'A name is reserved because it meant something once. JSON that was stored then is read as the new field.',
    usualFix: 'Take another name.',
    example: proto3(message('reserved "customer";', id), message(id, 'string customer = 2;')),
  },
  NUMBER_NOT_RESERVED: {
    title: 'A field is gone and its number is free',
    text: 'Whoever adds a field later may take the number, and reads the old values of old records in it.',
    usualFix: "Add 'reserved' with the number, and with the name where JSON is used.",
    example: proto3(message(id, 'string customer = 2;'), message(id)),
  },
  ENUM_CONSTANT_ADDED: {
    title: 'An enum has a new constant',
    text:
      'Programs with the older schema see a number without a name. In proto2 they see nothing: the field counts as not set and ' +
      'its default is read.',
    usualFix: 'Change the programs first that read it, and let them expect what they do not know.',
    example: proto3(enumeration('OPEN = 0;'), enumeration('OPEN = 0;', 'CLOSED = 1;')),
  },
  ENUM_CONSTANT_REMOVED: {
    title: 'A constant of an enum is gone',
    text: 'Records that hold it are read as a number without a name. In proto2 the field counts as not set.',
    usualFix: 'Keep the constant and mark it as deprecated; or reserve its number.',
    example: proto3(enumeration('OPEN = 0;', 'CLOSED = 1;'), enumeration('OPEN = 0;')),
  },
  ENUM_CONSTANT_RENAMED: {
    title: 'A constant of an enum has another name',
    text: 'On the wire there are only numbers. In JSON and in generated code there are names.',
    usualFix: 'Keep the old name beside the new one with the option allow_alias.',
    example: proto3(enumeration('OPEN = 0;', 'CLOSED = 1;'), enumeration('OPEN = 0;', 'DONE = 1;')),
  },
  ENUM_CONSTANT_RENUMBERED: {
    title: 'A constant of an enum has another number',
    text: 'Records hold the number. What was written as one constant is read as another one, without any error.',
    usualFix: 'Give the constant its number back.',
    example: proto3(
      enumeration('OPEN = 0;', 'PAID = 1;', 'CLOSED = 2;'),
      enumeration('OPEN = 0;', 'PAID = 2;', 'CLOSED = 1;'),
    ),
  },
  ENUM_DEFAULT_CHANGED: {
    title: 'An enum begins with another constant',
    text: 'In proto2 the first constant is what a field is read as that was not written.',
    usualFix: 'Add new constants at the end.',
    example: proto2(enumeration('OPEN = 0;', 'CLOSED = 1;'), enumeration('CLOSED = 1;', 'OPEN = 0;')),
  },
  DEPRECATED: {
    title: 'Something is deprecated now',
    text: 'Nothing changes in records. Compilers warn, and some builds fail on warnings.',
    usualFix: 'None is needed.',
    example: proto3(message('string customer = 1;'), message('string customer = 1 [deprecated = true];')),
  },
  GROUPS_CHANGED: {
    title: 'Groups of a message are other ones',
    text: 'The reference does not compare groups, so a change of them is never refused, whatever it breaks.',
    usualFix: 'Compare them yourself, or replace groups by messages.',
    example: proto2(
      message(`optional ${id}`, 'optional group Item = 2 {\n  optional string name = 1;\n}'),
      message(`optional ${id}`),
    ),
  },
  EXTENSIONS_CHANGED: {
    title: 'Extensions are other ones',
    text: 'The reference compares neither the numbers that a message leaves to extensions nor the extensions themselves.',
    usualFix: 'Compare them yourself.',
    example: proto2(message(`optional ${id}`, 'extensions 100 to 199;'), message(`optional ${id}`)),
  },
  OPTION_CHANGED: {
    title: 'Options are other ones',
    text: 'Nothing changes in records. Generated code may have another package, class or behaviour.',
    usualFix: 'Change the programs when they are compiled again.',
    example: proto3(
      `option java_package = "com.example.shop";\n${message(id)}`,
      `option java_package = "com.example.store";\n${message(id)}`,
    ),
  },
  SYNTAX_CHANGED: {
    title: 'The file has another syntax',
    text:
      'proto2, proto3 and editions differ in defaults, in whether fields know that they were set, in packing, in what becomes of ' +
      'unknown constants of enums, and in whether text must be UTF-8.',
    usualFix: 'Look at each field, or keep the syntax.',
    example: {
      older: `syntax = "proto2";\n${message('optional string id = 1;')}\n`,
      newer: `syntax = "proto3";\n${message('optional string id = 1;')}\n`,
    },
  },
  FIRST_MESSAGE_CHANGED: {
    title: 'Another message comes first',
    text:
      'Records name their message, so they are read as before. Tools that are told no message take the first of the file: they ' +
      'write and read another one now.',
    usualFix: 'Add new messages at the end.',
    example: proto3(
      `${message(id)}\nmessage Item {\n  string name = 1;\n}`,
      `message Item {\n  string name = 1;\n}\n${message(id)}`,
    ),
  },
  SERVICE_REMOVED: {
    title: 'A service is gone',
    text: 'Services are no part of records and are not compared. Clients that call this one fail.',
    usualFix: 'Keep the service as long as it is called.',
    example: proto3(`${message(id)}\nservice Orders {\n  rpc Place (Order) returns (Order);\n}`, message(id)),
  },
  METHOD_REMOVED: {
    title: 'A method of a service is gone',
    text: 'Services are no part of records and are not compared. Clients that call the method fail.',
    usualFix: 'Keep the method as long as it is called.',
    example: proto3(
      `${message(id)}\nservice Orders {\n  rpc Place (Order) returns (Order);\n}`,
      `${message(id)}\nservice Orders {\n}`,
    ),
  },
  METHOD_CHANGED: {
    title: 'A method of a service takes or gives something else',
    text: 'Services are no part of records and are not compared. Clients and servers of different age do not understand each other.',
    usualFix: 'Add a new method beside it.',
    example: proto3(
      `${message(id)}\nservice Orders {\n  rpc Place (Order) returns (Order);\n}`,
      `${message(id)}\nservice Orders {\n  rpc Place (Order) returns (stream Order);\n}`,
    ),
  },
} satisfies Record<string, RuleEntry>
