/** Keeps where the parts of a schema stand while its texts are read; only where explanations want to know. */
import type { JsonNode } from '../json-text.ts'
import type { AvroNamed, AvroPart, AvroPlaces, PlacedText } from './model.ts'

export class PlacedParts implements AvroPlaces {
  readonly texts: PlacedText[] = []
  readonly nodes = new Map<AvroPart, JsonNode>()
  readonly uses = new Map<AvroNamed, JsonNode[]>()

  place(part: AvroPart, node: JsonNode): void {
    // A type that is defined twice stands where it was defined first.
    if (!this.nodes.has(part)) this.nodes.set(part, node)
  }

  use(type: AvroNamed, node: JsonNode): void {
    const uses = this.uses.get(type)
    if (uses) uses.push(node)
    else this.uses.set(type, [node])
  }
}
