/** Options: `option (a).b = 1;` as a statement, `[a = 1, b = 2]` behind a field, and the values of both. */
import type { OptionNamePart, OptionValue, ProtobufOption } from './model.ts'
import type { Parsing } from './parsing.ts'

/** The rest of a statement whose word `option` has been read. */
export function readOptionStatement(parsing: Parsing): ProtobufOption {
  const option = readOption(parsing)
  parsing.scanner.expect(';')
  return option
}

/** Options in brackets, if there are any. */
export function readOptions(parsing: Parsing): ProtobufOption[] {
  const { scanner } = parsing
  const options: ProtobufOption[] = []
  if (!scanner.take('[')) return options
  do {
    parsing.count()
    options.push(readOption(parsing))
  } while (scanner.take(','))
  scanner.expect(']')
  return options
}

function readOption(parsing: Parsing): ProtobufOption {
  const name = readOptionName(parsing)
  parsing.scanner.expect('=')
  return { name, value: readValue(parsing) }
}

const maxNameParts = 32

function readOptionName(parsing: Parsing): OptionNamePart[] {
  const { scanner } = parsing
  const parts: OptionNamePart[] = []
  do {
    if (parts.length === maxNameParts) throw scanner.tooLarge('number of parts of an option name', maxNameParts)
    const extension = scanner.take('(')
    const name = extension ? scanner.readDottedName('the name of an option', true) : scanner.readName('an option')
    if (extension) scanner.expect(')')
    parts.push({ name, extension })
  } while (scanner.take('.'))
  return parts
}

function readValue(parsing: Parsing): OptionValue {
  const { scanner } = parsing
  const next = scanner.peek()
  if (next === '{') return parsing.nested(() => readMessageValue(parsing, '{', '}'))
  // Only in a message in text format, where it means the same as a brace.
  if (next === '<') return parsing.nested(() => readMessageValue(parsing, '<', '>'))
  if (next === '[') return parsing.nested(() => readListValue(parsing))
  if (scanner.isString()) return { kind: 'string', value: scanner.readString('a string') }
  return { kind: 'word', text: scanner.readConstant() }
}

function readListValue(parsing: Parsing): OptionValue {
  const { scanner } = parsing
  const items: OptionValue[] = []
  scanner.expect('[')
  while (!scanner.take(']')) {
    parsing.count()
    items.push(readValue(parsing))
    if (!scanner.take(',') && scanner.peek() !== ']') throw scanner.unexpected("',' or ']'")
  }
  return { kind: 'list', items }
}

/** A message in text format. A key that is given again adds to a list. */
function readMessageValue(parsing: Parsing, open: string, close: string): OptionValue {
  const { scanner } = parsing
  const entries = new Map<string, OptionValue>()
  /** Lists that this message made itself, still growing. */
  const lists = new Map<string, OptionValue[]>()
  scanner.expect(open)
  while (!scanner.take(close)) {
    parsing.count()
    const key = readKey(parsing)
    const isMessage = scanner.peek() === '{' || scanner.peek() === '<'
    if (!isMessage) scanner.expect(':')
    const value = readValue(parsing)
    const previous = entries.get(key)
    if (!previous) entries.set(key, value)
    else {
      const items = lists.get(key) ?? itemsOf(previous)
      items.push(...(value.kind === 'list' ? value.items : [value]))
      lists.set(key, items)
      entries.set(key, { kind: 'list', items })
    }
    if (!scanner.take(',')) scanner.take(';')
  }
  return { kind: 'message', entries }
}

function itemsOf(value: OptionValue): OptionValue[] {
  return value.kind === 'list' ? [...value.items] : [value]
}

/** `name`, `[my.extension]`, `[type.googleapis.com/my.Message]`. */
function readKey(parsing: Parsing): string {
  const { scanner } = parsing
  const what = 'the name of a field'
  if (!scanner.take('[')) return scanner.readDottedName(what, false)
  let name = scanner.readDottedName(what, true)
  if (scanner.take('/')) name += `/${scanner.readDottedName(what, false)}`
  scanner.expect(']')
  return `[${name}]`
}
