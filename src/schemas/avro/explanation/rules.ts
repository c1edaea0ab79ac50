/** The rules of Avro as a page tells of them: what breaks readers, and what only surprises programs. */
import type { RuleText } from '../../explanation/explanation.ts'
import { type RuleEntry, ruleTexts } from '../../explanation/rule-table.ts'
import type { AvroKind } from '../findings.ts'
import type { AvroSurpriseKind } from './surprises.ts'

const id = '{"name": "id", "type": "int"}'

function order(...fields: string[]): string {
  return `{"type": "record", "name": "Order", "fields": [${fields.join(', ')}]}`
}

function orderOf(type: string): string {
  return order(`{"name": "amount", "type": ${type}}`)
}

function status(symbols: string, fallback = ''): string {
  return order(`{"name": "status", "type": {"type": "enum", "name": "Status", "symbols": [${symbols}]${fallback}}}`)
}

/** A ring of records, each of which holds the next. */
function ring(length: number): string {
  const names = Array.from({ length }, (_, index) => `R${index}`)
  return names.reduceRight(
    (inner, name) => `{"type":"record","name":"${name}","fields":[{"name":"n","type":${inner}}]}`,
    '"R0"',
  )
}

const breaks: Record<AvroKind, RuleEntry> = {
  READER_FIELD_MISSING_DEFAULT_VALUE: {
    title: 'A field without a default is missing in the data',
    text:
      'A reader takes the fields that it declares from the data by their names. Where the writer has no field of that name, and ' +
      'none of the names that the reader gives as aliases, the reader takes the default of its field. Without a default there is ' +
      'nothing to put there, and no record can be read. That a type may be null is no default: it has to be written.',
    usualFix:
      'Give the field a default; or an alias, where it held its values under another name. Where older readers need a field ' +
      'that was removed, put it back: their schema is in use and cannot be given a default any more.',
    example: { older: order(id), newer: order(id, '{"name": "note", "type": "string"}') },
  },
  TYPE_MISMATCH: {
    title: 'The type cannot be read as the other',
    text:
      'Data holds no types, only bytes, so a reader must know what was written. It can read a narrower number as a wider one (int ' +
      'as long, float or double; long as float or double; float as double) and text as bytes or bytes as text. Any other pair of ' +
      'types means other bytes. A reader of one type reads a union only if it reads each type of it, null too. ' +
      'An enum with a default of its own that is missing in the data is reported under this name as well; it needs a default of the field.',
    usualFix: 'Keep the type, widen it, or let it be a union of both; or add a field of another name.',
    example: { older: orderOf('"string"'), newer: orderOf('"int"') },
  },
  NAME_MISMATCH: {
    title: 'A type was renamed without an alias',
    text:
      'Records, enums and fixed types are the same type only if they have the same name, or if the reader says by an alias that it ' +
      'was named so before. Namespaces are not compared, as long as the last part of the names is the same; an alias is compared as a ' +
      'whole, with its namespace. The bytes of both types may well be equal, but nothing says so.',
    usualFix:
      'Give the type an alias with the full name that it had. Older readers do not have the alias, so for them the name has to stay.',
    example: {
      older: '{"type": "record", "name": "Order", "namespace": "shop", "fields": []}',
      newer: '{"type": "record", "name": "Purchase", "namespace": "shop", "fields": []}',
    },
  },
  MISSING_ENUM_SYMBOLS: {
    title: 'The reader does not know a symbol',
    text:
      'A symbol that the reader does not declare can only be read if the enum of the reader has a default, which is then read in its ' +
      'place. A default of the field does not help, because the field is there. Only records that hold such a symbol break.',
    usualFix:
      'Keep the symbol, or give the enum of the reader a default. An enum that will grow should have one from the beginning: once ' +
      'readers without it are in use, new symbols break them.',
    example: { older: status('"OPEN", "PAID", "SENT"'), newer: status('"OPEN", "PAID"') },
  },
  FIXED_SIZE_MISMATCH: {
    title: 'A fixed type has another size',
    text: 'A fixed type is written as just its bytes, without a length, so both sides must agree on how many there are.',
    usualFix: 'Keep the size; add a field of a new type where another is needed.',
    example: {
      older: orderOf('{"type": "fixed", "name": "Hash", "size": 16}'),
      newer: orderOf('{"type": "fixed", "name": "Hash", "size": 32}'),
    },
  },
  MISSING_UNION_BRANCH: {
    title: 'No branch of the union reads what was written',
    text:
      'Where the reader declares a union, one of its branches has to read each type that the writer may have written there. A branch ' +
      'that would be the right one, but for something inside it, counts as not reading it. Only records that hold such a value break.',
    usualFix: 'Add the branch, or mend what is wrong inside the one that comes closest.',
    example: { older: orderOf('["null", "string"]'), newer: orderOf('["null", "int"]') },
  },
  AMBIGUOUS_ALIAS: {
    title: 'A field stands for several fields of the data',
    text:
      'A field of the reader has the names of two or more fields of the writer, by its own name and its aliases. Which of them to read ' +
      'is not defined: some libraries take one of them and some refuse. The registry refuses, so here the rule is stricter than ' +
      'what a record can show.',
    usualFix: 'Leave the alias out that is not meant.',
    example: {
      older: order(id, '{"name": "number", "type": "int"}'),
      newer: order('{"name": "id", "type": "int", "aliases": ["number"]}'),
    },
  },
  CHECK_LIMIT_REACHED: {
    title: 'The schemas are too large to be compared',
    text:
      'A comparison is given up where it needs more than 500,000 steps, or where types refer to one another more than 5,000 deep. ' +
      'Whether the one can read the other is not known then, and what is not known counts as incompatible.',
    usualFix: 'Split the schema.',
    // Two rings of which no two rounds meet in the same pair before 71 x 73 steps.
    example: { older: ring(71), newer: ring(73) },
  },
}

const surprises: Record<AvroSurpriseKind, RuleEntry> = {
  LONG_BEYOND_DOUBLE: {
    title: 'An int became a long',
    text:
      'A long holds whole numbers that a double does not: beyond 2^53, 9007199254740993 becomes 9007199254740992. JavaScript and ' +
      'everything that passes through JSON numbers knows only doubles, and such programs lose digits without an error.',
    usualFix: 'Read longs as big integers, or keep the numbers below 2^53.',
    example: { older: orderOf('"int"'), newer: orderOf('"long"') },
  },
  NUMBER_ROUNDED: {
    title: 'Whole numbers are read as floating-point numbers',
    text: 'A double is exact up to 2^53 and a float up to 2^24; larger whole numbers in the data are rounded when they are read.',
    usualFix: 'Keep the whole number and add a field for fractions.',
    example: { older: orderOf('"long"'), newer: orderOf('"double"') },
  },
  TEXT_AND_BYTES: {
    title: 'Text is read as bytes, or bytes as text',
    text: 'Both are written in the same way, so the one can be read as the other; but not every sequence of bytes is text in UTF-8.',
    usualFix: 'Keep the type, unless all bytes that were ever written are UTF-8.',
    example: { older: orderOf('"bytes"'), newer: orderOf('"string"') },
  },
  UNION_GAINS_BRANCH: {
    title: 'A value may be of one more type',
    text:
      'Programs that go through the types that a value may have meet one that they do not handle; null is the most frequent. In some ' +
      'languages the value also changes its shape once there is a choice, for instance from a number to an object that names its type.',
    usualFix: 'Look through the programs that read the field before the first such value is written.',
    example: { older: orderOf('"int"'), newer: orderOf('["null", "int"]') },
  },
  ENUM_DEFAULT_STANDS_IN: {
    title: 'The default of an enum stands for symbols',
    text:
      'An enum with a default reads every symbol that it does not know as that default. Nothing breaks, and nobody notices: what was ' +
      'cancelled may be read as open.',
    usualFix: 'Keep symbols that data still holds, and let the default be one that means "not known".',
    example: {
      older: status('"UNKNOWN", "OPEN", "CANCELLED"', ', "default": "UNKNOWN"'),
      newer: status('"UNKNOWN", "OPEN"', ', "default": "UNKNOWN"'),
    },
  },
  LOGICAL_TYPE_CHANGED: {
    title: 'The logical type changed',
    text:
      'A logical type says what a number or some bytes stand for. It is no part of the data, so it is not compared; but with ' +
      'milliseconds read as microseconds, or digits with another scale, the same bytes are another moment or another amount.',
    usualFix: 'Add a field with the new logical type and keep the old one until nobody reads it.',
    example: {
      older: orderOf('{"type": "long", "logicalType": "timestamp-millis"}'),
      newer: orderOf('{"type": "long", "logicalType": "timestamp-micros"}'),
    },
  },
  DEFAULT_CHANGED: {
    title: 'A default changed',
    text: 'The default is taken when data is read, not when it is written: records that lack the field change their meaning, old ones too.',
    usualFix: 'Keep the default; let programs that want another value write it.',
    example: {
      older: order('{"name": "currency", "type": "string", "default": "EUR"}'),
      newer: order('{"name": "currency", "type": "string", "default": "USD"}'),
    },
  },
  FIELD_LOOKS_RENAMED: {
    title: 'A field seems to be renamed without an alias',
    text:
      'A field went and another came, of the same type and with a like name or in the same place. With a default that is compatible, ' +
      'but what the old field held does not appear in the new one.',
    usualFix: 'Give the new field the name of the old one as an alias, if it is the same.',
    example: {
      older: order(id, '{"name": "customer_name", "type": "string", "default": ""}'),
      newer: order(id, '{"name": "customerName", "type": "string", "default": ""}'),
    },
  },
  NAMESPACE_CHANGED: {
    title: 'A type moved to another namespace',
    text:
      'Types are compared by the last part of their names, so data is still read. Programs see the full name: generated classes are ' +
      'others, and a type that is looked up by its full name is not found.',
    usualFix: 'Keep the namespace, or give the type its old full name as an alias and change the programs with it.',
    example: {
      older: '{"type": "record", "name": "Order", "namespace": "shop", "fields": []}',
      newer: '{"type": "record", "name": "Order", "namespace": "store", "fields": []}',
    },
  },
  SORT_ORDER_CHANGED: {
    title: 'Records sort differently',
    text:
      'Avro defines how records are sorted: by their fields in order, each as its "order" says, and enums by the position of their ' +
      'symbols. Data that is sorted already does not follow the new rule, and languages that number symbols give them other numbers.',
    usualFix: 'Add symbols at the end and keep the order of those that are there.',
    example: { older: status('"LOW", "HIGH"'), newer: status('"HIGH", "LOW"') },
  },
}

export const avroRules: readonly RuleText[] = [...ruleTexts('breaks', breaks), ...ruleTexts('surprises', surprises)]
