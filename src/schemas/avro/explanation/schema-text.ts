/** A parsed schema together with its texts: from a part to the characters that it is written with, and back. */
import { cached } from '../../cached.ts'
import type { TextPlace } from '../../explanation/explanation.ts'
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

/** How a value hangs in its text. */
interface Hanging {
  readonly parent: JsonNode | undefined
  readonly segment: string | number
  readonly reference: string | undefined
}

/** @returns `undefined` where the document was parsed without places. */
export function textsOf(document: AvroDocument): SchemaTexts | undefined {
  return document.placed && knownTexts(document.placed)
}

const knownTexts = cached((placed: AvroPlaces) => new SchemaTexts(placed))

export class SchemaTexts {
  readonly #placed: AvroPlaces
  readonly #hangings = new Map<JsonNode, Hanging>()
  readonly #definitions = new Map<JsonNode, AvroNamed>()
  readonly #types = new Map<string, AvroNamed>()

  constructor(placed: AvroPlaces) {
    this.#placed = placed
    for (const { root, reference } of placed.texts) this.#hang(root, { parent: undefined, segment: '', reference })
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
    const hanging = node && this.#hangings.get(node)
    return hanging && { start: node.start, end: node.end, reference: hanging.reference }
  }

  /** @returns `undefined` where the node is none of the schema's own text. */
  pointerTo(node: JsonNode): string | undefined {
    const segments: (string | number)[] = []
    let hanging = this.#hangings.get(node)
    if (!hanging || hanging.reference !== undefined) return undefined
    for (; hanging?.parent; hanging = this.#hangings.get(hanging.parent)) segments.push(hanging.segment)
    return jsonPointer(segments.reverse())
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
    let parent = this.#hangings.get(node)?.parent
    while (parent && !this.#definitions.has(parent)) parent = this.#hangings.get(parent)?.parent
    return parent && this.#definitions.get(parent)?.name.namespace
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
      .filter((node) => this.#hangings.get(node)?.reference === undefined && !(except && this.#isWithin(node, except)))
      .sort((a, b) => a.start - b.start)
  }

  #isWithin(node: JsonNode, outer: JsonNode): boolean {
    const [here, there] = [this.#hangings.get(node), this.#hangings.get(outer)]
    return here?.reference === there?.reference && node.start >= outer.start && node.end <= outer.end
  }

  #hang(node: JsonNode, hanging: Hanging): void {
    this.#hangings.set(node, hanging)
    const { reference } = hanging
    if (node.type === 'array') {
      for (const [segment, item] of node.items.entries()) this.#hang(item, { parent: node, segment, reference })
    } else if (node.type === 'object') {
      for (const [segment, member] of node.members) this.#hang(member, { parent: node, segment, reference })
    }
  }
}
