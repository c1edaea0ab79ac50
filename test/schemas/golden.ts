/** Reads golden data without losing how its schemas were written: `0.50` and `1.0` are not what `JSON.parse` makes of them. */
import { readFileSync } from 'node:fs'
import { type JsonNode, readJson } from '../../src/schemas/json-text.ts'

const folder = new URL('../fixtures/compatibility/', import.meta.url)

/** One row of a golden file. */
export class GoldenCase {
  readonly #text: string
  readonly #node: JsonNode

  constructor(text: string, node: JsonNode) {
    this.#text = text
    this.#node = node
  }

  /** The attribute exactly as it is written in the file; a schema, for instance. */
  text(attribute: string): string {
    const node = this.#get(attribute)
    if (!node) throw new Error(`the case has no ${attribute}`)
    return this.#text.slice(node.start, node.end)
  }

  /** The attribute as a value; `undefined` where it is missing. */
  value(attribute: string): unknown {
    return this.#get(attribute) && JSON.parse(this.text(attribute))
  }

  inner(attribute: string): GoldenCase {
    const node = this.#get(attribute)
    if (!node) throw new Error(`the case has no ${attribute}`)
    return new GoldenCase(this.#text, node)
  }

  #get(attribute: string): JsonNode | undefined {
    return this.#node.type === 'object' ? this.#node.members.get(attribute) : undefined
  }
}

export function readGolden(file: string): GoldenCase[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const root = readJson(text, { comments: false, nonFiniteNumbers: false, trailingText: false })
  if (root.type !== 'array') throw new Error(`${file} is no list of cases`)
  return root.items.map((item) => new GoldenCase(text, item))
}
