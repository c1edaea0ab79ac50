/** The fields of a message by number, those of its oneofs included. */
import type { MessageBody, ProtobufField, ProtobufOneof } from './model.ts'

export interface PlacedField {
  readonly field: ProtobufField
  /** Name of the oneof that it is in. */
  readonly oneof: string | undefined
}

export interface MessageFields {
  readonly byTag: ReadonlyMap<number, PlacedField>
  readonly oneofs: ReadonlyMap<string, ProtobufOneof>
}

export function messageFields({ fields, oneofs }: MessageBody): MessageFields {
  const byTag = new Map<number, PlacedField>()
  for (const field of fields) byTag.set(field.tag, { field, oneof: undefined })
  for (const { name, fields: members } of oneofs) {
    for (const field of members) byTag.set(field.tag, { field, oneof: name })
  }
  return { byTag, oneofs: new Map(oneofs.map((oneof) => [oneof.name, oneof])) }
}
