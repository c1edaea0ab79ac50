/** A file without extensions and without the options that are some, except those of the Confluent registry itself. */
import type { MessageBody, ProtobufField, ProtobufFile, ProtobufGroup, ProtobufOption, ProtobufType } from './model.ts'

export function withoutExtensions(file: ProtobufFile): ProtobufFile {
  return {
    ...file,
    options: kept(file.options),
    types: file.types.map(plainType),
    extends: [],
    services: file.services.map((service) => ({
      ...service,
      options: kept(service.options),
      methods: service.methods.map(plain),
    })),
  }
}

function kept(options: readonly ProtobufOption[]): ProtobufOption[] {
  return options.filter(({ name: [first] }) => !first?.extension || /^\.?confluent\./.test(first.name))
}

function plain<Part extends { readonly options: readonly ProtobufOption[] }>(part: Part): Part {
  return { ...part, options: kept(part.options) }
}

function plainType(type: ProtobufType): ProtobufType {
  if (type.kind === 'message') return { ...type, ...plainBody(type) }
  return { ...plain(type), constants: type.constants.map(plain) }
}

function plainBody(body: MessageBody): MessageBody {
  return {
    ...plain(body),
    fields: body.fields.map((field): ProtobufField => plain(field)),
    oneofs: body.oneofs.map((oneof) => ({
      ...plain(oneof),
      fields: oneof.fields.map((field): ProtobufField => plain(field)),
      groups: oneof.groups.map(plainGroup),
    })),
    groups: body.groups.map(plainGroup),
    extensions: [],
    extends: [],
    types: body.types.map(plainType),
  }
}

function plainGroup(group: ProtobufGroup): ProtobufGroup {
  return { ...group, ...plainBody(group), fieldOptions: kept(group.fieldOptions) }
}
