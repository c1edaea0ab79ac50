/**
 * The compiled form of a file, FileDescriptorProto, as protoc makes it. It differs in one thing, as the reference does:
 * the messages that stand for entries of maps come last among those of their message, so that indexes of messages are
 * those of the text.
 */
import { create, type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  Edition,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  FieldDescriptorProto_Label as Label,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
  ServiceOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import { defaultText } from './default-text.ts'
import { jsonName, mapEntryName, syntheticOneofs } from './derived-names.ts'
import { type ProtobufDocument, typesOf } from './document.ts'
import { OptionEncoder, type OptionFault } from './encode-options.ts'
import {
  type FieldLabel,
  type MapType,
  type MessageBody,
  maxTag,
  type ProtobufEnum,
  type ProtobufExtend,
  type ProtobufField,
  type ProtobufFile,
  type ProtobufGroup,
  type ProtobufOption,
  type ProtobufService,
  scalarTypes,
  type TagRange,
} from './model.ts'
import { plainOption } from './options.ts'
import { rangesOf, reservedNames } from './reserved.ts'
import type { Scope, TypeTable } from './type-table.ts'

/** Name of the file inside of the descriptor, as in the reference; whoever links it gives it the name of its import. */
const fileName = 'default'

/** @param onFault - is told of options that are left out, because they are not known or have no value of their type. */
export function toDescriptor(document: ProtobufDocument, onFault?: OptionFault): FileDescriptorProto {
  return new DescriptorWriter(typesOf(document), document.file, onFault).file()
}

const labelNumbers: Readonly<Record<FieldLabel, Label>> = {
  optional: Label.OPTIONAL,
  required: Label.REQUIRED,
  repeated: Label.REPEATED,
}

const typeNumbers = new Map<string, Type>(
  [...scalarTypes].map((name) => [name, Type[name.toUpperCase() as keyof typeof Type]]),
)

const maxInt32 = 2_147_483_647

class DescriptorWriter {
  readonly #table: TypeTable
  readonly #file: ProtobufFile
  readonly #options: OptionEncoder

  constructor(table: TypeTable, file: ProtobufFile, onFault: OptionFault | undefined) {
    this.#table = table
    this.#file = file
    this.#options = new OptionEncoder(table, onFault)
  }

  file(): FileDescriptorProto {
    const file = this.#file
    const scope = this.#table.packageScope(file)
    const imports = file.imports.filter(({ kind }) => kind !== 'option')
    const indexesOf = (wanted: string) => imports.flatMap(({ kind }, index) => (kind === wanted ? [index] : []))
    const extended = this.#extends(file.extends, scope)
    return create(FileDescriptorProtoSchema, {
      name: fileName,
      ...(file.package !== undefined && { package: file.package }),
      ...(file.syntax === 'proto3' && { syntax: 'proto3' }),
      ...(file.edition !== undefined && { syntax: 'editions', edition: Edition.EDITION_2023 }),
      dependency: imports.map(({ path }) => path),
      publicDependency: indexesOf('public'),
      weakDependency: indexesOf('weak'),
      optionDependency: file.imports.filter(({ kind }) => kind === 'option').map(({ path }) => path),
      messageType: [
        ...file.types.flatMap((type) => (type.kind === 'message' ? this.#message(type.name, type, scope) : [])),
        ...extended.types,
      ],
      enumType: file.types.flatMap((type) => (type.kind === 'enum' ? this.#enum(type, scope) : [])),
      extension: extended.fields,
      service: file.services.map((service) => this.#service(service, scope)),
      ...this.#optionsOf(FileOptionsSchema, file.options, scope),
    })
  }

  /** Nothing where there are no options, as opposed to an empty message. */
  #optionsOf<Desc extends DescMessage>(
    schema: Desc,
    options: readonly ProtobufOption[],
    scope: Scope,
  ): { options?: MessageShape<Desc> } {
    if (options.length === 0) return {}
    const bytes = this.#options.encode(schema.name, options, scope)
    if (bytes.length === 0) return {}
    const message: MessageShape<Desc> & Message = fromBinary(schema, bytes)
    // Extensions stand in the order of their numbers.
    message.$unknown?.sort((a, b) => a.no - b.no)
    return { options: message }
  }

  #message(name: string, body: MessageBody, outer: Scope): DescriptorProto {
    const scope = outer.enter(name)
    const { oneofs, types } = body
    const fields: FieldDescriptorProto[] = []
    const entries: DescriptorProto[] = []
    const groups: DescriptorProto[] = []
    const optional: FieldDescriptorProto[] = []
    for (const { part, oneofIndex } of partsOf(body)) {
      const field = 'fieldOptions' in part ? this.#group(part, scope) : this.#field(part, scope)
      if ('fieldOptions' in part) groups.push(this.#message(part.name, part, scope))
      else if (typeof part.type !== 'string') entries.push(this.#mapEntry(part.name, part.type, scope))
      if (oneofIndex !== undefined) field.oneofIndex = oneofIndex
      if (part.label === 'optional' && this.#file.syntax === 'proto3') optional.push(field)
      fields.push(field)
    }
    const synthetic = syntheticOneofs(optional, [...fields, ...oneofs])
    for (const [index, field] of optional.entries()) {
      field.proto3Optional = true
      field.oneofIndex = oneofs.length + index
    }
    const extended = this.#extends(body.extends, scope)
    return create(DescriptorProtoSchema, {
      name,
      field: fields,
      nestedType: [
        ...types.flatMap((type) => (type.kind === 'message' ? this.#message(type.name, type, scope) : [])),
        ...groups,
        ...extended.types,
        ...entries,
      ],
      enumType: types.flatMap((type) => (type.kind === 'enum' ? this.#enum(type, scope) : [])),
      oneofDecl: [
        ...oneofs.map((oneof) => ({ name: oneof.name, ...this.#optionsOf(OneofOptionsSchema, oneof.options, scope) })),
        ...synthetic.map((own) => ({ name: own })),
      ],
      extensionRange: body.extensions.flatMap(({ ranges, options }) =>
        ranges.map((range) => ({ ...open(range), ...this.#optionsOf(ExtensionRangeOptionsSchema, options, scope) })),
      ),
      extension: extended.fields,
      reservedRange: rangesOf(body.reserved).map(open),
      reservedName: reservedNames(body.reserved),
      ...this.#optionsOf(MessageOptionsSchema, body.options, scope),
    })
  }

  #field(field: ProtobufField, scope: Scope): FieldDescriptorProto {
    const { name, tag, label, type, options, defaultValue } = field
    const descriptor = create(FieldDescriptorProtoSchema, {
      name,
      number: tag,
      label: labelNumbers[label ?? 'optional'],
      jsonName: field.jsonName ?? jsonName(name),
      ...this.#optionsOf(FieldOptionsSchema, options, scope),
    })
    if (typeof type !== 'string') {
      descriptor.label = Label.REPEATED
      descriptor.type = Type.MESSAGE
      descriptor.typeName = `.${scope.name}.${mapEntryName(name)}`
    } else this.#setType(descriptor, type, scope)
    if (defaultValue) descriptor.defaultValue = defaultText(defaultValue, typeof type === 'string' ? type : '')
    return descriptor
  }

  #setType(descriptor: FieldDescriptorProto, type: string, scope: Scope): void {
    const scalar = typeNumbers.get(type)
    if (scalar !== undefined) {
      descriptor.type = scalar
      return
    }
    const entry = this.#table.findType(type, scope)
    // Whoever links a name that is not known here decides what it is.
    descriptor.typeName = entry ? `.${entry.scope.name}` : type
    if (entry) descriptor.type = 'constants' in entry.type ? Type.ENUM : Type.MESSAGE
  }

  /** The field that a group stands for. */
  #group({ name, tag, label, fieldOptions }: ProtobufGroup, scope: Scope): FieldDescriptorProto {
    const own = name.toLowerCase()
    return create(FieldDescriptorProtoSchema, {
      name: own,
      number: tag,
      label: labelNumbers[label ?? 'optional'],
      type: Type.GROUP,
      typeName: `.${scope.enter(name).name}`,
      jsonName: jsonName(own),
      ...this.#optionsOf(FieldOptionsSchema, fieldOptions, scope),
    })
  }

  #mapEntry(name: string, { key, value }: MapType, scope: Scope): DescriptorProto {
    const field = (own: string, tag: number, type: string) => {
      const plain = { position: 0, label: undefined, options: [], defaultValue: undefined, jsonName: undefined }
      return this.#field({ ...plain, name: own, tag, type }, scope)
    }
    return create(DescriptorProtoSchema, {
      name: mapEntryName(name),
      field: [field('key', 1, key), field('value', 2, value)],
      ...this.#optionsOf(MessageOptionsSchema, [plainOption('map_entry', { kind: 'word', text: 'true' })], scope),
    })
  }

  #extends(
    extended: readonly ProtobufExtend[],
    scope: Scope,
  ): { fields: FieldDescriptorProto[]; types: DescriptorProto[] } {
    const fields: FieldDescriptorProto[] = []
    const types: DescriptorProto[] = []
    for (const { target, fields: own, groups } of extended) {
      const entry = this.#table.findType(target, scope)
      const extendee = entry ? `.${entry.scope.name}` : target
      const parts = [...own, ...groups].sort((a, b) => a.position - b.position)
      for (const part of parts) {
        const field = 'fieldOptions' in part ? this.#group(part, scope) : this.#field(part, scope)
        if ('fieldOptions' in part) types.push(this.#message(part.name, part, scope))
        field.extendee = extendee
        if (part.label === 'optional' && this.#file.syntax === 'proto3') field.proto3Optional = true
        fields.push(field)
      }
    }
    return { fields, types }
  }

  #enum({ name, options, constants, reserved }: ProtobufEnum, scope: Scope): EnumDescriptorProto {
    return create(EnumDescriptorProtoSchema, {
      name,
      value: constants.map((constant) => ({
        name: constant.name,
        number: constant.tag,
        ...this.#optionsOf(EnumValueOptionsSchema, constant.options, scope),
      })),
      // Both ends belong to it, unlike those of messages.
      reservedRange: rangesOf(reserved).map(({ first, last }) => ({
        start: first,
        end: last < maxTag ? last : maxInt32,
      })),
      reservedName: reservedNames(reserved),
      ...this.#optionsOf(EnumOptionsSchema, options, scope),
    })
  }

  #service({ name, options, methods }: ProtobufService, scope: Scope): ServiceDescriptorProto {
    const fullName = (type: string) => {
      const entry = this.#table.findType(type, scope)
      return entry ? `.${entry.scope.name}` : type
    }
    return create(ServiceDescriptorProtoSchema, {
      name,
      method: methods.map((method) => ({
        name: method.name,
        inputType: fullName(method.input),
        outputType: fullName(method.output),
        ...(method.inputStreams && { clientStreaming: true }),
        ...(method.outputStreams && { serverStreaming: true }),
        ...this.#optionsOf(MethodOptionsSchema, method.options, scope),
      })),
      ...this.#optionsOf(ServiceOptionsSchema, options, scope),
    })
  }
}

interface BodyPart {
  readonly part: ProtobufField | ProtobufGroup
  readonly oneofIndex: number | undefined
}

/** Fields, members of oneofs and groups in the order of the text. */
function partsOf({ fields, groups, oneofs }: MessageBody): BodyPart[] {
  const own = [...fields, ...groups].map((part): BodyPart => ({ part, oneofIndex: undefined }))
  const members = oneofs.flatMap((oneof, oneofIndex) =>
    [...oneof.fields, ...oneof.groups].map((part): BodyPart => ({ part, oneofIndex })),
  )
  return [...own, ...members].sort((a, b) => a.part.position - b.part.position)
}

/** The end of a range in a message is the first number after it. */
function open({ first, last }: TagRange): { start: number; end: number } {
  return { start: first, end: Math.min(last + 1, maxInt32) }
}
