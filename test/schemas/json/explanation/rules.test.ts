import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkJson } from '../../../../src/schemas/json/compatibility.ts'
import { differences } from '../../../../src/schemas/json/differences.ts'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { surpriseKinds } from '../../../../src/schemas/json/explanation/surprises.ts'
import { parsePlaced } from './golden-pairs.ts'

const { rules, surprises } = jsonExplanations

test('every kind that can break, and every surprise, has one rule', () => {
  const kinds = (nature: string) => rules.filter((rule) => rule.nature === nature).map(({ kind }) => kind)
  const breaking = Object.entries(differences).flatMap(([kind, { tolerated }]) =>
    tolerated === 'always' ? [] : [kind],
  )
  assert.deepEqual(kinds('breaks').sort(), breaking.sort())
  assert.deepEqual(kinds('surprises').sort(), [...surpriseKinds].sort())
})

for (const { kind, nature, title, text, usualFix, example } of rules) {
  test(`the example of the rule ${kind} gives it`, () => {
    const [older, newer] = [parsePlaced(example.older), parsePlaced(example.newer)]
    const findings = checkJson(newer, older)
    const found = nature === 'breaks' ? findings : surprises(older, newer)
    assert.ok(found.some((one) => one.kind === kind))
    if (nature === 'surprises') assert.deepEqual(findings, [])
    for (const sentence of [text, usualFix]) assert.match(sentence, /^.+\.$/s)
    assert.doesNotMatch(title, /\.$/)
  })
}
