import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffProtobuf } from '../../../src/schemas/protobuf/compatibility.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { type GoldenCase, readGolden } from '../golden.ts'
import { parseProtobuf } from '../parse.ts'

/** A schema of a case with its dependencies, except those that every schema may import. */
function schema(golden: GoldenCase, side: 'old' | 'new') {
  const dependencies = golden.value(side === 'old' ? 'original_dependencies' : 'update_dependencies') ?? []
  const references = (dependencies as { name: string; dependency: string; builtin?: boolean }[])
    .filter(({ builtin }) => !builtin)
    .map(({ name, dependency }) => ({ name, text: dependency }))
  return parseProtobuf(String(golden.value(side)), { references })
}

for (const golden of readGolden('authored/protobuf.json')) {
  for (const [direction, originalSide, updateSide] of [
    ['backward', 'old', 'new'],
    ['forward', 'new', 'old'],
  ] as const) {
    test(`authored Protobuf case ${golden.value('id')} ${direction}: ${golden.value('note')}`, () => {
      const [original, update] = [schema(golden, originalSide), schema(golden, updateSide)]
      const verdict = golden.inner(direction)
      const found = diffProtobuf(original, update).map(({ kind, path }) => `${kind} ${path}`)
      assert.deepEqual(found.sort(), (verdict.value('changes') as string[]).sort())
      assert.equal(protobuf.check(update, original).length === 0, verdict.value('compatible'))
    })
  }
}
