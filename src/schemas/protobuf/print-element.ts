/** The text of one part of a file, for people who are told about it. */
import { Lines } from './lines.ts'
import type { EnumConstant, ProtobufEnum, ProtobufField, ProtobufMessage, ProtobufOneof } from './model.ts'
import { Printer } from './print.ts'

export type Element = ProtobufMessage | ProtobufEnum | ProtobufField | ProtobufOneof | EnumConstant

export function printElement(element: Element): string {
  const lines = new Lines()
  const printer = new Printer(lines, false)
  if ('kind' in element) printer.type(element)
  else if ('type' in element) printer.field(element)
  else if ('fields' in element) printer.oneof(element)
  else printer.constant(element)
  return lines.toString().trimEnd()
}
