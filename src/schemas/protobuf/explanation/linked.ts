/** A schema as a program has it that encodes and decodes its records. */
import { createFileRegistry, type DescMessage, type FileRegistry } from '@bufbuild/protobuf'
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt'
import { cached } from '../../cached.ts'
import { builtInFiles } from '../built-in-files.ts'
import type { ProtobufDocument } from '../document.ts'
import type { ProtobufMessage } from '../model.ts'
import { toDescriptor } from '../to-descriptor.ts'
import { scopeOf } from './outline.ts'

/** @returns `undefined` where a compiler would refuse the schema. */
const linked = cached((document: ProtobufDocument): FileRegistry | undefined => {
  const files = new Map([...builtInFiles(), ...document.references.map((source) => [source.path, source] as const)])
  const descriptorOf = (path: string): FileDescriptorProto | undefined => {
    const source = files.get(path)
    return source && { ...toDescriptor({ ...source, references: document.references }), name: path }
  }
  try {
    return createFileRegistry(toDescriptor(document), descriptorOf)
  } catch {
    // The library says in many ways what is wrong; the registry stores such schemas all the same.
    return undefined
  }
})

export function linkedMessage(document: ProtobufDocument, message: ProtobufMessage): DescMessage | undefined {
  return linked(document)?.getMessage(scopeOf(document, message).name)
}
