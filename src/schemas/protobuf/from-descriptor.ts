/**
 * The model of a file from its compiled form, FileDescriptorProto: as the reference prints it. Types have their full
 * names, maps are messages with `map_entry`, and options that are extensions are decoded where the extension is known.
 */
import { isFieldSet } from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  Edition,
  type EnumDescriptorProto,
  type EnumDescriptorProto_EnumReservedRange,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileOptionsSchema,
  FieldDescriptorProto_Label as Label,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  type ServiceDescriptorProto,
  ServiceOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import { type DecodeExtensions, readOptionsMessage } from './descriptor-options.ts'
import type {
  FieldLabel,
  MessageBody,
  OptionValue,
  ProtobufEnum,
  ProtobufExtend,
  ProtobufField,
  ProtobufFile,
  ProtobufGroup,
  ProtobufMessage,
  ProtobufOneof,
  ProtobufService,
  TagRange,
} from './model.ts'
import { unescapeBytes } from './string-literal.ts'

/** Where there is no text, there is no position. */
const position = 0

export function fromDescriptor(descriptor: FileDescriptorProto, decode: DecodeExtensions): ProtobufFile {
  return new DescriptorReader(descriptor, decode).readFile()
}

class DescriptorReader {
  readonly #file: FileDescriptorProto
  readonly #decode: DecodeExtensions

  constructor(file: FileDescriptorProto, decode: DecodeExtensions) {
    this.#file = file
    this.#decode = decode
  }

  readFile(): ProtobufFile {
    const file = this.#file
    const isEdition = file.syntax === 'editions'
    const groupNames = new Set(file.extension.filter(isGroup).map(lastPart))
    const messages = file.messageType.filter(({ name }) => !groupNames.has(name))
    return {
      syntax: file.syntax === 'proto2' || file.syntax === 'proto3' ? file.syntax : undefined,
      edition: isEdition ? editionName(file.edition) : undefined,
      package: file.package === '' ? undefined : file.package,
      imports: [
        ...file.dependency.map((path, index) => ({ path, kind: importKind(file, index) })),
        ...file.optionDependency.map((path) => ({ path, kind: 'option' as const })),
      ],
      options: readOptionsMessage(FileOptionsSchema, file.options, this.#decode),
      types: [...messages.map((type) => this.#message(type)), ...file.enumType.map((type) => this.#enum(type))],
      extends: this.#extends(file.extension, file.messageType),
      services: file.service.map((service) => this.#service(service)),
    }
  }

  #message(descriptor: DescriptorProto): ProtobufMessage {
    return { kind: 'message', name: descriptor.name, ...this.#body(descriptor) }
  }

  #body(descriptor: DescriptorProto): MessageBody {
    const top: FieldDescriptorProto[] = []
    const members = descriptor.oneofDecl.map((): FieldDescriptorProto[] => [])
    for (const field of descriptor.field) {
      // The oneof of an optional field of proto3 exists only for programs that know no presence.
      const oneof = isInOneof(field) ? members[field.oneofIndex] : undefined
      if (oneof) oneof.push(field)
      else top.push(field)
    }
    const groupNames = new Set([...descriptor.field, ...descriptor.extension].filter(isGroup).map(lastPart))
    const plainTypes = descriptor.nestedType.filter(({ name }) => !groupNames.has(name))
    return {
      reserved: [
        ...descriptor.reservedRange.map(({ start, end }) => ({ values: [range(start, end - 1)] })),
        ...descriptor.reservedName.map((name) => ({ values: [name] })),
      ],
      options: readOptionsMessage(MessageOptionsSchema, descriptor.options, this.#decode),
      fields: top.filter((field) => !isGroup(field)).map((field) => this.#field(field, false)),
      oneofs: descriptor.oneofDecl.flatMap(({ name, options }, index): ProtobufOneof[] => {
        const own = members[index] ?? []
        if (own.length === 0) return []
        return [
          {
            name,
            options: readOptionsMessage(OneofOptionsSchema, options, this.#decode),
            fields: own.filter((field) => !isGroup(field)).map((field) => this.#field(field, true)),
            groups: this.#groups(own, descriptor.nestedType, true),
          },
        ]
      }),
      groups: this.#groups(top, descriptor.nestedType, false),
      extensions: descriptor.extensionRange.map(({ start, end, options }) => ({
        ranges: [range(start, end - 1)],
        options: readOptionsMessage(ExtensionRangeOptionsSchema, options, this.#decode),
      })),
      extends: this.#extends(descriptor.extension, descriptor.nestedType),
      types: [...plainTypes.map((type) => this.#message(type)), ...descriptor.enumType.map((type) => this.#enum(type))],
    }
  }

  #groups(
    fields: readonly FieldDescriptorProto[],
    types: readonly DescriptorProto[],
    inOneof: boolean,
  ): ProtobufGroup[] {
    return fields.filter(isGroup).flatMap((field): ProtobufGroup[] => {
      const type = types.find(({ name }) => name === lastPart(field))
      if (!type) return []
      const { label, tag, options } = this.#field(field, inOneof)
      return [{ position, label, name: type.name, tag, fieldOptions: options, ...this.#body(type) }]
    })
  }

  #field(field: FieldDescriptorProto, inOneof: boolean): ProtobufField {
    return {
      position,
      label: inOneof ? undefined : this.#label(field),
      type: field.typeName === '' ? scalarName(field.type) : field.typeName,
      name: field.name,
      tag: field.number,
      options: readOptionsMessage(FieldOptionsSchema, field.options, this.#decode),
      defaultValue: this.#file.syntax === 'proto3' ? undefined : defaultOf(field),
      jsonName: field.jsonName === '' ? undefined : field.jsonName,
    }
  }

  #label({ label, proto3Optional }: FieldDescriptorProto): FieldLabel | undefined {
    if (proto3Optional) return 'optional'
    if (label === Label.REPEATED) return 'repeated'
    if (this.#file.syntax === 'proto3' || this.#file.syntax === 'editions') return undefined
    return label === Label.REQUIRED ? 'required' : 'optional'
  }

  /** Extensions of one message are one block. */
  #extends(fields: readonly FieldDescriptorProto[], types: readonly DescriptorProto[]): ProtobufExtend[] {
    return [...Map.groupBy(fields, ({ extendee }) => extendee)].map(([target, own]) => ({
      position,
      target,
      fields: own.filter((field) => !isGroup(field)).map((field) => this.#field(field, false)),
      groups: this.#groups(own, types, false),
    }))
  }

  #enum(descriptor: EnumDescriptorProto): ProtobufEnum {
    return {
      kind: 'enum',
      name: descriptor.name,
      reserved: [
        ...descriptor.reservedRange.map((reserved) => ({ values: [enumRange(reserved)] })),
        ...descriptor.reservedName.map((name) => ({ values: [name] })),
      ],
      options: readOptionsMessage(EnumOptionsSchema, descriptor.options, this.#decode),
      constants: descriptor.value.map(({ name, number, options }) => ({
        name,
        tag: number,
        options: readOptionsMessage(EnumValueOptionsSchema, options, this.#decode),
      })),
    }
  }

  #service({ name, options, method }: ServiceDescriptorProto): ProtobufService {
    return {
      name,
      options: readOptionsMessage(ServiceOptionsSchema, options, this.#decode),
      methods: method.map((own) => ({
        position,
        name: own.name,
        input: own.inputType,
        inputStreams: own.clientStreaming,
        output: own.outputType,
        outputStreams: own.serverStreaming,
        options: readOptionsMessage(MethodOptionsSchema, own.options, this.#decode),
      })),
    }
  }
}

function importKind(file: FileDescriptorProto, index: number): 'plain' | 'public' | 'weak' {
  if (file.publicDependency.includes(index)) return 'public'
  return file.weakDependency.includes(index) ? 'weak' : 'plain'
}

function editionName(edition: Edition): string {
  return edition === Edition.EDITION_2023 ? '2023' : `${Edition[edition]}`
}

const { oneofIndex, defaultValue } = FieldDescriptorProtoSchema.field

function isInOneof(field: FieldDescriptorProto): boolean {
  return isFieldSet(field, oneofIndex) && !field.proto3Optional
}

function isGroup({ type }: FieldDescriptorProto): boolean {
  return type === Type.GROUP
}

function lastPart({ typeName }: FieldDescriptorProto): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1)
}

/** `TYPE_INT32` in the descriptor, `int32` in a text. */
function scalarName(type: Type): string {
  return (Type[type] ?? 'message').toLowerCase()
}

function range(first: number, last: number): TagRange {
  return { first, last, spans: first !== last }
}

function enumRange({ start, end }: EnumDescriptorProto_EnumReservedRange): TagRange {
  return range(start, end)
}

/** A default is text there: of strings as it is, of bytes with escapes, the rest as in a `.proto` text. */
function defaultOf(field: FieldDescriptorProto): OptionValue | undefined {
  if (!isFieldSet(field, defaultValue)) return undefined
  const text = field.defaultValue
  if (field.type === Type.STRING) return { kind: 'string', value: text }
  if (field.type === Type.BYTES) return { kind: 'string', value: unescapeBytes(text) }
  return { kind: 'word', text }
}
