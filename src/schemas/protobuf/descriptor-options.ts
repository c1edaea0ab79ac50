/** Options as descriptors have them: messages whose fields are the options. */
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  isFieldSet,
  type Message,
  type MessageShape,
  ScalarType,
  type UnknownField,
} from '@bufbuild/protobuf'
import { reflect } from '@bufbuild/protobuf/reflect'
import type { OptionValue, ProtobufOption } from './model.ts'
import { plainOption } from './options.ts'
import { fromBytes } from './string-literal.ts'

/** Turns what descriptor.proto itself does not know into options, where the extensions are known. */
export type DecodeExtensions = (extendee: string, unknown: readonly UnknownField[]) => ProtobufOption[]

/** In the order of descriptor.proto, which is that of the reference; then the extensions. */
export function readOptionsMessage<Desc extends DescMessage>(
  schema: Desc,
  options: MessageShape<Desc> | undefined,
  decode: DecodeExtensions,
): ProtobufOption[] {
  if (!options) return []
  const known = Object.entries(fieldValues(schema, options)).map(([name, value]) => plainOption(name, value))
  return [...known, ...decode(schema.typeName, (options as Message).$unknown ?? [])]
}

function fieldValues<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {}
  const reflected = reflect(schema, message)
  for (const field of schema.fields) {
    if (!isFieldSet(message, field) || field.name === 'uninterpreted_option') continue
    const value = reflected.get(field)
    values[field.name] = field.fieldKind === 'list' ? listValue(field, value) : singleValue(field, value)
  }
  return values
}

function listValue(field: DescField, list: unknown): OptionValue {
  // A list of @bufbuild/protobuf can be iterated.
  const items = [...(list as Iterable<unknown>)]
  return { kind: 'list', items: items.map((item) => singleValue(field, item)) }
}

function singleValue(field: DescField, value: unknown): OptionValue {
  if (field.message) {
    // The field is of a message type, so reflection hands out a reflected message.
    const { message } = value as { message: MessageShape<DescMessage> }
    return { kind: 'message', entries: new Map(Object.entries(fieldValues(field.message, message))) }
  }
  if (field.enum) return { kind: 'word', text: constantName(field.enum, Number(value)) }
  if (field.scalar === ScalarType.STRING) return { kind: 'string', value: String(value) }
  if (value instanceof Uint8Array) return { kind: 'string', value: fromBytes(value) }
  return { kind: 'word', text: String(value) }
}

function constantName({ value }: DescEnum, number: number): string {
  return value[number]?.name ?? String(number)
}
