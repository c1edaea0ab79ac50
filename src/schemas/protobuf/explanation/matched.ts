/** The messages, enums and fields that two files have in common. */
import type { ProtobufDocument } from '../document.ts'
import { messageFields, type PlacedField } from '../message-fields.ts'
import type { ProtobufEnum, ProtobufMessage } from '../model.ts'
import { fieldPlace, type Place, type TypePlace, typePlace } from '../place.ts'

export interface Pair<Part> {
  readonly older: Part
  readonly newer: Part
}

export interface MatchedMessage extends Pair<ProtobufMessage> {
  readonly kind: 'message'
  readonly place: TypePlace
}

export interface MatchedEnum extends Pair<ProtobufEnum> {
  readonly kind: 'enum'
  readonly place: TypePlace
}

/** Fields of one number. */
export interface MatchedField extends Pair<PlacedField> {
  readonly place: Place
  readonly message: MatchedMessage
}

/** Types of one kind and full name, the outer ones first. */
export function* matchedTypes(documents: Pair<ProtobufDocument>): Generator<MatchedMessage | MatchedEnum> {
  yield* matchedIn({ older: documents.older.file.types, newer: documents.newer.file.types }, undefined)
}

type Types = ProtobufMessage['types']

function* matchedIn(types: Pair<Types>, outer: TypePlace | undefined): Generator<MatchedMessage | MatchedEnum> {
  const byName = new Map(types.older.map((type) => [type.name, type]))
  for (const newer of types.newer) {
    const older = byName.get(newer.name)
    if (newer.kind === 'enum' && older?.kind === 'enum') {
      yield { kind: 'enum', older, newer, place: typePlace(outer, 'enum', newer.name) }
    } else if (newer.kind === 'message' && older?.kind === 'message') {
      const place = typePlace(outer, 'message', newer.name)
      yield { kind: 'message', older, newer, place }
      yield* matchedIn({ older: older.types, newer: newer.types }, place)
    }
  }
}

/** In the order of their numbers in the newer message. */
export function* matchedFields(message: MatchedMessage): Generator<MatchedField> {
  const before = messageFields(message.older).byTag
  for (const [tag, newer] of messageFields(message.newer).byTag) {
    const older = before.get(tag)
    if (older) yield { older, newer, place: fieldPlace(message.place, newer.oneof, newer.field.name, tag), message }
  }
}
