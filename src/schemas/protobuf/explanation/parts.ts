/** Tells the parts of a file apart that findings are about. */
import type { ProtobufField, ProtobufMessage, ProtobufOneof } from '../model.ts'

export function isMessage(part: object | undefined): part is ProtobufMessage {
  return part !== undefined && 'kind' in part && part.kind === 'message'
}

export function isField(part: object | undefined): part is ProtobufField {
  return part !== undefined && 'type' in part && 'tag' in part
}

export function isOneof(part: object | undefined): part is ProtobufOneof {
  return part !== undefined && !('kind' in part) && !('tag' in part) && 'fields' in part
}
