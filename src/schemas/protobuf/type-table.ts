/**
 * All types and extensions that a schema can name: its own, those of its references, and those of the built-in files.
 *
 * It is a tree of scopes (packages, messages), because a name is looked for from the innermost scope outward. As in the
 * reference, every file counts whether it is imported or not. The built-in files are the same for all schemas, so their
 * tree is shared: each scope knows the built-in scope of the same name.
 */
import { schemaErrors } from '../errors.ts'
import type { ProtobufField, ProtobufFile, ProtobufGroup, ProtobufMessage, ProtobufType } from './model.ts'
import { isSet } from './options.ts'
import type { PlacedText } from './spans.ts'

/** A file, and where its statements stand where that was asked for. */
export interface ReadFile {
  readonly file: ProtobufFile
  readonly placed?: PlacedText
}

/** A file and the path by which others import it; the main file has none. */
export interface SourceFile extends ReadFile {
  readonly path: string | undefined
}

export interface TypeEntry {
  readonly source: SourceFile
  readonly scope: Scope
  readonly type: ProtobufType | ProtobufGroup
  /** Name inside of its package: `Outer.Inner`. */
  readonly localName: string
}

export interface ExtensionEntry {
  readonly source: SourceFile
  /** Where it was declared. */
  readonly scope: Scope
  readonly field: ProtobufField
  /** The message that it extends, as written. */
  readonly target: string
  readonly fullName: string
}

/** Full names are printed wherever a type is used, so they are bounded. */
const maxFullName = 4096

export class Scope {
  readonly parent: Scope | undefined
  readonly name: string
  readonly #children = new Map<string, Scope>()
  readonly #builtIn: Scope | undefined
  type: TypeEntry | undefined
  extension: ExtensionEntry | undefined

  constructor(name: string, parent: Scope | undefined, builtIn: Scope | undefined) {
    this.name = name
    this.parent = parent
    this.#builtIn = builtIn
    if (name.length > maxFullName) throw schemaErrors.schemaTooLarge('length of a full name', maxFullName)
  }

  /** The scope of this name inside, made if it is not there. */
  enter(part: string): Scope {
    const known = this.#children.get(part)
    if (known) return known
    const name = this.name === '' ? part : `${this.name}.${part}`
    const child = new Scope(name, this, this.#builtIn?.child(part))
    this.#children.set(part, child)
    return child
  }

  child(part: string): Scope | undefined {
    return this.#children.get(part) ?? this.#builtIn?.child(part)
  }

  /** Itself and the built-in scope of the same name. */
  views(): Scope[] {
    return this.#builtIn ? [this, this.#builtIn] : [this]
  }
}

export class TypeTable {
  readonly root: Scope
  readonly #extensions: ExtensionEntry[] = []
  readonly #builtIn: TypeTable | undefined

  /** @param builtIn - a table whose types are found where `sources` have none of the same name. */
  constructor(sources: readonly SourceFile[], builtIn?: TypeTable) {
    this.#builtIn = builtIn
    this.root = new Scope('', undefined, builtIn?.root)
    for (const source of sources) this.#addFile(source)
  }

  /** Every extension that some file declares. */
  extensions(): ExtensionEntry[] {
    return [...this.#extensions, ...(this.#builtIn?.extensions() ?? [])]
  }

  packageScope({ package: name }: ProtobufFile): Scope {
    return name === undefined ? this.root : enterAll(this.root, name)
  }

  /** The type that `name` means when it is used in `scope`. */
  findType(name: string, scope: Scope): TypeEntry | undefined {
    return this.#find(name, scope, (view) => view.type)
  }

  findExtension(name: string, scope: Scope): ExtensionEntry | undefined {
    return this.#find(name, scope, (view) => view.extension)
  }

  #find<Entry extends TypeEntry | ExtensionEntry>(
    name: string,
    scope: Scope,
    entryOf: (view: Scope) => Entry | undefined,
  ): Entry | undefined {
    const absolute = name.startsWith('.')
    const parts = (absolute ? name.slice(1) : name).split('.')
    for (let at: Scope | undefined = absolute ? this.root : scope; at; at = at.parent) {
      for (const view of descend(at, parts)?.views() ?? []) {
        const entry = entryOf(view)
        if (entry) return entry
      }
    }
    return undefined
  }

  #addFile(source: SourceFile): void {
    const { file } = source
    const scope = this.packageScope(file)
    this.#addTypes(source, scope, file.types, '')
    this.#addExtensions(source, scope, file.extends)
  }

  #addTypes(source: SourceFile, outer: Scope, types: readonly (ProtobufType | ProtobufGroup)[], prefix: string): void {
    for (const type of types) {
      const scope = outer.enter(type.name)
      const localName = prefix + type.name
      // A name that is there already stays what it was: the main file comes first, then the nearest references.
      scope.type ??= { source, scope, type, localName }
      if ('constants' in type) continue
      this.#addTypes(source, scope, type.types, `${localName}.`)
      this.#addTypes(source, scope, groupsOf(type), `${localName}.`)
      this.#addExtensions(source, scope, type.extends)
    }
  }

  #addExtensions(source: SourceFile, scope: Scope, extended: ProtobufFile['extends']): void {
    for (const { target, fields, groups } of extended) {
      for (const field of fields) {
        const name = scope.enter(field.name)
        name.extension ??= { source, scope, field, target, fullName: name.name }
        this.#extensions.push(name.extension)
      }
      this.#addTypes(source, scope, groups, '')
    }
  }
}

function enterAll(scope: Scope, name: string): Scope {
  return name.split('.').reduce((at, part) => at.enter(part), scope)
}

function descend(scope: Scope, parts: readonly string[]): Scope | undefined {
  let at: Scope | undefined = scope
  for (const part of parts) at = at?.child(part)
  return at
}

function groupsOf({ groups, oneofs }: ProtobufMessage | ProtobufGroup): ProtobufGroup[] {
  return [...groups, ...oneofs.flatMap((oneof) => oneof.groups)]
}

/** The key and the value of a message that stands for the entries of a map (`option map_entry = true`). */
export function mapEntryOf(entry: TypeEntry | undefined): { key: ProtobufField; value: ProtobufField } | undefined {
  if (!entry || 'constants' in entry.type || !isSet(entry.type.options, 'map_entry')) return undefined
  const [key, value] = ['key', 'value'].map((name) => bodyField(entry.type, name))
  // Neither of them is a map itself; one that is makes this an ordinary message.
  return typeof key?.type === 'string' && typeof value?.type === 'string' ? { key, value } : undefined
}

function bodyField(type: ProtobufType | ProtobufGroup, name: string): ProtobufField | undefined {
  return 'constants' in type ? undefined : type.fields.find((field) => field.name === name)
}
