import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProtobuf } from '../../../src/schemas/protobuf/compatibility.ts'
import { differences } from '../../../src/schemas/protobuf/differences.ts'
import { protobufExplanations } from '../../../src/schemas/protobuf/explanation/index.ts'
import { protobufFault } from '../../../src/schemas/protobuf/link-faults.ts'
import { parseProtobuf } from '../parse.ts'

const { rules } = protobufExplanations

for (const { kind, nature, example } of rules) {
  test(`the example of ${kind} shows that rule, in files that a compiler takes`, () => {
    const [older, newer] = [parseProtobuf(example.older), parseProtobuf(example.newer)]
    for (const document of [older, newer]) assert.equal(protobufFault(document), undefined)
    const broken = checkProtobuf(newer, older).map((finding) => finding.kind)
    if (nature === 'breaks') assert.deepEqual(broken, [kind])
    else {
      assert.deepEqual(broken, [])
      const found = protobufExplanations.surprises(older, newer).map((surprise) => surprise.kind)
      assert.ok(found.includes(kind), found.join())
    }
  })
}

test('every kind that breaks something has a rule, and none has two', () => {
  const kinds = rules.map(({ kind }) => kind)
  assert.equal(new Set(kinds).size, kinds.length)
  const breaking = Object.entries(differences).flatMap(([kind, { compatible }]) => (compatible ? [] : [kind]))
  assert.deepEqual(
    // A check that is given up is no rule about schemas.
    breaking.filter((kind) => !kinds.includes(kind)),
    ['CHECK_LIMIT_REACHED'],
  )
})

test('a schema has no surprises for itself', () => {
  for (const { example } of rules) {
    for (const text of [example.older, example.newer]) {
      assert.deepEqual(protobufExplanations.surprises(parseProtobuf(text), parseProtobuf(text)), [])
    }
  }
})
