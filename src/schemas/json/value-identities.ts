/** Numbers JSON values so that two values have one number exactly when they say the same, whatever the order of keys. */
import { compareText, printJson } from '../json-print.ts'
import type { JsonNode } from '../json-text.ts'

/** Each value is looked at once, however often it and what surrounds it are asked for. */
export class JsonIdentities {
  readonly #numbers = new Map<string, number>()
  readonly #known = new WeakMap<JsonNode, number>()

  of(node: JsonNode): number {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const key = this.#keyOf(node)
    const number = this.#numbers.get(key) ?? this.#numbers.size
    this.#numbers.set(key, number)
    this.#known.set(node, number)
    return number
  }

  #keyOf(node: JsonNode): string {
    if (node.type === 'array') return `[${node.items.map((item) => this.of(item)).join()}]`
    if (node.type !== 'object') return printJson(node, 'decimal')
    const entries = [...node.members].sort(([a], [b]) => compareText(a, b))
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${this.of(value)}`).join()}}`
  }
}
