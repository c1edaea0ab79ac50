/** Which fields stand at the top of a schema: those of its messages that are in no other message. */
import type { ProtobufDocument } from './document.ts'

export function hasProtobufField({ file }: ProtobufDocument, name: string): boolean {
  return file.types.some((type) => {
    if (type.kind === 'enum') return false
    const fields = [...type.fields, ...type.oneofs.flatMap((oneof) => oneof.fields)]
    return fields.some((field) => field.name === name)
  })
}
