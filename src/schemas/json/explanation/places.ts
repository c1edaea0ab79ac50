/** Where a difference stands in the texts of both sides. */

import type { Places, Side, TextPlace } from '../../explanation/explanation.ts'
import type { JsonNode } from '../../json-text.ts'
import type { JsonDifference } from '../compatibility.ts'
import { type Draft, draftOf } from '../draft.ts'
import type { ComparedPair } from '../listing.ts'
import type { JsonSchemaDocument, SchemaNode } from '../model.ts'
import { memberOf, slotIn, valueIn } from './slots.ts'
import { textMapOf } from './text-map.ts'

export function placesOf(finding: JsonDifference, reader: JsonSchemaDocument, writer: JsonSchemaDocument): Places {
  return { reader: placeIn(reader, finding, 'reader'), writer: placeIn(writer, finding, 'writer') }
}

/** The update is what reads. */
export function nodeOf(pair: ComparedPair, side: Side): SchemaNode | undefined {
  return side === 'reader' ? pair.update : pair.original
}

/** What is missing on a side, or stands in no text, is shown by what it would stand in. */
function placeIn(document: JsonSchemaDocument, { kind, listed }: JsonDifference, side: Side): TextPlace | undefined {
  let { segments } = listed
  for (let pair = listed.pair; pair; pair = pair.outer) {
    const node = nodeOf(pair, side)
    const spot = node && textMapOf(document).spotOf(node.source)
    if (spot) {
      // Of keywords that only together are a schema, none is the one that it is about.
      const isProduct = node.kind === 'combined' && node.isImplicit
      const { start, end } = isProduct ? spot.json : partOf(spot.json, segments, kind, draftOf(document.root))
      return { start, end, ...(spot.text.name !== undefined && { reference: spot.text.name }) }
    }
    segments = pair.segments
  }
  const { root } = document
  return { start: root.start, end: root.end }
}

/** The keyword or entry that the difference is about; the schema itself where it has none. */
function partOf(schema: JsonNode, segments: readonly string[], kind: string, draft: Draft): JsonNode {
  if (segments.length === 0) return (kind.includes('TYPE') && decidingKeyword(schema)) || schema
  const slot = slotIn(schema, segments, draft)
  const part = slot && valueIn(schema, slot)
  const [keyword, name = ''] = segments
  if (part || keyword !== 'required') return part ?? schema
  return valueIn(schema, ['properties', name]) ?? schema
}

/** The keyword that says of which kind a schema is. */
function decidingKeyword(schema: JsonNode): JsonNode | undefined {
  for (const keyword of ['oneOf', 'anyOf', 'allOf', 'type', 'enum', 'const', '$ref']) {
    const value = memberOf(schema, keyword)
    if (value) return value
  }
  return undefined
}
