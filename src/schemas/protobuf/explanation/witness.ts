/**
 * A record that shows a finding: written with the one schema and read with the other by Protobuf for JavaScript. Some rules
 * are stricter than what bytes can show (another package, a message of another name with the same fields); they have none.
 */
import {
  type DescField,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf'
import type { Witness } from '../../explanation/explanation.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import type { ProtobufField, ProtobufMessage, ProtobufOneof } from '../model.ts'
import { linkedMessage } from './linked.ts'
import { outlineOf } from './outline.ts'
import { isField, isMessage, isOneof } from './parts.ts'
import { sampleRecord } from './samples.ts'
import { wireTypeOf } from './wire-types.ts'

/** Both descriptors of the message that a finding is in. */
interface Codecs {
  readonly reader: DescMessage
  readonly writer: DescMessage
}

export function witnessOf(
  finding: ProtobufDifference,
  reader: ProtobufDocument,
  writer: ProtobufDocument,
): Witness | undefined {
  const { kind, facts } = finding
  const { original, update } = facts
  if (kind === 'MESSAGE_REMOVED' && isMessage(original)) return unreadable(original, reader, writer)
  const part = original ?? update
  const codecs = part && codecsAround(part, original ? writer : reader, reader, writer)
  if (!codecs) return undefined
  try {
    switch (kind) {
      case 'FIELD_KIND_CHANGED':
      case 'FIELD_SCALAR_KIND_CHANGED':
      case 'FIELD_NAMED_TYPE_CHANGED':
      case 'FIELD_NUMERIC_LABEL_CHANGED':
        return isField(original) ? misread(codecs, original) : undefined
      case 'REQUIRED_FIELD_ADDED':
        return isField(update) ? refused(codecs, update) : undefined
      case 'REQUIRED_FIELD_REMOVED':
        return isField(original) ? refusedLater(codecs, original) : undefined
      case 'ONEOF_FIELD_REMOVED':
        return isField(original) ? unset(codecs, original) : undefined
      case 'FIELD_MOVED_TO_EXISTING_ONEOF':
      case 'MULTIPLE_FIELDS_MOVED_TO_ONEOF':
        return isOneof(update) ? displaced(codecs, update) : undefined
      default:
        return undefined
    }
  } catch {
    // A record that cannot even be written shows nothing.
    return undefined
  }
}

function codecsAround(
  part: ProtobufField | ProtobufOneof | object,
  document: ProtobufDocument,
  reader: ProtobufDocument,
  writer: ProtobufDocument,
): Codecs | undefined {
  const outline = outlineOf(document)
  const message = isField(part) || isOneof(part) ? outline.messageOf(part) : undefined
  if (!message) return undefined
  const names = outline.namesOf(message)
  const [readers, writers] = [reader, writer].map((own) => {
    const found = outlineOf(own).findMessage(names)
    return found && linkedMessage(own, found)
  })
  return readers && writers && { reader: readers, writer: writers }
}

/** A record of a message that the reader does not have. */
function unreadable(message: ProtobufMessage, reader: ProtobufDocument, writer: ProtobufDocument): Witness | undefined {
  const names = outlineOf(writer).namesOf(message)
  const desc = linkedMessage(writer, message)
  if (!desc || names.length === 0 || outlineOf(reader).findMessage(names)) return undefined
  try {
    const record = sampleRecord(desc, desc.fields.slice(0, 1))
    fromJson(desc, record)
    const name = names.join('.')
    return { record: JSON.stringify(record), outcome: `The {reader} schema has no message '${name}' to read it with.` }
  } catch {
    return undefined
  }
}

/** The field is something else, or reading fails. */
function misread({ reader, writer }: Codecs, { tag, name }: ProtobufField): Witness | undefined {
  const [field, other] = [fieldOf(writer, tag), fieldOf(reader, tag)]
  if (!field || !other) return undefined
  const record = sampleRecord(writer, [field])
  const written = fieldValue(writer, record, field)
  const bytes = encode(writer, record)
  let outcome: string
  try {
    const read = fieldValue(reader, decode(reader, bytes), other)
    // The bytes are those of the other type as well: it is the rule that is strict.
    if (sameValue(written, read)) return undefined
    const value = read === undefined ? 'has no value' : `is ${JSON.stringify(read)}`
    outcome = `Read with the {reader} schema, field '${name}' ${value}`
  } catch (error) {
    outcome = `Reading it with the {reader} schema fails (${messageOf(error)})`
  }
  // What is said to be written in another way is no error everywhere: some go on without it.
  const isSkipped = wireTypeOf(field) !== wireTypeOf(other)
  outcome += isSkipped ? ' in Protobuf for JavaScript; other implementations skip the value.' : '.'
  return { record: JSON.stringify(record), outcome }
}

/** A record without a field that the reader requires. */
function refused({ reader, writer }: Codecs, { tag, name }: ProtobufField): Witness | undefined {
  const record = sampleRecord(writer, [])
  const read = fromBinary(reader, encode(writer, record))
  const reason = failureOf(() => toBinary(reader, read))
  if (reason === undefined || !fieldOf(reader, tag)) return undefined
  return {
    record: JSON.stringify(record),
    outcome: `The {reader} schema requires field '${name}', which the record does not have, so it is no valid record there (${reason}).`,
  }
}

/** A record that loses a required field on its way through the reader. */
function refusedLater({ reader, writer }: Codecs, { tag, name }: ProtobufField): Witness | undefined {
  const field = fieldOf(writer, tag)
  if (!field) return undefined
  const record = sampleRecord(writer, [field])
  const passedOn = fromBinary(reader, encode(writer, record), { readUnknownFields: false })
  const readAgain = fromBinary(writer, toBinary(reader, passedOn))
  const reason = failureOf(() => toBinary(writer, readAgain))
  if (reason === undefined) return undefined
  return {
    record: JSON.stringify(record),
    outcome: `A program with the {reader} schema skips field '${name}'. What it passes on is refused with the {writer} schema (${reason}).`,
  }
}

/** A member of a oneof that the reader does not know. */
function unset({ reader, writer }: Codecs, { tag, name }: ProtobufField): Witness | undefined {
  const field = fieldOf(writer, tag)
  if (!field || fieldOf(reader, tag)) return undefined
  const record = sampleRecord(writer, [field])
  const read = decode(reader, encode(writer, record))
  return {
    record: JSON.stringify(record),
    outcome: `Read with the {reader} schema it is ${JSON.stringify(read)}: of the oneof nothing is set, and '${name}' is lost.`,
  }
}

/** Fields of the writer that displace each other in the reader's oneof. */
function displaced({ reader, writer }: Codecs, oneof: ProtobufOneof): Witness | undefined {
  const members = oneof.fields.flatMap(({ tag }) => fieldOf(writer, tag) ?? [])
  // Members of one oneof of the writer cannot be set together.
  const apart = members.filter(
    (field, index) => !field.oneof || members.findIndex((other) => other.oneof === field.oneof) === index,
  )
  if (apart.length < 2) return undefined
  const record = sampleRecord(writer, apart)
  const read = fromBinary(reader, encode(writer, record))
  const left = toJson(reader, read)
  const kept = apart.filter((field) => fieldValue(reader, left, fieldOf(reader, field.number)) !== undefined)
  if (kept.length === apart.length) return undefined
  return {
    record: JSON.stringify(record),
    outcome: `Read with the {reader} schema it is ${JSON.stringify(left)}: of the oneof '${oneof.name}' only one field is left.`,
  }
}

function fieldOf(message: DescMessage, tag: number): DescField | undefined {
  return message.fields.find(({ number }) => number === tag)
}

function encode(message: DescMessage, record: JsonObject): Uint8Array {
  return toBinary(message, fromJson(message, record))
}

function decode(message: DescMessage, bytes: Uint8Array): JsonValue {
  return toJson(message, fromBinary(message, bytes))
}

function fieldValue(message: DescMessage, record: JsonValue, field: DescField | undefined): JsonValue | undefined {
  const all = typeof record === 'object' && record !== null && !Array.isArray(record) ? record : {}
  // Through the codec, so that it has the form that is read.
  const read = toJson(message, fromJson(message, all))
  const values = typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {}
  return field && values[field.jsonName]
}

/** A single value that is read as a list of one is no loss. */
function sameValue(written: JsonValue | undefined, read: JsonValue | undefined): boolean {
  const plain = Array.isArray(read) && !Array.isArray(written) && read.length === 1 ? read[0] : read
  return JSON.stringify(plain) === JSON.stringify(written)
}

function failureOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
