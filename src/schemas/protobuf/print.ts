/**
 * The canonical text of a `.proto` file. Its bytes are hashed into ids, so it is the Confluent registry's, including its
 * habits: messages before enums, fields before oneofs, and empty lines that are indented.
 */
import { Lines, section } from './lines.ts'
import {
  type EnumConstant,
  type ExtensionsStatement,
  type MessageBody,
  maxTag,
  type ProtobufEnum,
  type ProtobufExtend,
  type ProtobufField,
  type ProtobufFile,
  type ProtobufGroup,
  type ProtobufImport,
  type ProtobufMessage,
  type ProtobufMethod,
  type ProtobufOneof,
  type ProtobufOption,
  type ProtobufService,
  type ProtobufType,
  type ReservedStatement,
  type TagRange,
} from './model.ts'
import { printedOptions } from './options.ts'
import { printOptionStatement, printWithOptions } from './print-options.ts'
import { quote } from './string-literal.ts'

export function printFile(file: ProtobufFile): string {
  const lines = new Lines()
  const printer = new Printer(lines, file.edition !== undefined)
  if (file.edition !== undefined) lines.add(`edition = "${file.edition}";`)
  else if (file.syntax) lines.add(`syntax = "${file.syntax}";`)
  if (file.package !== undefined) lines.add(`package ${file.package};`)
  const { imports, options, types, services } = file
  const sections = [
    section(inOrder(imports), (imported) => printer.import(imported)),
    section(options, (option) => printOptionStatement(lines, option)),
    printer.types(types),
    section(file.extends, (extended) => printer.extend(extended)),
    section(services, (service) => printer.service(service)),
  ]
  for (const { isEmpty, print } of sections) {
    if (isEmpty) continue
    lines.add('')
    print()
  }
  return lines.toString()
}

const importOrder: readonly ProtobufImport['kind'][] = ['plain', 'public', 'weak', 'option']

function inOrder(imports: readonly ProtobufImport[]): ProtobufImport[] {
  return importOrder.flatMap((kind) => imports.filter((imported) => imported.kind === kind))
}

/** Prints parts of a file. */
export class Printer {
  readonly #lines: Lines
  /** In editions reserved names stand without quotes. */
  readonly #bareNames: boolean

  constructor(lines: Lines, bareNames: boolean) {
    this.#lines = lines
    this.#bareNames = bareNames
  }

  import({ kind, path }: ProtobufImport): void {
    this.#lines.add(`import ${kind === 'plain' ? '' : `${kind} `}${quote(path)};`)
  }

  types(types: readonly ProtobufType[]) {
    const messages = types.filter((type) => type.kind === 'message')
    const enums = types.filter((type) => type.kind === 'enum')
    return section([...messages, ...enums], (type) => this.type(type))
  }

  type(type: ProtobufType): void {
    if (type.kind === 'message') this.#message(type)
    else this.#enum(type)
  }

  #message(message: ProtobufMessage): void {
    this.#lines.block(`message ${message.name}`, this.#body(message))
  }

  #body(body: MessageBody) {
    return [
      section(body.reserved, (reserved) => this.#reserved(reserved)),
      this.#options(body.options),
      section(body.fields, (field) => this.field(field)),
      section(body.oneofs, (oneof) => this.oneof(oneof)),
      section(body.groups, (group) => this.#group(group)),
      section(body.extensions, (extensions) => this.#extensions(extensions)),
      section(body.extends, (extended) => this.extend(extended)),
      this.types(body.types),
    ]
  }

  #options(options: readonly ProtobufOption[]) {
    return section(options, (option) => printOptionStatement(this.#lines, option))
  }

  #reserved({ values }: ReservedStatement): void {
    const name = (value: string) => (this.#bareNames ? value : quote(value))
    const all = values.map((value) => (typeof value === 'string' ? name(value) : rangeText(value)))
    this.#lines.add(`reserved ${all.join(', ')};`)
  }

  #extensions({ ranges, options }: ExtensionsStatement): void {
    printWithOptions(this.#lines, `extensions ${ranges.map(rangeText).join(', ')}`, options)
  }

  field(field: ProtobufField): void {
    const { label, type, name, tag } = field
    const typeText = typeof type === 'string' ? type : `map<${type.key}, ${type.value}>`
    printWithOptions(this.#lines, `${label ? `${label} ` : ''}${typeText} ${name} = ${tag}`, printedOptions(field))
  }

  oneof({ name, options, fields, groups }: ProtobufOneof): void {
    this.#lines.block(`oneof ${name}`, [
      this.#options(options),
      section(fields, (field) => this.field(field)),
      section(groups, (group) => this.#group(group)),
    ])
  }

  #group(group: ProtobufGroup): void {
    const { label, name, tag, fieldOptions } = group
    const start = `${label ? `${label} ` : ''}group ${name} = ${tag}`
    if (fieldOptions.length === 0) this.#lines.block(start, this.#body(group))
    else {
      printWithOptions(this.#lines, start, fieldOptions, ' {')
      this.#lines.rest(this.#body(group), '}')
    }
  }

  extend({ target, fields, groups }: ProtobufExtend): void {
    this.#lines.block(`extend ${target}`, [
      section(fields, (field) => this.field(field)),
      section(groups, (group) => this.#group(group)),
    ])
  }

  /** Without empty lines between its parts. */
  #enum({ name, reserved, options, constants }: ProtobufEnum): void {
    const parts = [
      section(reserved, (statement) => this.#reserved(statement)),
      this.#options(options),
      section(constants, (constant) => this.constant(constant)),
    ]
    const isEmpty = parts.every((part) => part.isEmpty)
    const print = () => {
      for (const part of parts) part.print()
    }
    this.#lines.block(`enum ${name}`, [{ isEmpty, print }])
  }

  constant({ name, tag, options }: EnumConstant): void {
    printWithOptions(this.#lines, `${name} = ${tag}`, options)
  }

  service({ name, options, methods }: ProtobufService): void {
    this.#lines.block(`service ${name}`, [this.#options(options), section(methods, (method) => this.#method(method))])
  }

  #method({ name, input, inputStreams, output, outputStreams, options }: ProtobufMethod): void {
    const stream = (streams: boolean) => (streams ? 'stream ' : '')
    const signature = `rpc ${name} (${stream(inputStreams)}${input}) returns (${stream(outputStreams)}${output})`
    if (options.length === 0) this.#lines.add(`${signature};`)
    else this.#lines.block(signature, [this.#options(options)], '};')
  }
}

function rangeText({ first, last, spans }: TagRange): string {
  return spans ? `${first} to ${last < maxTag ? last : 'max'}` : `${first}`
}
