/** How a struct becomes a codec for one version: its fields in the order of the wire, then those that are tagged. */

import { type AnyField, type Fields, inVersions } from './field.ts'
import type { Reader } from './reader.ts'
import { readTaggedFields } from './tagged-fields.ts'
import type { Codec, Form } from './wire-type.ts'
import { Writer } from './writer.ts'

/** A value whose fields are reached by name; the declaration keeps the types. */
export type Loose = Record<string, unknown>

interface Slot {
  readonly name: string
  readonly field: AnyField
  readonly codec: Codec<unknown, unknown>
}

/** Fields of a struct in one version, in the order of the wire, with what the version lacks filled in by defaults. */
export function structCodec(fields: Fields, form: Form): Codec<Loose, Loose> {
  const present: Slot[] = []
  const tagged: Slot[] = []
  const absent: [string, AnyField][] = []
  for (const [name, one] of Object.entries(fields)) {
    if (!inVersions(form.version, one.versions)) absent.push([name, one])
    else if (one.tag === undefined) present.push({ name, field: one, codec: fieldCodec(one, form) })
    else {
      tagged.push({ name, field: one, codec: fieldCodec(one, form) })
      absent.push([name, one])
    }
  }
  tagged.sort((a, b) => (a.field.tag ?? 0) - (b.field.tag ?? 0))
  const minBytes = present.reduce((sum, { codec }) => sum + codec.minBytes, form.flexible ? 1 : 0)
  return {
    minBytes,
    read(reader) {
      const value: Loose = {}
      for (const { name, codec } of present) value[name] = codec.read(reader)
      for (const [name, one] of absent) value[name] = one.default()
      if (form.flexible) readTags(reader, tagged, value)
      return value
    },
    write(writer, value) {
      for (const { name, field: one, codec } of present) {
        const given = value[name]
        // A null that the caller wrote stays null; what was left out has its default.
        codec.write(writer, given === undefined ? one.default() : given)
      }
      if (form.flexible) writeTags(writer, tagged, value)
    },
  }
}

/** Where a version does not allow null for a field that others allow it for, null is written as the empty value. */
function fieldCodec({ type, nullable, default: defaultOf }: AnyField, form: Form): Codec<unknown, unknown> {
  if (nullable !== undefined && inVersions(form.version, nullable)) {
    if (!type.nullable) throw new Error(`${type.name} has no nullable form`)
    return type.nullable(form)
  }
  const codec: Codec<unknown, unknown> = type.codec(form)
  if (nullable === undefined) return codec
  return { ...codec, write: (writer, value) => codec.write(writer, value ?? defaultOf() ?? type.empty()) }
}

function readTags(reader: Reader, tagged: readonly Slot[], value: Loose): void {
  readTaggedFields(reader, (tag) => {
    const slot = tagged.find((one) => one.field.tag === tag)
    if (slot) value[slot.name] = slot.codec.read(reader)
  })
}

function writeTags(writer: Writer, tagged: readonly Slot[], value: Loose): void {
  const said = tagged.filter(({ name, field: one }) => !isDefaultInput(one, value[name]))
  writer.uvarint(said.length)
  for (const { name, field: one, codec } of said) {
    const payload = new Writer(64)
    codec.write(payload, value[name])
    writer.uvarint(one.tag ?? 0)
    writer.uvarint(payload.length)
    for (const piece of payload.finish()) writer.bytes(piece)
  }
}

export function isDefaultInput(one: AnyField, value: unknown): boolean {
  return value === undefined || one.isDefault(value)
}

export function defaultsOf(fields: Fields): Loose {
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.default()]))
}
