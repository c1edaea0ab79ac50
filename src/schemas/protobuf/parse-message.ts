/** Messages, groups, oneofs, extensions of messages, and enums. */
import type { TextSpan } from '../explanation/text-edits.ts'
import type {
  EnumConstant,
  ExtensionsStatement,
  MessageBody,
  ProtobufEnum,
  ProtobufExtend,
  ProtobufField,
  ProtobufGroup,
  ProtobufMessage,
  ProtobufOneof,
  ProtobufOption,
  ProtobufType,
  ReservedStatement,
} from './model.ts'
import { type FieldStart, readExtensions, readField, readLabel, readReserved } from './parse-field.ts'
import { readOptionStatement, readOptions } from './parse-options.ts'
import type { Parsing } from './parsing.ts'
import { addType } from './type-names.ts'

const minInt32 = -2_147_483_648
const maxInt32 = 2_147_483_647

/**
 * The rest of a message after its keyword.
 *
 * @param start - of the keyword.
 */
export function readMessage(parsing: Parsing, start: number): ProtobufMessage {
  const name = parsing.scanner.readName('the name of a message')
  const nameSpan = parsing.lastWord(name)
  const { body, block } = readMessageBody(parsing)
  const message: ProtobufMessage = { kind: 'message', name, ...body }
  parsing.spans?.statements.set(message, { start, end: block.end + 1, name: nameSpan, block })
  return message
}

function readMessageBody(parsing: Parsing): { body: MessageBody; block: TextSpan } {
  return parsing.nested(() => {
    const reserved: ReservedStatement[] = []
    const options: ProtobufOption[] = []
    const fields: ProtobufField[] = []
    const oneofs: ProtobufOneof[] = []
    const groups: ProtobufGroup[] = []
    const extensions: ExtensionsStatement[] = []
    const extended: ProtobufExtend[] = []
    const types = new Map<string, ProtobufType>()
    const { scanner } = parsing
    const block = parsing.readBlock(() => {
      const { position } = scanner
      if (scanner.takeWord('message')) addType(parsing, types, readMessage(parsing, position), position)
      else if (scanner.takeWord('enum')) addType(parsing, types, readEnum(parsing, position), position)
      else if (scanner.takeWord('oneof')) oneofs.push(readOneof(parsing, position))
      else if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
      else if (scanner.takeWord('reserved')) reserved.push(readReserved(parsing, 'message', position))
      else if (scanner.takeWord('extensions')) extensions.push(readExtensions(parsing))
      else if (scanner.takeWord('extend')) extended.push(readExtend(parsing))
      else readFieldOrGroup(parsing, false, fields, groups)
    })
    const all = [...types.values()]
    return { body: { reserved, options, fields, oneofs, groups, extensions, extends: extended, types: all }, block }
  })
}

function readFieldOrGroup(parsing: Parsing, inOneof: boolean, fields: ProtobufField[], groups: ProtobufGroup[]): void {
  const { position } = parsing.scanner
  const label = inOneof ? undefined : readLabel(parsing)
  const start: FieldStart = { position, label, inOneof }
  if (parsing.scanner.takeWord('group')) groups.push(readGroup(parsing, start))
  else fields.push(readField(parsing, start))
}

function readGroup(parsing: Parsing, { position, label }: FieldStart): ProtobufGroup {
  const { scanner } = parsing
  const name = scanner.readName('the name of a group')
  const nameSpan = parsing.lastWord(name)
  scanner.expect('=')
  const tag = scanner.readInteger(minInt32, maxInt32, 'the number of a group')
  const fieldOptions = readOptions(parsing)
  const { body, block } = readMessageBody(parsing)
  const group: ProtobufGroup = { position, label, name, tag, fieldOptions, ...body }
  parsing.spans?.statements.set(group, { start: position, end: block.end + 1, name: nameSpan, block })
  return group
}

function readOneof(parsing: Parsing, start: number): ProtobufOneof {
  const { scanner } = parsing
  const name = scanner.readName('the name of a oneof')
  const nameSpan = parsing.lastWord(name)
  const options: ProtobufOption[] = []
  const fields: ProtobufField[] = []
  const groups: ProtobufGroup[] = []
  const block = parsing.readBlock(() => {
    if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else readFieldOrGroup(parsing, true, fields, groups)
  })
  const oneof: ProtobufOneof = { name, options, fields, groups }
  parsing.spans?.statements.set(oneof, { start, end: block.end + 1, name: nameSpan, block })
  return oneof
}

/** The rest of an extension of a message after its keyword. */
export function readExtend(parsing: Parsing): ProtobufExtend {
  const { scanner } = parsing
  const { position } = scanner
  const target = scanner.readDottedName('the name of a message', true)
  const fields: ProtobufField[] = []
  const groups: ProtobufGroup[] = []
  parsing.readBlock(() => readFieldOrGroup(parsing, false, fields, groups))
  return { position, target, fields, groups }
}

/**
 * The rest of an enum after its keyword.
 *
 * @param start - of the keyword.
 */
export function readEnum(parsing: Parsing, start: number): ProtobufEnum {
  const { scanner } = parsing
  const name = scanner.readName('the name of an enum')
  const nameSpan = parsing.lastWord(name)
  const reserved: ReservedStatement[] = []
  const options: ProtobufOption[] = []
  const constants: EnumConstant[] = []
  const block = parsing.readBlock(() => {
    const { position } = scanner
    if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else if (scanner.takeWord('reserved')) reserved.push(readReserved(parsing, 'enum', position))
    else constants.push(readConstant(parsing))
  })
  const type: ProtobufEnum = { kind: 'enum', name, reserved, options, constants }
  parsing.spans?.statements.set(type, { start, end: block.end + 1, name: nameSpan, block })
  return type
}

function readConstant(parsing: Parsing): EnumConstant {
  const { scanner } = parsing
  const name = scanner.readName('the name of a constant')
  const nameSpan = parsing.lastWord(name)
  scanner.expect('=')
  const tag = scanner.readInteger(minInt32, maxInt32, 'the number of a constant')
  const options = readOptions(parsing)
  scanner.expect(';')
  const constant: EnumConstant = { name, tag, options }
  parsing.spans?.statements.set(constant, { start: nameSpan.start, end: scanner.lastEnd, name: nameSpan })
  return constant
}
