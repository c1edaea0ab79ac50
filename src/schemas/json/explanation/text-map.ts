/** Where the parts of a JSON Schema stand in its own text and in those of its references. */

import { cached } from '../../cached.ts'
import { JsonPlaces } from '../../explanation/json-places.ts'
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

class TextMap {
  readonly #places: JsonPlaces<JsonText>
  readonly #texts: readonly JsonText[]

  constructor({ texts = [] }: JsonSchemaDocument) {
    this.#texts = texts
    this.#places = new JsonPlaces(texts)
  }

  /** `undefined` for what stands in no text of the document: the drafts' own schemas. */
  spotOf(source: JsonNode): Spot | undefined {
    const json = this.#texts[0]?.trace?.wholes.get(source) ?? source
    const text = this.#places.textOf(json)
    return text && { text, json, way: this.#places.segmentsTo(json) }
  }

  /** What the text of a `$ref` leads to; `undefined` where that is data or stands where nothing was read. */
  targetOf(reference: JsonNode): JsonNode | undefined {
    return this.#texts[0]?.trace?.targets.get(reference)
  }
}

/** The document must have been parsed with `placed`. */
export const textMapOf = cached((document: JsonSchemaDocument) => new TextMap(document))
