import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonSchema } from '../../../src/schemas/json/index.ts'
import { parseJson } from '../parse.ts'
import { jsonSchemaText as document } from './schema-maker.ts'

test('every schema can read itself, under both policies', () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const policy of ['STRICT', 'LENIENT'] as const) {
        assert.deepEqual(jsonSchema.check(parseJson(text), parseJson(text), policy), [])
      }
    }),
    { numRuns: 150 },
  )
})

test('what LENIENT refuses STRICT refuses too, and the finding says where', () => {
  fc.assert(
    fc.property(document, document, (a, b) => {
      const [strict, lenient] = (['STRICT', 'LENIENT'] as const).map((policy) =>
        jsonSchema.check(parseJson(a), parseJson(b), policy),
      )
      assert.ok(lenient?.length === 0 || (strict && strict.length > 0))
      for (const finding of strict ?? []) assert.match(finding.description('new'), /^[A-Z].*\.$/s)
    }),
    { numRuns: 150 },
  )
})

test('canonical and normalised text are read back as the same schema', () => {
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parseJson(text)
      const canonical = jsonSchema.canonical(parsed)
      assert.deepEqual(JSON.parse(canonical), JSON.parse(text))
      assert.equal(jsonSchema.canonical(parseJson(canonical)), canonical)
      const normalized = jsonSchema.normalized(parsed)
      assert.equal(jsonSchema.normalized(parseJson(normalized)), normalized)
      assert.deepEqual(jsonSchema.check(parseJson(normalized), parsed), [])
    }),
    { numRuns: 150 },
  )
})
