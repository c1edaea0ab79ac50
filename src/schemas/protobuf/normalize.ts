/**
 * A file whose irrelevant differences are gone, in the way of the Confluent registry: names of types in full, fields,
 * constants, options and ranges in order. Messages, enums, services and methods stay in theirs, because records hold
 * indexes of messages.
 */
import { type ProtobufDocument, typesOf } from './document.ts'
import {
  type ExtensionsStatement,
  type MapType,
  type MessageBody,
  type ProtobufEnum,
  type ProtobufExtend,
  type ProtobufField,
  type ProtobufFile,
  type ProtobufGroup,
  type ProtobufImport,
  type ProtobufOneof,
  type ProtobufType,
  type ReservedStatement,
  scalarTypes,
  type TagRange,
} from './model.ts'
import { OptionNormalizer } from './normalize-options.ts'
import { printedOptions } from './options.ts'
import { mapEntryOf, type Scope, type TypeTable } from './type-table.ts'

export function normalizeFile(document: ProtobufDocument): ProtobufFile {
  return new Normalizer(typesOf(document)).file(document.file)
}

class Normalizer {
  readonly #table: TypeTable
  readonly #options: OptionNormalizer

  constructor(table: TypeTable) {
    this.#table = table
    this.#options = new OptionNormalizer(table)
  }

  file(file: ProtobufFile): ProtobufFile {
    const scope = this.#table.packageScope(file)
    return {
      syntax: file.syntax === 'proto3' ? file.syntax : undefined,
      edition: file.edition,
      package: file.package,
      imports: sortImports(file.imports),
      options: this.#options.all(file.options, scope),
      types: this.#types(file.types, scope),
      extends: this.#extends(file.extends, scope),
      services: file.services.map((service) => ({
        name: service.name,
        options: this.#options.all(service.options, scope),
        methods: service.methods.map((method) => ({
          ...method,
          input: this.#name(method.input, scope),
          output: this.#name(method.output, scope),
          options: this.#options.all(method.options, scope),
        })),
      })),
    }
  }

  #types(types: readonly ProtobufType[], outer: Scope): ProtobufType[] {
    return types.flatMap((type): ProtobufType[] => {
      const scope = outer.enter(type.name)
      if (type.kind === 'enum') return [this.#enum(type, scope)]
      // What stands for the entries of a map is written as one.
      if (mapEntryOf(this.#table.findType(type.name, outer))) return []
      return [{ kind: 'message', name: type.name, ...this.#body(type, scope) }]
    })
  }

  #body(body: MessageBody, scope: Scope): MessageBody {
    return {
      reserved: sortReserved(body.reserved),
      options: this.#options.all(body.options, scope),
      fields: this.#fields(body.fields, scope),
      oneofs: this.#oneofs(body.oneofs, scope),
      groups: this.#groups(body.groups, scope),
      extensions: this.#extensions(body.extensions, scope),
      extends: this.#extends(body.extends, scope),
      types: this.#types(body.types, scope),
    }
  }

  #fields(fields: readonly ProtobufField[], scope: Scope): ProtobufField[] {
    return fields.map((field) => this.#field(field, scope)).sort(byTag)
  }

  #field(field: ProtobufField, scope: Scope): ProtobufField {
    const type = this.#type(field.type, scope)
    return {
      ...field,
      label: typeof type === 'string' ? field.label : undefined,
      type,
      // Sorted in among the others, so they are options from here on.
      options: this.#options.all(printedOptions(field), scope),
      defaultValue: undefined,
      jsonName: undefined,
    }
  }

  #type(type: ProtobufField['type'], scope: Scope): ProtobufField['type'] {
    if (typeof type !== 'string') return this.#mapType(type, scope)
    if (scalarTypes.has(type)) return type
    const entry = this.#table.findType(type, scope)
    const map = mapEntryOf(entry)
    if (!map || typeof map.key.type !== 'string' || typeof map.value.type !== 'string') return this.#name(type, scope)
    return this.#mapType({ key: map.key.type, value: map.value.type }, scope)
  }

  #mapType({ key, value }: MapType, scope: Scope): MapType {
    const isName = !scalarTypes.has(value)
    return { key, value: isName ? this.#name(value, scope) : value }
  }

  /** In full, with a dot before it; as it is where it is not known, which only stored schemas may have. */
  #name(name: string, scope: Scope): string {
    const entry = this.#table.findType(name, scope)
    return entry ? `.${entry.scope.name}` : name
  }

  #oneofs(oneofs: readonly ProtobufOneof[], scope: Scope): ProtobufOneof[] {
    const normalized = oneofs.map(({ name, options, fields, groups }) => ({
      name,
      options: this.#options.all(options, scope),
      fields: this.#fields(fields, scope),
      groups: this.#groups(groups, scope),
    }))
    const first = ({ fields, groups }: ProtobufOneof) => fields[0]?.tag ?? groups[0]?.tag ?? 0
    return normalized
      .filter(({ fields, groups }) => fields.length + groups.length > 0)
      .sort((a, b) => first(a) - first(b))
  }

  #groups(groups: readonly ProtobufGroup[], scope: Scope): ProtobufGroup[] {
    const normalized = groups.map((group) => ({
      ...group,
      fieldOptions: this.#options.all(group.fieldOptions, scope),
      ...this.#body(group, scope.enter(group.name)),
    }))
    return normalized.sort(byTag)
  }

  #extensions(extensions: readonly ExtensionsStatement[], scope: Scope): ExtensionsStatement[] {
    const single = extensions.flatMap(({ ranges, options }) => {
      const normalized = this.#options.all(options, scope)
      return ranges.map((range) => ({ ranges: [narrow(range)], options: normalized }))
    })
    return single.sort((a, b) => firstOf(a.ranges[0]) - firstOf(b.ranges[0]))
  }

  /** One block for each message that is extended, in order of first appearance. */
  #extends(extended: readonly ProtobufExtend[], scope: Scope): ProtobufExtend[] {
    const byTarget = Map.groupBy(extended, ({ target }) => this.#name(target, scope))
    return [...byTarget].map(([target, blocks]) => ({
      position: 0,
      target,
      fields: this.#fields(
        blocks.flatMap(({ fields }) => fields),
        scope,
      ),
      groups: this.#groups(
        blocks.flatMap(({ groups }) => groups),
        scope,
      ),
    }))
  }

  #enum({ name, reserved, options, constants }: ProtobufEnum, scope: Scope): ProtobufEnum {
    const normalized = constants.map((constant) => ({
      ...constant,
      options: this.#options.all(constant.options, scope),
    }))
    return {
      kind: 'enum',
      name,
      reserved: sortReserved(reserved),
      options: this.#options.all(options, scope),
      constants: normalized.sort((a, b) => a.tag - b.tag || compareText(a.name, b.name)),
    }
  }
}

function byTag(a: { readonly tag: number }, b: { readonly tag: number }): number {
  return a.tag - b.tag
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function sortImports(imports: readonly ProtobufImport[]): ProtobufImport[] {
  const unique = new Map(imports.map((imported) => [`${imported.kind} ${imported.path}`, imported]))
  return [...unique.values()].sort((a, b) => compareText(a.path, b.path))
}

/** One entry a line: numbers first, then names. */
function sortReserved(reserved: readonly ReservedStatement[]): ReservedStatement[] {
  const values = reserved.flatMap((statement) => statement.values)
  const ranges = values.filter((value) => typeof value !== 'string').map(narrow)
  const names = values.filter((value) => typeof value === 'string')
  ranges.sort((a, b) => a.first - b.first || compareText(textOf(a), textOf(b)))
  return [...ranges, ...names.sort(compareText)].map((value) => ({ values: [value] }))
}

/** `4 to 4` is `4`. */
function narrow({ first, last }: TagRange): TagRange {
  return { first, last, spans: first !== last }
}

function firstOf(range: TagRange | undefined): number {
  return range?.first ?? 0
}

/** As Java writes a range, by which the reference sorts those that begin alike. */
function textOf({ first, last, spans }: TagRange): string {
  return spans ? `${first}..${last}` : `${first}`
}
