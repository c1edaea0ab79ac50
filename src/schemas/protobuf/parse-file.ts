/**
 * Turns the text of a `.proto` file into its model: proto2, proto3 and edition 2023.
 *
 * What a compiler would find only by linking (numbers used twice, reserved ones used, an import that is not there) is
 * not judged here, because the Confluent registry does not do it either when it stores a schema.
 */
import type {
  ProtobufExtend,
  ProtobufFile,
  ProtobufImport,
  ProtobufMethod,
  ProtobufOption,
  ProtobufService,
  ProtobufSyntax,
  ProtobufType,
} from './model.ts'
import { readEnum, readExtend, readMessage } from './parse-message.ts'
import { readOptionStatement } from './parse-options.ts'
import { Parsing } from './parsing.ts'
import type { FileSpans } from './spans.ts'
import { addType } from './type-names.ts'

/**
 * @param spans - is told where statements stand.
 * @throws {SchemaError} `invalidSchema` with line and column, or `schemaTooLarge`.
 */
export function parseFile(text: string, spans?: FileSpans): ProtobufFile {
  const parsing = new Parsing(text, spans)
  const { scanner } = parsing
  readSyntax(parsing)
  let packageName: string | undefined
  const imports: ProtobufImport[] = []
  const options: ProtobufOption[] = []
  const types = new Map<string, ProtobufType>()
  const extended: ProtobufExtend[] = []
  const services: ProtobufService[] = []
  while (!scanner.atEnd) {
    if (scanner.take(';')) continue
    parsing.count()
    const { position } = scanner
    if (scanner.takeWord('message')) addType(parsing, types, readMessage(parsing, position), position)
    else if (scanner.takeWord('enum')) addType(parsing, types, readEnum(parsing, position), position)
    else if (scanner.takeWord('import')) imports.push(readImport(parsing, position))
    else if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else if (scanner.takeWord('extend')) extended.push(readExtend(parsing))
    else if (scanner.takeWord('service')) {
      const service = readService(parsing, position)
      if (services.some(({ name }) => name === service.name)) {
        throw parsing.invalid(`'${service.name}' is already defined`, position)
      }
      services.push(service)
    } else if (scanner.takeWord('package')) {
      if (packageName !== undefined) throw parsing.invalid('a file has one package', position)
      packageName = readPackage(parsing, position)
    } else throw scanner.unexpected('a message, an enum, a service or another declaration')
  }
  const { syntax, edition } = parsing
  const all = [...types.values()]
  return { syntax, edition, package: packageName, imports, options, types: all, extends: extended, services }
}

const syntaxes: readonly ProtobufSyntax[] = ['proto2', 'proto3']

/** The first statement, which says how the rest is read. */
function readSyntax(parsing: Parsing): void {
  const { scanner } = parsing
  while (scanner.take(';'));
  const start = scanner.position
  if (scanner.takeWord('syntax')) {
    scanner.expect('=')
    const { position } = scanner
    const text = scanner.readString('a syntax in quotes')
    parsing.syntax = syntaxes.find((known) => known === text)
    if (!parsing.syntax) throw parsing.invalid(`the syntax '${text}' is neither proto2 nor proto3`, position)
    scanner.expect(';')
  } else if (scanner.takeWord('edition')) {
    scanner.expect('=')
    const { position } = scanner
    parsing.edition = scanner.readString('an edition in quotes')
    if (parsing.edition !== '2023')
      throw parsing.invalid(`the edition '${parsing.edition}' is not supported, only 2023 is`, position)
    scanner.expect(';')
  } else return
  if (parsing.spans) parsing.spans.syntax = { start, end: scanner.lastEnd }
}

/** The rest of the package after its keyword. */
function readPackage({ scanner, spans }: Parsing, start: number): string {
  const nameStart = scanner.position
  const packageName = scanner.readDottedName('the name of a package', false)
  const name = { start: nameStart, end: scanner.lastEnd }
  scanner.expect(';')
  if (spans) spans.package = { start, end: scanner.lastEnd, name }
  return packageName
}

function readImport({ scanner, spans }: Parsing, start: number): ProtobufImport {
  const kind = (['public', 'weak', 'option'] as const).find((word) => scanner.takeWord(word)) ?? 'plain'
  const pathStart = scanner.position
  const path = scanner.readString('the path of a file in quotes')
  const name = { start: pathStart, end: scanner.lastEnd }
  scanner.expect(';')
  const imported: ProtobufImport = { path, kind }
  spans?.statements.set(imported, { start, end: scanner.lastEnd, name })
  return imported
}

function readService(parsing: Parsing, start: number): ProtobufService {
  const { scanner } = parsing
  const name = scanner.readName('the name of a service')
  const nameSpan = parsing.lastWord(name)
  const options: ProtobufOption[] = []
  const methods: ProtobufMethod[] = []
  const block = parsing.readBlock(() => {
    if (scanner.takeWord('option')) options.push(readOptionStatement(parsing))
    else methods.push(readMethod(parsing))
  })
  const service: ProtobufService = { name, options, methods }
  parsing.spans?.statements.set(service, { start, end: scanner.lastEnd, name: nameSpan, block })
  return service
}

function readMethod(parsing: Parsing): ProtobufMethod {
  const { scanner } = parsing
  const { position } = scanner
  scanner.expectWord('rpc')
  const name = scanner.readName('the name of a method')
  const input = readMessageType(parsing)
  scanner.expectWord('returns')
  const output = readMessageType(parsing)
  const options: ProtobufOption[] = []
  if (scanner.peek() === '{') {
    parsing.readBlock(() => {
      scanner.expectWord('option')
      options.push(readOptionStatement(parsing))
    })
  } else scanner.expect(';')
  const streams = { inputStreams: input.streams, outputStreams: output.streams }
  return { position, name, input: input.type, output: output.type, ...streams, options }
}

/** `(Request)` or `(stream Request)`; `(stream)` alone is a message of that name. */
function readMessageType(parsing: Parsing): { type: string; streams: boolean } {
  const { scanner } = parsing
  scanner.expect('(')
  const isWord = scanner.takeWord('stream')
  const streams = isWord && scanner.peek() !== ')'
  const type = isWord && !streams ? 'stream' : scanner.readDottedName('the name of a message', true)
  scanner.expect(')')
  return { type, streams }
}
