/**
 * Every kind of difference between two Protobuf schemas: whether the reader still reads what the writer writes, and what
 * it means in plain words. The names and the verdicts are those of the Confluent registry.
 */
import { checkLimitReached, type SchemaAge } from '../finding.ts'
import { capitalized } from '../sentence.ts'

interface Row {
  readonly compatible: boolean
  /** With `{place}`, `{detail}`, and `{reader}` and `{writer}` as `new` and `old` or the reverse. */
  readonly text: string
}

export type ProtobufDifferenceKind = keyof typeof differences

export const differences = {
  PACKAGE_CHANGED: breaking(
    'The {reader} schema has another package than the {writer} one ({detail}), so every type has another full name. ' +
      'The bytes of a record do not hold it: this rule is stricter than what a record can show.',
  ),

  MESSAGE_ADDED: harmless('{place} is only in the {reader} schema.'),
  MESSAGE_REMOVED: breaking(
    '{place} of the {writer} schema is missing in the {reader} schema, so records of it cannot be read.{detail}',
  ),
  MESSAGE_MOVED: harmless('{place} stands at another place among the messages of the {reader} schema.'),

  ENUM_ADDED: harmless('{place} is only in the {reader} schema.'),
  ENUM_REMOVED: harmless('{place} is only in the {writer} schema.'),
  ENUM_CONST_ADDED: harmless('{place} is only in the {reader} schema.'),
  ENUM_CONST_REMOVED: harmless('{place} is only in the {writer} schema.'),
  ENUM_CONST_CHANGED: harmless('{place} has another name in the {reader} schema than in the {writer} one ({detail}).'),

  FIELD_ADDED: harmless('{place} is only in the {reader} schema.'),
  FIELD_REMOVED: harmless('{place} is only in the {writer} schema; the reader skips it.'),
  FIELD_NAME_CHANGED: harmless('{place} has another name in the {reader} schema than in the {writer} one ({detail}).'),
  FIELD_KIND_CHANGED: breaking(
    '{place} is of another kind in the {reader} schema than in the {writer} one ({detail}); ' +
      'a scalar, a message and a map cannot be read as each other. Give the new one a new number.',
  ),
  FIELD_SCALAR_KIND_CHANGED: breaking(
    '{place} has a type in the {reader} schema that is written in another way than that of the {writer} one ({detail}). ' +
      'Give the new one a new number.',
  ),
  FIELD_NAMED_TYPE_CHANGED: breaking(
    '{place} is of another message in the {reader} schema than in the {writer} one ({detail}). ' +
      'Where both have the same fields, this rule is stricter than what a record can show.',
  ),
  FIELD_NUMERIC_LABEL_CHANGED: breaking(
    '{place} has another label in the {reader} schema than in the {writer} one ({detail}); ' +
      'several numbers may be written packed, which a single one never is.',
  ),
  FIELD_STRING_OR_BYTES_LABEL_CHANGED: harmless(
    '{place} has another label in the {reader} schema than in the {writer} one ({detail}); of several values the last counts.',
  ),
  REQUIRED_FIELD_ADDED: breaking(
    '{place} is required in the {reader} schema and missing in the {writer} one, so its records cannot be read.',
  ),
  REQUIRED_FIELD_REMOVED: breaking(
    '{place} is required in the {writer} schema and missing in the {reader} one. ' +
      'What the reader passes on could not be read with the {writer} schema any more.',
  ),

  ONEOF_ADDED: harmless('{place} is only in the {reader} schema.'),
  ONEOF_REMOVED: harmless('{place} is only in the {writer} schema.'),
  ONEOF_FIELD_ADDED: harmless('{place} is only in the {reader} schema.'),
  ONEOF_FIELD_REMOVED: breaking(
    '{place} is only in the {writer} schema. Where a record has it, the reader sees nothing set at all.',
  ),
  ONEOF_FIELD_MOVED_TO_TOP_LEVEL: harmless('{place} stands in a oneof in the {writer} schema only ({detail}).'),
  FIELD_MOVED_TO_EXISTING_ONEOF: breaking(
    '{place} takes in fields of the {writer} schema that could be set together ({detail}). ' +
      'Of those the reader keeps only the one that was written last.',
  ),
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: breaking(
    '{place} takes in several fields of the {writer} schema that could be set together ({detail}). ' +
      'Of those the reader keeps only the one that was written last.',
  ),

  [checkLimitReached]: breaking('The schemas are too large or too deeply linked to be compared: {detail}.'),
} satisfies Record<string, Row>

export interface DifferenceWords {
  /** `field 'a' (number 1) of message 'M'`. */
  readonly place: string
  readonly detail: string
  readonly reader: SchemaAge
  readonly writer: SchemaAge
}

/** One plain sentence. */
export function explain(kind: ProtobufDifferenceKind, words: DifferenceWords): string {
  const sentence = differences[kind].text.replaceAll(
    /\{(place|detail|reader|writer)\}/g,
    // The pattern matches these four only.
    (_, key) => words[key as keyof DifferenceWords],
  )
  return capitalized(sentence)
}

function harmless(text: string): Row {
  return { compatible: true, text }
}

function breaking(text: string): Row {
  return { compatible: false, text }
}
