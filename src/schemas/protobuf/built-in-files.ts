/** The files that may be imported without a reference, and their types; made when first asked for. */
import type { DescFile } from '@bufbuild/protobuf'
import {
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
import { builtInTexts } from './built-in-texts.ts'
import { fromDescriptor } from './from-descriptor.ts'
import { parseFile } from './parse-file.ts'
import { type SourceFile, TypeTable } from './type-table.ts'

const descriptors: readonly DescFile[] = [
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
]

let files: ReadonlyMap<string, SourceFile> | undefined
let table: TypeTable | undefined

export function builtInFiles(): ReadonlyMap<string, SourceFile> {
  files ??= new Map(readAll().map((source) => [source.path, source]))
  return files
}

export function builtInTypes(): TypeTable {
  table ??= new TypeTable([...builtInFiles().values()])
  return table
}

function readAll() {
  return [
    ...descriptors.map(({ proto }) => ({ path: proto.name, file: fromDescriptor(proto, () => []) })),
    ...Object.entries(builtInTexts).map(([path, text]) => ({ path, file: parseFile(text) })),
  ]
}
