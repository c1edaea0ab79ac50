/** Every change that the formats tell has a place in one of the texts, of the golden pairs of all three. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SchemaFormat, type SchemaType, schemaFormats } from '../../src/schemas/index.ts'
import { type GoldenCase, readGolden } from './golden.ts'

/** Protobuf stands in the files as a string. */
const textOf = (golden: GoldenCase, name: string, type: SchemaType) =>
  type === 'PROTOBUF' ? String(golden.value(name)) : golden.text(name)

const sources: readonly (readonly [SchemaType, string, older: string, newer: string])[] = [
  ['AVRO', 'avro-pairs.json', 'writer', 'reader'],
  ['AVRO', 'authored/avro.json', 'old', 'new'],
  ['JSON', 'karapace-json-pairs.json', 'original_schema', 'update_schema'],
  ['JSON', 'authored/json.json', 'old', 'new'],
  ['PROTOBUF', 'authored/protobuf.json', 'old', 'new'],
]

for (const [type, file, older, newer] of sources) {
  test(`changes have a place in a text: ${file}`, async (t) => {
    const format = await formatOf(type)
    const rules = await format.explanations?.()
    let count = 0
    for (const golden of readGolden(file)) {
      const [was, is] = [textOf(golden, older, type), textOf(golden, newer, type)]
      const parse = (one: string) => format.parse({ text: one, references: [], strict: false, placed: true })
      for (const { places, description } of rules?.changes(parse(was), parse(is)) ?? []) {
        count++
        const [before, after] = [places?.older, places?.newer]
        assert.ok(before || after, description)
        for (const [place, whole] of [[before, was] as const, [after, is] as const])
          if (place) assert.ok(place.start <= place.end && place.end <= whole.length, description)
      }
    }
    t.diagnostic(`${count} changes`)
    assert.ok(count > 50)
  })
}

async function formatOf(type: SchemaType): Promise<SchemaFormat> {
  const format = schemaFormats.get(type)
  assert.ok(format)
  return 'load' in format ? format.load() : format
}
