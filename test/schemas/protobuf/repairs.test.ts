import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Side } from '../../../src/schemas/explanation/explanation.ts'
import { Mender } from '../../../src/schemas/explanation/mend.ts'
import { applyEdits } from '../../../src/schemas/explanation/text-edits.ts'
import type { ResolvedReference } from '../../../src/schemas/index.ts'
import { protobufExplanations } from '../../../src/schemas/protobuf/explanation/index.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { protobufFault } from '../../../src/schemas/protobuf/link-faults.ts'
import { type GoldenCase, readGolden } from '../golden.ts'
import { parseProtobuf } from '../parse.ts'
import { schemaPair } from './pairs.ts'

interface Texts {
  readonly older: string
  readonly newer: string
  readonly olderReferences?: readonly ResolvedReference[]
  readonly newerReferences?: readonly ResolvedReference[]
}

/** The newer schema as a candidate; a reader under BACKWARD, a writer under FORWARD, both under FULL. */
function menderOf({ older, newer, olderReferences = [], newerReferences = [] }: Texts, sides: readonly Side[]) {
  const opposite = protobuf.parse({ text: older, references: olderReferences, strict: false, placed: true })
  return new Mender({
    format: protobuf,
    rules: protobufExplanations,
    candidate: { text: newer, references: newerReferences, strict: true, placed: true },
    opposites: sides.map((candidateIs) => ({ candidateIs, parsed: opposite })),
    policy: 'STRICT',
  })
}

/** The newer text after the fix of all that is found, and what the fix is called. */
function mended(texts: Texts, ...sides: Side[]) {
  const fix = menderOf(texts, sides).fixOfAll()
  return fix && { title: fix.title, text: applyEdits(texts.newer, [fix.edit]) }
}

function goldenTexts(golden: GoldenCase): Texts {
  const references = (attribute: string) =>
    ((golden.value(attribute) ?? []) as { name: string; dependency: string; builtin?: boolean }[])
      .filter(({ builtin }) => !builtin)
      .map(({ name, dependency }) => ({ name, text: dependency }))
  return {
    older: String(golden.value('old')),
    newer: String(golden.value('new')),
    olderReferences: references('original_dependencies'),
    newerReferences: references('update_dependencies'),
  }
}

for (const side of ['reader', 'writer'] as const) {
  test(`every incompatible authored pair is mended by an edit of the new schema as ${side}`, (t) => {
    const broken = readGolden('authored/protobuf.json')
      .map(goldenTexts)
      .filter((texts) => menderOf(texts, [side]).open.length > 0)
    const without = broken.filter((texts) => !mended(texts, side))
    t.diagnostic(`${broken.length - without.length} of ${broken.length} have a fix`)
    assert.deepEqual(without, [])
  })
}

test('of generated pairs at least 90 % are mended under each level, by texts that a compiler takes', (t) => {
  for (const sides of [['reader'], ['writer'], ['reader', 'writer']] as const) {
    let [broken, fixed] = [0, 0]
    fc.assert(
      fc.property(schemaPair, (pair) => {
        if (menderOf(pair, sides).open.length === 0) return
        broken++
        const fix = mended(pair, ...sides)
        if (!fix) return
        fixed++
        assert.equal(protobufFault(parseProtobuf(fix.text)), undefined, fix.text)
        assert.deepEqual(menderOf({ ...pair, newer: fix.text }, sides).open, [])
      }),
      { numRuns: 60, seed: 7 },
    )
    t.diagnostic(`as ${sides.join(' and ')}: ${fixed} of ${broken} have a fix`)
    assert.ok(fixed >= broken * 0.9, `${fixed} of ${broken}`)
  }
})
