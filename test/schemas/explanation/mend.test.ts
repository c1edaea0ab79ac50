import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avro } from '../../../src/schemas/avro/index.ts'
import { Mender } from '../../../src/schemas/explanation/mend.ts'
import { applyEdits } from '../../../src/schemas/explanation/text-edits.ts'
import type { SchemaFormat } from '../../../src/schemas/format.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'

const source = (text: string) => ({ text, references: [], strict: true })

async function mend<Parsed>(format: SchemaFormat<Parsed>, older: string, newer: string): Promise<string | undefined> {
  const rules = await format.explanations?.()
  assert.ok(rules)
  const opposites = [{ candidateIs: 'reader' as const, parsed: format.parse({ ...source(older), placed: true }) }]
  const mender = new Mender({ format, rules, candidate: source(newer), policy: 'STRICT', opposites })
  const fix = mender.fixOfAll()
  return fix && applyEdits(newer, [fix.edit])
}

const record = (fields: readonly object[]) => JSON.stringify({ type: 'record', name: 'R', fields }, undefined, 1)
const numbers = Array.from({ length: 200 }, (_, index) => index)

test('hundreds of findings in one Avro schema are mended together', async () => {
  const older = record([])
  const newer = record(numbers.map((index) => ({ name: `f${index}`, type: 'string' })))
  const mended = await mend(avro, older, newer)
  assert.ok(mended)
  assert.deepEqual(avro.check(avro.parse(source(mended)), avro.parse(source(older))), [])
})

test('hundreds of findings in one Protobuf schema are mended together', async () => {
  const file = (type: string) =>
    `syntax = "proto3";\nmessage M {\n${numbers.map((index) => `  ${type} f${index} = ${index + 1};\n`).join('')}}\n`
  const mended = await mend(protobuf, file('string'), file('int32'))
  assert.ok(mended)
  assert.deepEqual(protobuf.check(protobuf.parse(source(mended)), protobuf.parse(source(file('string')))), [])
})

test('of a few findings each edit is one that was needed: two symbols come back with one, and a name with an alias', async () => {
  const enumOf = (name: string, symbols: string[], aliases?: string[]) => ({ type: 'enum', name, symbols, aliases })
  const both = (a: object, b: object | string) =>
    record([
      { name: 'a', type: a },
      { name: 'b', type: b },
    ])
  const older = both(enumOf('E', ['X', 'Y']), enumOf('F', ['X', 'Y']))
  const mended = await mend(avro, older, both(enumOf('E', ['X']), 'E'))
  assert.deepEqual(JSON.parse(mended ?? ''), JSON.parse(both(enumOf('E', ['X', 'Y'], ['F']), 'E')))
})
