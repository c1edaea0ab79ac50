import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkJson } from '../../../../src/schemas/json/compatibility.ts'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { jsonSchemaText } from '../schema-maker.ts'
import { incompatiblePairs, parsePlaced } from './golden-pairs.ts'

/** What changed, where, and in which directions it is safe. */
function changes(older: string, newer: string): string[] {
  return jsonExplanations.changes(parsePlaced(older), parsePlaced(newer)).map(({ what, path, backward, forward }) => {
    const safe = [...(backward ? ['backward'] : []), ...(forward ? ['forward'] : [])]
    return `${what} ${path} ${safe.join(' ') || 'neither'}`
  })
}

const cases: [what: string, older: string, newer: string, expected: string[]][] = [
  ['nothing has changed', '{"type":"string"}', '{"type":"string"}', []],
  [
    'changes come in the order of the newer schema',
    '{"properties":{"a":{"maxLength":5},"b":{"type":"string"},"c":{"title":"C"}},"additionalProperties":false}',
    '{"properties":{"c":{"title":"D"},"d":{},"a":{"maxLength":6}},"additionalProperties":false}',
    [
      'removed #/properties/b forward',
      'order #/properties backward forward',
      'doc #/properties/c backward forward',
      'added #/properties/d backward',
      'limit #/properties/a/maxLength backward',
    ],
  ],
  [
    'a description and a default',
    '{"type":"string","default":"a"}',
    '{"type":"string","description":"D","default":"b"}',
    ['doc #/ backward forward', 'default #/ backward forward'],
  ],
  ['another type', '{"type":"string"}', '{"type":"integer"}', ['retyped #/ neither']],
  [
    'a format is not compared',
    '{"format":"date","type":"string"}',
    '{"format":"time","type":"string"}',
    ['format #/format backward forward'],
  ],
  ['values come and go', '{"enum":[1,2]}', '{"enum":[2,3]}', ['values #/enum neither']],
  [
    'inside a definition, where it is used and where it stands',
    '{"$ref":"#/definitions/A","definitions":{"A":{"type":"string","format":"date"}}}',
    '{"$ref":"#/definitions/A","definitions":{"A":{"type":"string","format":"time","minLength":1}}}',
    ['format #/definitions/A/format backward forward', 'limit #/minLength forward'],
  ],
]
for (const [what, older, newer, expected] of cases) {
  test(`changes: ${what}`, () => assert.deepEqual(changes(older, newer), expected))
}

function assertConsistent(older: string, newer: string): void {
  const [before, after] = [parsePlaced(older), parsePlaced(newer)]
  const all = jsonExplanations.changes(before, after)
  assert.equal(
    all.every(({ backward }) => backward),
    checkJson(after, before).length === 0,
  )
  assert.equal(
    all.every(({ forward }) => forward),
    checkJson(before, after).length === 0,
  )
  for (const { description } of all) assert.match(description, /^[A-Z].*\.$/s)
}

test('a pair has an unsafe change exactly where the check fails in that direction', () => {
  for (const { reader, writer } of incompatiblePairs()) assertConsistent(writer, reader)
  fc.assert(fc.property(jsonSchemaText, jsonSchemaText, assertConsistent), { numRuns: 150 })
})

test('surprises are told of in whole sentences', () => {
  fc.assert(
    fc.property(jsonSchemaText, jsonSchemaText, (older, newer) => {
      for (const { description } of jsonExplanations.surprises(parsePlaced(older), parsePlaced(newer))) {
        assert.match(description, /^[A-Z].*\.$/s)
      }
    }),
    { numRuns: 100 },
  )
})
