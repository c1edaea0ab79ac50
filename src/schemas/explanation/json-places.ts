/** Where the values of JSON texts stand: in which text, inside of which value, under which key. */

import type { JsonNode } from '../json-text.ts'

interface Entry<Text> {
  readonly text: Text
  /** The list or object around it; `undefined` at the root. */
  readonly outer: JsonNode | undefined
  /** Its key or its position in there. */
  readonly key: string | number
}

export class JsonPlaces<Text extends { readonly root: JsonNode }> {
  readonly #entries = new Map<JsonNode, Entry<Text>>()

  constructor(texts: readonly Text[]) {
    for (const text of texts) this.#enter(text.root, { text, outer: undefined, key: '' })
  }

  /** @returns `undefined` for what stands in none of the texts. */
  textOf(node: JsonNode): Text | undefined {
    return this.#entries.get(node)?.text
  }

  /** What is around a value, the innermost first. */
  *around(node: JsonNode): Generator<JsonNode> {
    for (let outer = this.#entries.get(node)?.outer; outer; outer = this.#entries.get(outer)?.outer) yield outer
  }

  /** Keys and positions that lead to a value from the root of its text. */
  segmentsTo(node: JsonNode): (string | number)[] {
    const segments: (string | number)[] = []
    for (let at = this.#entries.get(node); at?.outer; at = this.#entries.get(at.outer)) segments.push(at.key)
    return segments.reverse()
  }

  #enter(node: JsonNode, entry: Entry<Text>): void {
    this.#entries.set(node, entry)
    const { text } = entry
    const inner = node.type === 'array' ? node.items.entries() : node.type === 'object' ? node.members : []
    for (const [key, value] of inner) this.#enter(value, { text, outer: node, key })
  }
}
