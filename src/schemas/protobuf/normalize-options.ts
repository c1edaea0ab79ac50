/** The options part of normalising: names in full, one value for each option, keys in order, numbers in one notation. */

import { merge, nest } from './merge-options.ts'
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
