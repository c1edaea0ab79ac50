/** Several assignments of one option become one value. */
import type { OptionNamePart, OptionValue } from './model.ts'

/** Messages that stand for a path in the name of an option, not for a value. */
const paths = new WeakSet<OptionValue>()

function path(entries: ReadonlyMap<string, OptionValue>): OptionValue {
  const message: OptionValue = { kind: 'message', entries }
  paths.add(message)
  return message
}

/** `(x).a.b = 1` becomes `(x) = { a: { b: 1 } }`. */
export function nest(rest: readonly OptionNamePart[], value: OptionValue): OptionValue {
  return rest.reduceRight<OptionValue>((inner, { name, extension }) => {
    return path(new Map([[extension ? `[${name}]` : name, inner]]))
  }, value)
}

/**
 * Two values of one option. Paths that both begin alike grow together; what is given twice becomes a list without
 * repetitions, because only a repeated field may be given twice.
 */
export function merge(first: OptionValue, second: OptionValue): OptionValue {
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
