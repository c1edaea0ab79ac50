/** The pairs of the golden data, as the explanations are asked about them. */

import { jsonSchema } from '../../../../src/schemas/json/index.ts'
import type { JsonSchemaDocument } from '../../../../src/schemas/json/model.ts'
import { readGolden } from '../../golden.ts'

export interface GoldenPair {
  readonly name: string
  readonly reader: string
  readonly writer: string
}

/** Pairs of texts of which the reader cannot read all that the writer writes. */
export function incompatiblePairs(): GoldenPair[] {
  return allPairs().filter(({ reader, writer }) => !canRead(reader, writer))
}

/** Pairs of texts of which the reader can. */
export function compatiblePairs(): GoldenPair[] {
  return allPairs().filter(({ reader, writer }) => canRead(reader, writer))
}

function canRead(reader: string, writer: string): boolean {
  return jsonSchema.check(parsePlaced(reader), parsePlaced(writer)).length === 0
}

function allPairs(): GoldenPair[] {
  const karapace = readGolden('karapace-json-pairs.json').map((golden) => ({
    name: `Karapace ${golden.value('index')}`,
    reader: golden.text('update_schema'),
    writer: golden.text('original_schema'),
  }))
  const authored = readGolden('authored/json.json').flatMap((golden) => [
    { name: `${golden.value('id')} backward`, reader: golden.text('new'), writer: golden.text('old') },
    { name: `${golden.value('id')} forward`, reader: golden.text('old'), writer: golden.text('new') },
  ])
  return [...karapace, ...authored]
}

export function parsePlaced(text: string): JsonSchemaDocument {
  return jsonSchema.parse({ text, references: [], strict: true, placed: true })
}
