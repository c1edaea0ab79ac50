/** Where the parts of a JSON Schema stand in its own text and in those of its references. */

import { cached } from '../../cached.ts'
import type { JsonNode } from '../../json-text.ts'
import type { JsonSchemaDocument } from '../model.ts'
import type { JsonText } from '../scope.ts'

/** A value in one of the texts. */
interface Spot {
  readonly text: JsonText
  readonly json: JsonNode
  /** Keys and positions that lead to it from the root of its text. */
  readonly way: readonly (string | number)[]
}

interface Entry {
  readonly text: JsonText
  readonly outer: JsonNode | undefined
  readonly key: string | number
}

class TextMap {
  readonly #entries = new Map<JsonNode, Entry>()
  readonly #texts: readonly JsonText[]

  constructor({ texts = [] }: JsonSchemaDocument) {
    this.#texts = texts
    for (const text of texts) this.#enter(text.root, { text, outer: undefined, key: '' })
  }

  /** `undefined` for what stands in no text of the document: the drafts' own schemas. */
  spotOf(source: JsonNode): Spot | undefined {
    const json = this.#texts[0]?.trace?.wholes.get(source) ?? source
    const entry = this.#entries.get(json)
    if (!entry) return undefined
    const way: (string | number)[] = []
    for (let at: Entry | undefined = entry; at?.outer; at = this.#entries.get(at.outer)) way.push(at.key)
    return { text: entry.text, json, way: way.reverse() }
  }

  /** What the text of a `$ref` leads to; `undefined` where that is data or stands where nothing was read. */
  targetOf(reference: JsonNode): JsonNode | undefined {
    return this.#texts[0]?.trace?.targets.get(reference)
  }

  #enter(node: JsonNode, entry: Entry): void {
    this.#entries.set(node, entry)
    const { text } = entry
    if (node.type === 'array')
      for (const [key, item] of node.items.entries()) this.#enter(item, { text, outer: node, key })
    if (node.type === 'object') {
      for (const [key, value] of node.members) this.#enter(value, { text, outer: node, key })
    }
  }
}

/** The document must have been parsed with `placed`. */
export const textMapOf = cached((document: JsonSchemaDocument) => new TextMap(document))
