/** Names in a descriptor become words of a text, so they must be words. */
import type {
  DescriptorProto,
  EnumDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
} from '@bufbuild/protobuf/wkt'
import { schemaErrors } from '../errors.ts'
import { protobufLimits } from './parsing.ts'

const simple = /^[A-Za-z_][A-Za-z0-9_]*$/
const dotted = /^\.?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/
const constant = /^-?[A-Za-z0-9_.+-]+$/

/** @throws {SchemaError} `invalidSchema`, or `schemaTooLarge` where there is more than a text may declare. */
export function checkDescriptorNames(file: FileDescriptorProto): void {
  new NameCheck().file(file)
}

class NameCheck {
  #count = 0
  /** In editions reserved names stand without quotes. */
  #reserved = /^/

  file(file: FileDescriptorProto): void {
    if (file.syntax === 'editions') this.#reserved = simple
    if (file.package !== '') this.#check(dotted, file.package)
    for (const message of file.messageType) this.#message(message)
    for (const own of file.enumType) this.#enum(own)
    for (const field of file.extension) this.#field(field)
    for (const { name, method } of file.service) {
      this.#check(simple, name)
      for (const own of method) {
        this.#check(simple, own.name)
        this.#check(dotted, own.inputType)
        this.#check(dotted, own.outputType)
      }
    }
  }

  #message(message: DescriptorProto): void {
    this.#check(simple, message.name)
    for (const field of [...message.field, ...message.extension]) this.#field(field)
    for (const { name } of message.oneofDecl) this.#check(simple, name)
    for (const nested of message.nestedType) this.#message(nested)
    for (const own of message.enumType) this.#enum(own)
    for (const name of message.reservedName) this.#check(this.#reserved, name)
    this.#count += message.reservedRange.length + message.extensionRange.length
  }

  #enum({ name, value, reservedName, reservedRange }: EnumDescriptorProto): void {
    this.#check(simple, name)
    for (const own of value) this.#check(simple, own.name)
    for (const own of reservedName) this.#check(this.#reserved, own)
    this.#count += reservedRange.length
  }

  #field({ name, typeName, extendee, defaultValue, type }: FieldDescriptorProto): void {
    this.#check(simple, name)
    if (typeName !== '') this.#check(dotted, typeName)
    if (extendee !== '') this.#check(dotted, extendee)
    const isText = type === 9 || type === 12
    if (defaultValue !== '' && !isText) this.#check(constant, defaultValue)
  }

  #check(pattern: RegExp, name: string): void {
    const most = protobufLimits.declarationCount
    if (++this.#count > most) throw schemaErrors.schemaTooLarge('number of declarations', most)
    if (pattern.test(name)) return
    throw schemaErrors.invalidSchema(`the descriptor has '${name.slice(0, 50)}' where a name is expected`)
  }
}
