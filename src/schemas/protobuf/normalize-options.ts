/** The options part of normalising: names in full, one value for each option, keys in order, numbers in one notation. */
import type { OptionNamePart, OptionValue, ProtobufOption } from './model.ts'
import { plainNumber } from './plain-number.ts'
import type { ExtensionEntry, Scope, TypeTable } from './type-table.ts'

/** An option whose name is one part: what came after it in the name has become messages around the value. */
interface Assigned {
  readonly name: OptionNamePart
  readonly value: OptionValue
  readonly extension: ExtensionEntry | undefined
  /** Names after the first, as they were written. */
  readonly rest: readonly OptionNamePart[]
}

export class OptionNormalizer {
  readonly #table: TypeTable

  constructor(table: TypeTable) {
    this.#table = table
  }

  all(options: readonly ProtobufOption[], scope: Scope): ProtobufOption[] {
    if (options.length === 0) return []
    const assigned = options.flatMap((option) => this.#assigned(option, scope))
    const byName = Map.groupBy(assigned.sort(byText), ({ name }) => name.name)
    return [...byName.values()].flatMap((same) => {
      const [first] = same
      if (!first?.extension || first.extension.field.label === 'repeated')
        return same.map((one) => this.#print(one, scope))
      const value = same.map((one) => nest(one.rest, one.value)).reduce(merge)
      return [{ name: [first.name], value: this.#value(value, scope, undefined) }]
    })
  }

  /** Extensions by their full name. */
  #assigned({ name, value }: ProtobufOption, scope: Scope): Assigned[] {
    const [first, ...rest] = name
    if (!first) return []
    const extension = first.extension ? this.#table.findExtension(first.name, scope) : undefined
    const known = extension ? { name: extension.fullName, extension: true } : first
    return [{ name: known, value, extension, rest }]
  }

  #print({ name, value, extension, rest }: Assigned, scope: Scope): ProtobufOption {
    // A repeated option may not be given a path either, but the reference nests all that it knows.
    if (extension) return { name: [name], value: this.#value(nest(rest, value), scope, undefined) }
    return { name: [name, ...rest], value: this.#value(value, scope, undefined) }
  }

  #value(value: OptionValue, scope: Scope, inside: 'message' | 'list' | undefined): OptionValue {
    if (value.kind === 'word') return { kind: 'word', text: plainNumber(value.text) }
    if (value.kind === 'string') return value
    if (value.kind === 'list') {
      const items = value.items.map((item) => this.#value(item, scope, 'list'))
      const [only, ...others] = items
      return only && others.length === 0 && inside ? only : { kind: 'list', items }
    }
    const entries = new Map<string, OptionValue>()
    for (const [key, item] of value.entries) {
      if (item.kind === 'list' && item.items.length === 0) continue
      const name = this.#key(key, scope)
      if (!entries.has(name)) entries.set(name, this.#value(item, scope, 'message'))
    }
    return { kind: 'message', entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) }
  }

  #key(key: string, scope: Scope): string {
    if (!key.startsWith('[')) return key
    const extension = this.#table.findExtension(key.slice(1, -1), scope)
    return extension ? `[${extension.fullName}]` : key
  }
}

function byText({ name: a }: Assigned, { name: b }: Assigned): number {
  if (a.name === b.name) return 0
  return a.name < b.name ? -1 : 1
}

/** Messages that stand for a path in the name of an option, not for a value. */
const paths = new WeakSet<OptionValue>()

function path(entries: ReadonlyMap<string, OptionValue>): OptionValue {
  const message: OptionValue = { kind: 'message', entries }
  paths.add(message)
  return message
}

/** `(x).a.b = 1` becomes `(x) = { a: { b: 1 } }`. */
function nest(rest: readonly OptionNamePart[], value: OptionValue): OptionValue {
  return rest.reduceRight<OptionValue>((inner, { name, extension }) => {
    return path(new Map([[extension ? `[${name}]` : name, inner]]))
  }, value)
}

/**
 * Two values of one option. Paths that both begin alike grow together; what is given twice becomes a list without
 * repetitions, because only a repeated field may be given twice.
 */
function merge(first: OptionValue, second: OptionValue): OptionValue {
  if (first.kind !== 'message' || second.kind !== 'message') return second
  const entries = new Map(first.entries)
  for (const [key, value] of second.entries) {
    const known = entries.get(key)
    if (!known) entries.set(key, value)
    else if (paths.has(known) && paths.has(value)) entries.set(key, merge(known, value))
    else entries.set(key, { kind: 'list', items: unique([...itemsOf(known), ...itemsOf(value)]) })
  }
  return path(entries)
}

function itemsOf(value: OptionValue): readonly OptionValue[] {
  return value.kind === 'list' ? value.items : [value]
}

function unique(values: readonly OptionValue[]): OptionValue[] {
  return [...new Map(values.map((value) => [identityOf(value), value])).values()]
}

function identityOf(value: OptionValue): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Map ? [...inner] : inner))
}
