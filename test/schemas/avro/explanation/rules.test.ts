import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avroExplanations } from '../../../../src/schemas/avro/explanation/index.ts'
import { avro } from '../../../../src/schemas/avro/index.ts'

for (const { kind, nature, title, text, usualFix, example } of avroExplanations.rules) {
  test(`the example of ${kind} gives ${kind}`, () => {
    const parse = (schema: string) => avro.parse({ text: schema, references: [], strict: true, placed: true })
    const [older, newer] = [parse(example.older), parse(example.newer)]
    const findings = avro.check(newer, older)
    const surprises = avroExplanations.surprises(older, newer)
    const kinds = (nature === 'breaks' ? findings : surprises).map((each) => each.kind)
    assert.deepEqual([...new Set(kinds)], [kind])
    if (nature === 'surprises') assert.deepEqual(findings, [])
    for (const sentence of [title, text, usualFix]) assert.match(sentence, /^[A-Z]/)
  })
}

test('every kind of finding and of surprise has its rule once', () => {
  const kinds = avroExplanations.rules.map(({ kind }) => kind)
  assert.equal(new Set(kinds).size, kinds.length)
})
