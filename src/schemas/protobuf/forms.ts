/** The text of a schema in other forms than the stored one. */
import { toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import type { ProtobufDocument } from './document.ts'
import { printFile } from './print.ts'
import { toDescriptor } from './to-descriptor.ts'
import { withoutExtensions } from './without-extensions.ts'

export function protobufInForm(document: ProtobufDocument, form: string): string | undefined {
  switch (form.toLowerCase()) {
    case 'serialized':
      return Buffer.from(toBinary(FileDescriptorProtoSchema, toDescriptor(document))).toString('base64')
    case 'ignore_extensions':
      return printFile(withoutExtensions(document.file))
    default:
      return undefined
  }
}
