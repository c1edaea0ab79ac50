/** Schemas that are sent as base64 of a FileDescriptorProto, as serializers do that have the compiled form only. */
import { fromBinary } from '@bufbuild/protobuf'
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { schemaErrors } from '../errors.ts'
import { extensionDecoder } from './decode-options.ts'
import { checkDescriptorNames } from './descriptor-names.ts'
import { typesOf } from './document.ts'
import { fromDescriptor } from './from-descriptor.ts'
import type { ProtobufFile } from './model.ts'
import { parseFile } from './parse-file.ts'
import { protobufLimits } from './parsing.ts'
import { printFile } from './print.ts'
import type { SourceFile } from './type-table.ts'

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/

/** No text of a `.proto` file that declares anything is without spaces and semicolons. A first `//` is a comment. */
export function isSerialized(text: string): boolean {
  return text !== '' && !text.startsWith('//') && base64.test(text)
}

/**
 * The file whose compiled form this is. It is printed and read again, so that what is not a valid text is refused, and
 * what is accepted is what everybody will read.
 *
 * @param references - where options of the file that are extensions may be declared.
 */
export function parseSerialized(text: string, references: readonly SourceFile[]): ProtobufFile {
  if (text.length > protobufLimits.textLength) throw schemaErrors.schemaTooLarge('length', protobufLimits.textLength)
  const descriptor = decode(text)
  checkDescriptorNames(descriptor)
  const plain = fromDescriptor(descriptor, () => [])
  const document = { file: plain, references }
  const decodeExtensions = extensionDecoder(typesOf(document))
  return parseFile(printFile(fromDescriptor(descriptor, decodeExtensions)))
}

function decode(text: string): FileDescriptorProto {
  try {
    return fromBinary(FileDescriptorProtoSchema, Buffer.from(text, 'base64'))
  } catch (error) {
    const reason = `it is neither the text of a .proto file nor base64 of a FileDescriptorProto (${reasonOf(error)})`
    throw schemaErrors.invalidSchema(reason).because(error)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
