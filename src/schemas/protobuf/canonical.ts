/** The stored and the normalised text of a Protobuf schema. */
import { cached } from '../cached.ts'
import type { ProtobufDocument } from './document.ts'
import { normalizeFile } from './normalize.ts'
import { printFile } from './print.ts'

export const canonicalProtobuf = cached(({ file }: ProtobufDocument): string => printFile(file))

export const normalizedProtobuf = cached((document: ProtobufDocument): string => printFile(normalizeFile(document)))

/** Two schemas are the same registration when they are stored as the same text. */
export function equalProtobuf(a: ProtobufDocument, b: ProtobufDocument): boolean {
  return canonicalProtobuf(a) === canonicalProtobuf(b)
}
