/** Messages, groups, oneofs, extensions of messages, and enums. */
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

/** The rest of a message after its keyword. */
export function readMessage(parsing: Parsing): ProtobufMessage {
  const name = parsing.scanner.readName('the name of a message')
  return { kind: 'message', name, ...readMessageBody(parsing) }
}

function readMessageBody(parsing: Parsing): MessageBody {
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
    parsing.readBlock(() => {
      const { position } = scanner
      if (scanner.takeWord('message')) addType(parsing, types, readMessage(parsing), position)
      else if (scanner.takeWord('enum')) addType(parsing, types, readEnum(parsing), position)
      else if (scanner.takeWord('oneof')) oneofs.push(readOneof(parsing))
      else if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
      else if (scanner.takeWord('reserved')) reserved.push(readReserved(parsing, 'message'))
      else if (scanner.takeWord('extensions')) extensions.push(readExtensions(parsing))
      else if (scanner.takeWord('extend')) extended.push(readExtend(parsing))
      else readFieldOrGroup(parsing, false, fields, groups)
    })
    return { reserved, options, fields, oneofs, groups, extensions, extends: extended, types: [...types.values()] }
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
  scanner.expect('=')
  const tag = scanner.readInteger(minInt32, maxInt32, 'the number of a group')
  const fieldOptions = readOptions(parsing)
  return { position, label, name, tag, fieldOptions, ...readMessageBody(parsing) }
}

function readOneof(parsing: Parsing): ProtobufOneof {
  const { scanner } = parsing
  const name = scanner.readName('the name of a oneof')
  const options: ProtobufOption[] = []
  const fields: ProtobufField[] = []
  const groups: ProtobufGroup[] = []
  parsing.readBlock(() => {
    if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else readFieldOrGroup(parsing, true, fields, groups)
  })
  return { name, options, fields, groups }
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

/** The rest of an enum after its keyword. */
export function readEnum(parsing: Parsing): ProtobufEnum {
  const { scanner } = parsing
  const name = scanner.readName('the name of an enum')
  const reserved: ReservedStatement[] = []
  const options: ProtobufOption[] = []
  const constants: EnumConstant[] = []
  parsing.readBlock(() => {
    if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else if (scanner.takeWord('reserved')) reserved.push(readReserved(parsing, 'enum'))
    else constants.push(readConstant(parsing))
  })
  return { kind: 'enum', name, reserved, options, constants }
}

function readConstant(parsing: Parsing): EnumConstant {
  const { scanner } = parsing
  const name = scanner.readName('the name of a constant')
  scanner.expect('=')
  const tag = scanner.readInteger(minInt32, maxInt32, 'the number of a constant')
  const options = readOptions(parsing)
  scanner.expect(';')
  return { name, tag, options }
}
