/** Compares compiled forms: with the values of options in clear, and without the order of what has no order. */
import { createFileRegistry, fromBinary, type JsonValue, type Registry, toBinary, toJson } from '@bufbuild/protobuf'
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt'
import { builtInTexts } from '../../../src/schemas/protobuf/built-in-texts.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

export function readDescriptor(base64: string): FileDescriptorProto {
  return fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'))
}

/** Links files as a client does that has fetched them; google/protobuf and the built-in ones are there. */
export function link(files: Readonly<Record<string, FileDescriptorProto>>): Registry {
  const wellKnown = [
    file_google_protobuf_any,
    file_google_protobuf_api,
    file_google_protobuf_descriptor,
    file_google_protobuf_duration,
    file_google_protobuf_empty,
    file_google_protobuf_field_mask,
    file_google_protobuf_source_context,
    file_google_protobuf_struct,
    file_google_protobuf_timestamp,
    file_google_protobuf_type,
    file_google_protobuf_wrappers,
  ].map(({ proto }) => proto)
  const builtIn = Object.entries(builtInTexts).map(([name, text]) => named(serialized(text), name))
  const own = Object.entries(files).map(([name, file]) => named(file, name))
  const all = [...wellKnown, ...builtIn, ...own]
  const ordered: FileDescriptorProto[] = []
  const add = (file: FileDescriptorProto) => {
    if (ordered.includes(file)) return
    for (const path of file.dependency) {
      const found = all.find(({ name }) => name === path)
      if (found) add(found)
    }
    ordered.push(file)
  }
  all.forEach(add)
  const set = toBinary(FileDescriptorSetSchema, { $typeName: 'google.protobuf.FileDescriptorSet', file: ordered })
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, set))
}

/** What is served with `format=serialized`. */
export function serialized(text: string): FileDescriptorProto {
  return readDescriptor(protobuf.inForm?.(parseProtobuf(text), 'serialized') ?? '')
}

function named(file: FileDescriptorProto, name: string): FileDescriptorProto {
  return { ...file, name }
}

/** As JSON, the extensions in clear; fields by number, nested messages and imports by name. */
export function comparable(file: FileDescriptorProto, registry: Registry): JsonValue {
  const json = toJson(FileDescriptorProtoSchema, named(file, ''), { registry })
  return inOrder(json)
}

const unordered = new Set(['field', 'nestedType', 'dependency'])

function inOrder(value: JsonValue, key = ''): JsonValue {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOrder(item))
    const byText = (a: JsonValue, b: JsonValue) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
    return unordered.has(key) ? items.sort(byText) : items
  }
  if (value === null || typeof value !== 'object') return value
  // Positions in the list of imports.
  const entries = Object.entries(value).filter(([name]) => name !== 'publicDependency' && name !== 'weakDependency')
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, inOrder(item, name)]),
  )
}
