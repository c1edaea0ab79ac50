/** The seven levels: who must read whom, how far back, and how it is told. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CompatibilityLevel,
  checkLevel,
  compatibilityLevels,
  type EarlierSchema,
  parseLevel,
} from '../../src/registry/index.ts'
import { avro } from '../../src/schemas/avro/index.ts'

function parsed(text: string, version?: number): EarlierSchema {
  const schema = avro.parse({ text, references: [], strict: true })
  return { schemaType: 'AVRO', parsed: schema, schema: text, ...(version !== undefined && { version }) }
}

function verdict(level: CompatibilityLevel, candidate: string, ...newestFirst: string[]) {
  const history = newestFirst.map((text, index) => parsed(text, newestFirst.length - index))
  return checkLevel({ level, format: avro, candidate: parsed(candidate), history })
}

const int = '"int"'
const long = '"long"'
const text = '"string"'

/** A long reads an int; neither of them reads a string, nor a string them. */
const cases: [level: CompatibilityLevel, candidate: string, newestFirst: string[], isCompatible: boolean][] = [
  ['NONE', text, [int], true],
  ['BACKWARD', long, [int], true],
  ['BACKWARD', int, [long], false],
  ['BACKWARD', long, [int, text], true],
  ['BACKWARD_TRANSITIVE', long, [int, text], false],
  ['BACKWARD_TRANSITIVE', long, [int, int], true],
  ['FORWARD', int, [long], true],
  ['FORWARD', long, [int], false],
  ['FORWARD', int, [long, text], true],
  ['FORWARD_TRANSITIVE', int, [long, text], false],
  ['FORWARD_TRANSITIVE', int, [long, long], true],
  ['FULL', int, [int], true],
  ['FULL', long, [int], false],
  ['FULL', int, [long], false],
  ['FULL', int, [int, text], true],
  ['FULL_TRANSITIVE', int, [int, text], false],
  ['FULL_TRANSITIVE', int, [int, int], true],
]

for (const [level, candidate, newestFirst, isCompatible] of cases)
  test(`${level}: ${candidate} after ${newestFirst} is ${isCompatible ? 'fine' : 'refused'}`, () => {
    const { findings, messages, ...answer } = verdict(level, candidate, ...newestFirst)
    assert.equal(answer.isCompatible, isCompatible)
    assert.equal(findings.length > 0, !isCompatible)
    assert.equal(messages.length > 0, !isCompatible)
  })

test('without a history every level is fine', () => {
  for (const level of compatibilityLevels) assert.equal(verdict(level, int).isCompatible, true)
})

test('a transitive check tells the messages of the newest version that fails, and the findings of all', () => {
  const { messages, findings } = verdict('BACKWARD_TRANSITIVE', long, int, text, '"bytes"')
  assert.equal(messages.length, 4)
  assert.match(messages[0] ?? '', /^\{errorType:'TYPE_MISMATCH', description:'.* new schema .* old schema/)
  assert.deepEqual(messages.slice(1), [
    '{oldSchemaVersion: 2}',
    '{oldSchema: \'"string"\'}',
    "{validateFields: 'false', compatibility: 'BACKWARD_TRANSITIVE'}",
  ])
  assert.deepEqual(
    findings.map(({ kind, direction, oldVersion, path }) => ({ kind, direction, oldVersion, path })),
    [
      { kind: 'TYPE_MISMATCH', direction: 'new-reads-old', oldVersion: 2, path: '/' },
      { kind: 'TYPE_MISMATCH', direction: 'new-reads-old', oldVersion: 1, path: '/' },
    ],
  )
})

test('FULL tells the forward findings before the backward ones', () => {
  const { findings, messages } = verdict('FULL', int, text)
  assert.deepEqual(
    findings.map(({ direction }) => direction),
    ['old-reads-new', 'new-reads-old'],
  )
  assert.match(messages[0] ?? '', /old schema .* new schema/)
  assert.match(messages[1] ?? '', /new schema .* old schema/)
  assert.equal(messages[2], '{oldSchemaVersion: 1}')
})

test('FULL describes the old schema only where the new one cannot read it, as the reference does', () => {
  const { messages } = verdict('FULL', long, int)
  assert.equal(messages.length, 2)
  assert.equal(messages[1], "{validateFields: 'false', compatibility: 'FULL'}")
})

test('a version whose number is unknown is described by its text', () => {
  const { messages } = checkLevel({ level: 'BACKWARD', format: avro, candidate: parsed(int), history: [parsed(text)] })
  assert.equal(messages[1], '{oldSchema: \'"string"\'}')
})

test('an old schema above 10 KiB is cut in the message', () => {
  const symbols = Array.from({ length: 2000 }, (_, index) => `"SYMBOL_${index}"`).join(',')
  const { messages } = verdict('BACKWARD', int, `{"type":"enum","name":"E","symbols":[${symbols}]}`)
  const old = messages.find((message) => message.startsWith('{oldSchema:')) ?? ''
  assert.match(old, /^\{oldSchema: <truncated> '\{"type":"enum".*\.\.\.'\}$/)
  assert.equal(old.length, "{oldSchema: <truncated> '...'}".length + 10_240)
})

test('another schema type is one finding, under every level but NONE', () => {
  const history = [{ ...parsed(int, 1), schemaType: 'JSON' as const }]
  for (const level of compatibilityLevels) {
    const { isCompatible, messages, findings } = checkLevel({ level, format: avro, candidate: parsed(int), history })
    assert.equal(isCompatible, level === 'NONE')
    if (isCompatible) continue
    assert.equal(messages[0], 'Incompatible because of different schema type')
    assert.equal(messages.length, 2)
    assert.equal(findings[0]?.kind, 'SCHEMA_TYPE_CHANGED')
    assert.match(findings[0]?.description ?? '', /AVRO.*JSON/)
  }
})

test('levels are read in any case, and an unknown one is refused with 42203', () => {
  assert.equal(parseLevel('full_Transitive'), 'FULL_TRANSITIVE')
  assert.throws(() => parseLevel('FOO'), {
    code: 42203,
    message:
      'Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive',
  })
})

/** A record of so many fields of one type. */
function wide(fieldCount: number, type: string, doc = 'x') {
  const fields = Array.from({ length: fieldCount }, (_, index) => ({ name: `f${index}`, type }))
  return JSON.stringify({ type: 'record', name: 'R', doc, fields })
}

test('1,000 findings are listed, and then how many more there are', () => {
  const { findings, messages } = verdict('BACKWARD', wide(3000, 'int'), wide(3000, 'string'))
  assert.equal(findings.length, 1001)
  assert.equal(findings.at(-1)?.description, '2000 more findings are not listed.')
  assert.equal(messages[1000], '{2000 more findings are not listed.}')
  const both = verdict('BACKWARD_TRANSITIVE', wide(700, 'int'), wide(700, 'string'), wide(700, 'string', 'y'))
  assert.equal(both.findings.length, 1001)
  assert.equal(both.findings.at(-1)?.description, '400 more findings are not listed.')
})

test('parts of schemas are shown with findings up to a million characters, and sentences up to another', () => {
  const union = (prefix: string) =>
    JSON.stringify(Array.from({ length: 250 }, (_, index) => ({ type: 'fixed', name: `${prefix}${index}`, size: 9 })))
  const { findings } = verdict('BACKWARD', union('A'), union('B'))
  assert.equal(findings.length, 250)
  assert.ok(findings[0]?.readerFragment)
  const shown = findings.map(({ readerFragment = '', writerFragment = '' }) => readerFragment + writerFragment)
  assert.ok(shown.join('').length < 1_100_000)
  const name = 'n'.repeat(50_000)
  const long = (type: string) => {
    const fields = Array.from({ length: 30 }, (_, index) => ({ name: `${name}${index}`, type }))
    return JSON.stringify({ type: 'record', name: 'R', fields })
  }
  const many = verdict('BACKWARD', long('int'), long('string')).findings
  assert.match(many.at(-1)?.description ?? '', /^\d+ more findings are not listed\.$/)
  assert.ok(many.map(({ description }) => description).join('').length < 1_100_000)
})
