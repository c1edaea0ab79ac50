/** A parsed schema together with its texts: from a part to the characters that it is written with, and back. */
import { cached } from '../../cached.ts'
import type { TextPlace } from '../../explanation/explanation.ts'
import { JsonPlaces } from '../../explanation/json-places.ts'
import { jsonPointer } from '../../json-pointer.ts'
import type { JsonNode } from '../../json-text.ts'
import {
  type AvroDocument,
  type AvroNamed,
  type AvroPart,
  type AvroPlaces,
  type AvroSchema,
  isNamed,
} from '../model.ts'

/** @returns `undefined` where the document was parsed without places. */
export function textsOf(document: AvroDocument): SchemaTexts | undefined {
  return document.placed && knownTexts(document.placed)
}

const knownTexts = cached((placed: AvroPlaces) => new SchemaTexts(placed))

export class SchemaTexts {
  readonly #placed: AvroPlaces
  readonly #places: JsonPlaces<AvroPlaces['texts'][number]>
  readonly #definitions = new Map<JsonNode, AvroNamed>()
  readonly #types = new Map<string, AvroNamed>()

  constructor(placed: AvroPlaces) {
    this.#placed = placed
    this.#places = new JsonPlaces(placed.texts)
    for (const [part, node] of placed.nodes) {
      if ('order' in part || !isNamed(part)) continue
      this.#definitions.set(node, part)
      this.#types.set(part.name.fullName, part)
    }
  }

  /** Where a part is written; a named type where it is defined. */
  nodeOf(part: AvroPart): JsonNode | undefined {
    return this.#placed.nodes.get(part)
  }

  /** The value of an attribute of a part, or the part where it has none of that name. */
  attributeOf(part: AvroPart, attribute: string): JsonNode | undefined {
    const node = this.nodeOf(part)
    return node?.type === 'object' ? (node.members.get(attribute) ?? node) : node
  }

  /** Where `holder` says of which type something is: by a name or by a definition. */
  slotOf(holder: AvroPart | undefined, type: AvroSchema): JsonNode | undefined {
    if (!holder) return this.#placed.texts.find(({ reference }) => reference === undefined)?.root
    const node = this.nodeOf(holder)
    if (node?.type === 'array' && 'branches' in holder) return node.items[holder.branches.indexOf(type)]
    if (node?.type !== 'object') return undefined
    const attribute = 'order' in holder ? 'type' : holder.type === 'array' ? 'items' : 'values'
    return node.members.get(attribute)
  }

  placeOf(node: JsonNode | undefined): TextPlace | undefined {
    const text = node && this.#places.textOf(node)
    return text && { start: node.start, end: node.end, reference: text.reference }
  }

  /** @returns `undefined` where the node is none of the schema's own text. */
  pointerTo(node: JsonNode): string | undefined {
    return this.#isOwn(node) ? jsonPointer(this.#places.segmentsTo(node)) : undefined
  }

  /** The text of the schema itself. */
  get ownText(): string {
    return this.#placed.texts.find(({ reference }) => reference === undefined)?.text ?? ''
  }

  /** The characters of a node of it. */
  written(node: JsonNode): string {
    return this.ownText.slice(node.start, node.end)
  }

  /** The namespace that undotted names have at a node. */
  namespaceAt(node: JsonNode): string | undefined {
    for (const outer of this.#places.around(node)) {
      const type = this.#definitions.get(outer)
      if (type) return type.name.namespace
    }
    return undefined
  }

  /** The type that the text or one of its references defines under a full name. */
  typeNamed(fullName: string): AvroNamed | undefined {
    return this.#types.get(fullName)
  }

  /** Types that are defined inside a node of the schema's own text, in its order. */
  definedIn(node: JsonNode): AvroNamed[] {
    return [...this.#definitions].filter(([inner]) => this.#isWithin(inner, node)).map(([, type]) => type)
  }

  /** Where a type is used by name in the schema's own text, in its order, but for what lies inside `except`. */
  usesOf(type: AvroNamed, except?: JsonNode): JsonNode[] {
    const uses = this.#placed.uses.get(type) ?? []
    return uses
      .filter((node) => this.#isOwn(node) && !(except && this.#isWithin(node, except)))
      .sort((a, b) => a.start - b.start)
  }

  #isWithin(node: JsonNode, outer: JsonNode): boolean {
    const isSameText = this.#places.textOf(node) === this.#places.textOf(outer)
    return isSameText && node.start >= outer.start && node.end <= outer.end
  }

  /** Whether it stands in the text of the schema itself. */
  #isOwn(node: JsonNode): boolean {
    const text = this.#places.textOf(node)
    return text !== undefined && text.reference === undefined
  }
}
