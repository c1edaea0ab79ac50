/** The types of a document's own file as a tree: what is inside of what, and what stands at a place of another file. */
import { cached } from '../../cached.ts'
import { type ProtobufDocument, typesOf } from '../document.ts'
import type {
  EnumConstant,
  ProtobufField,
  ProtobufFile,
  ProtobufMessage,
  ProtobufOneof,
  ProtobufType,
} from '../model.ts'
import type { Scope } from '../type-table.ts'

/** A part of a file that findings speak of. */
type Part = ProtobufType | ProtobufOneof | ProtobufField | EnumConstant

/** A field, and what is around it. */
interface OutlinedField {
  readonly field: ProtobufField
  readonly message: ProtobufMessage
}

export class Outline {
  readonly file: ProtobufFile
  readonly #parents = new Map<Part, ProtobufType | ProtobufOneof>()
  readonly #byNames = new Map<string, ProtobufType>()
  readonly #fields: OutlinedField[] = []
  readonly #messages: ProtobufMessage[] = []

  constructor(file: ProtobufFile) {
    this.file = file
    for (const type of file.types) this.#add(type, '')
  }

  /** All fields of all messages, those of oneofs included. */
  get fields(): readonly OutlinedField[] {
    return this.#fields
  }

  oneofOf(field: ProtobufField): ProtobufOneof | undefined {
    const parent = this.#parents.get(field)
    return parent && !('kind' in parent) ? parent : undefined
  }

  /** The message around it; `undefined` at the top of the file, and for what is not of this file. */
  messageOf(part: Part): ProtobufMessage | undefined {
    const parent = this.#parents.get(part)
    if (!parent) return undefined
    return 'kind' in parent ? (parent.kind === 'message' ? parent : undefined) : this.messageOf(parent)
  }

  /** The names from the outermost message to this type. */
  namesOf(type: ProtobufType): string[] {
    const outer = this.messageOf(type)
    return outer ? [...this.namesOf(outer), type.name] : [type.name]
  }

  findType(names: readonly string[]): ProtobufType | undefined {
    return this.#byNames.get(names.join('.'))
  }

  findMessage(names: readonly string[]): ProtobufMessage | undefined {
    const found = this.findType(names)
    return found?.kind === 'message' ? found : undefined
  }

  /** The messages of the file, and those in others. */
  get messages(): readonly ProtobufMessage[] {
    return this.#messages
  }

  #add(type: ProtobufType, prefix: string): void {
    this.#byNames.set(prefix + type.name, type)
    if (type.kind === 'enum') {
      for (const constant of type.constants) this.#parents.set(constant, type)
      return
    }
    this.#messages.push(type)
    const add = (field: ProtobufField, parent: ProtobufMessage | ProtobufOneof) => {
      this.#parents.set(field, parent)
      this.#fields.push({ field, message: type })
    }
    for (const field of type.fields) add(field, type)
    for (const oneof of type.oneofs) {
      this.#parents.set(oneof, type)
      for (const field of oneof.fields) add(field, oneof)
    }
    for (const inner of type.types) {
      this.#parents.set(inner, type)
      this.#add(inner, `${prefix}${type.name}.`)
    }
  }
}

export const outlineOf = cached(({ file }: ProtobufDocument): Outline => new Outline(file))

/** Where the names inside of a message are looked up; without one, those of the file. */
export function scopeOf(document: ProtobufDocument, message: ProtobufMessage | undefined): Scope {
  const top = typesOf(document).packageScope(document.file)
  const names = message ? outlineOf(document).namesOf(message) : []
  return names.reduce((scope, name) => scope.enter(name), top)
}

/** The names of types that a field is written with. */
export function typeNamesOf({ type }: ProtobufField): string[] {
  return typeof type === 'string' ? [type] : [type.key, type.value]
}

/** All fields of a message, those of its oneofs included. */
export function allFields({ fields, oneofs }: ProtobufMessage): ProtobufField[] {
  return [...fields, ...oneofs.flatMap((oneof) => oneof.fields)]
}
