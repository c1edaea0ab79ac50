/** `schemalog diff`: files, git revisions, folders and subjects, with the place and the safety of each change. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { schemalog } from '../support/command.ts'
import { record, register, setUp } from './command-server.ts'
import { type Files, gitRepository } from './git-repository.ts'

const order = (...fields: readonly object[]) => ({ type: 'record', name: 'Order', fields })
const field = (name: string, type: unknown) => ({ name, type })
const address = (type: unknown) => ({ type: 'record', name: 'Address', fields: [field('city', type)] })
const dialect = 'http://json-schema.org/draft-07/schema#'
const proto = (...fields: readonly string[]) => `syntax = "proto3";\nmessage A {\n  ${fields.join('\n  ')}\n}\n`

interface Answer {
  isDifferent: boolean
  schemas: { older: string; newer: string; changes: Change[]; warnings: { kind: string }[]; safe: object }[]
  added: string[]
  removed: string[]
  faults: object[]
}
interface Change {
  what: string
  newPlace?: Place
  oldPlace?: Place
  safe: { BACKWARD: boolean; FORWARD: boolean; FULL: boolean }
}
interface Place {
  file: string
  line: number
  column: number
}

async function repository(t: Parameters<typeof gitRepository>[0], files: Files) {
  const { folder, write, remove, commit } = await gitRepository(t, files)
  const run = (...args: readonly string[]) => schemalog(['diff', ...args], { cwd: folder })
  const diff = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(...args, '--json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout) as Answer
  }
  return { folder, write, remove, commit, run, diff }
}

/** `added s/a.avsc:3:9 BF`: what, where in the newer text or else in the older, and the levels under which it is safe. */
function shown({ what, newPlace, oldPlace, safe }: Change): string {
  const { file, line, column } = newPlace ?? oldPlace ?? { file: '?', line: 0, column: 0 }
  return `${what} ${file}:${line}:${column} ${safe.BACKWARD ? 'B' : '-'}${safe.FORWARD ? 'F' : '-'}`
}

test('each change has its place and the levels under which it is safe, in all three formats', async (t) => {
  const { write, diff } = await repository(t, {
    'order.avsc': order(field('id', 'int'), field('to', 'Address'), field('gone', 'string')),
    'address.avsc': address('string'),
    'a.proto': proto('string x = 1;', 'string gone = 2;'),
    'j.json': { $schema: dialect, type: 'object', properties: { b: { type: 'integer' } } },
  })
  write({
    'order.avsc': order(field('id', 'long'), field('to', 'Address'), field('note', 'string')),
    'address.avsc': address(['null', 'string']),
    'a.proto': proto('string x = 1;', 'int32 more = 3;'),
    'j.json': { $schema: dialect, type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
  })
  const changes = async (file: string) => (await diff(`HEAD:${file}`, file)).schemas[0]?.changes.map(shown)
  assert.deepEqual(await changes('order.avsc'), [
    'retyped order.avsc:7:15 B-',
    // What it refers to has changed, which stands in another file.
    'retyped address.avsc:7:15 B-',
    'added order.avsc:14:15 -F',
    'removed HEAD:order.avsc:14:15 B-',
  ])
  assert.deepEqual(await changes('a.proto'), ['added a.proto:4:9 BF', 'removed HEAD:a.proto:4:10 BF'])
  assert.deepEqual(await changes('j.json'), ['retyped j.json:6:15 B-', 'required j.json:10:5 -F'])
  const [avro] = (await diff('HEAD:order.avsc', 'order.avsc')).schemas
  assert.deepEqual(avro?.safe, { BACKWARD: false, FORWARD: false, FULL: false })
  assert.deepEqual(
    avro?.warnings.map(({ kind }) => kind),
    ['LONG_BEYOND_DOUBLE', 'UNION_GAINS_BRANCH'],
  )
})

test('a difference is exit code 0, or 1 for those who want it; blanks are no difference', async (t) => {
  const { write, run } = await repository(t, { 'a.avsc': order(field('id', 'int')) })
  write({ 'a.avsc': JSON.stringify(order(field('id', 'int'))), 'b.avsc': order(field('id', 'long')) })
  const same = await run('HEAD:a.avsc', 'a.avsc', '--exit-code')
  assert.deepEqual(same, { code: 0, stdout: 'HEAD:a.avsc and a.avsc are the same.\n', stderr: '' })
  const different = await run('a.avsc', 'b.avsc')
  assert.equal(different.code, 0)
  assert.match(different.stdout, /^a\.avsc -> b\.avsc\n\n {2}b\.avsc:7:15 retyped\n {4}Field 'id' was int/)
  assert.match(different.stdout, /\n {2}safe under BACKWARD, not under FORWARD or FULL\n$/)
  assert.equal((await run('a.avsc', 'b.avsc', '--exit-code')).code, 1)
})

test('folders are compared schema by schema, also of two revisions', async (t) => {
  const { write, remove, commit, run, diff } = await repository(t, {
    's/order.avsc': order(field('id', 'int')),
    's/same.avsc': record('Same'),
    's/old.avsc': record('Old'),
    's/broken.avsc': record('Broken'),
    'other/x.avsc': record('X'),
  })
  write({ 's/order.avsc': order(field('id', 'long')), 's/new.avsc': record('New'), 's/broken.avsc': '{"type":' })
  remove('s/old.avsc')
  const { code, stdout, stderr } = await run('HEAD:s', 's', '--json')
  // The one that is no schema is told, and the others are still compared.
  assert.equal(code, 1)
  assert.match(stderr, /broken\.avsc/)
  const { schemas, added, removed } = JSON.parse(stdout) as Answer
  assert.deepEqual(
    schemas.map(({ older, newer }) => [older, newer]),
    [['HEAD:s/order.avsc', 's/order.avsc']],
  )
  assert.deepEqual(removed, ['HEAD:s/old.avsc'])
  assert.ok(added.includes('s/new.avsc'))
  remove('s/broken.avsc')
  commit()
  const revisions = await diff('HEAD~1:s', 'HEAD:s')
  assert.deepEqual(revisions.added, ['HEAD:s/new.avsc'])
  assert.equal((await diff('HEAD:other', 'HEAD~1:other')).isDifferent, false)
})

test('versions of subjects are compared with each other and with files, with what they refer to', async (t) => {
  const { registryUrl, write, json } = await setUp(t)
  await register(registryUrl, 'address', JSON.stringify(address('string')))
  await register(registryUrl, 'address', JSON.stringify(address(['null', 'string'])))
  for (const version of [1, 2])
    await register(registryUrl, 'order', JSON.stringify(order(field('to', 'Address'))), {
      references: [{ name: 'Address', subject: 'address', version }],
    })
  const versions = (await json(['diff', 'order@1', 'order@latest'])) as Answer
  assert.deepEqual(versions.schemas[0]?.changes.map(shown), ['retyped address@2:1:67 B-'])
  await write('order.avsc', order(field('to', 'Address'), { ...field('note', 'string'), default: '' }))
  await write('address.avsc', address(['null', 'string']))
  const file = (await json(['diff', 'order@2', 'order.avsc'])) as Answer
  assert.deepEqual(file.schemas[0]?.changes.map(shown), ['added order.avsc:1:82 BF'])
  // Beside another project with the same names, that of the file counts.
  await write('other/schemalog.yaml', '')
  await write('other/order.avsc', order(field('to', 'Address')))
  await write('other/address.avsc', address(['null', 'string']))
  assert.equal(((await json(['diff', 'order@2', 'other/order.avsc'])) as Answer).isDifferent, false)
})

test('what is not there, and what cannot be compared, is one sentence', async (t) => {
  const { run } = await repository(t, { 'a.avsc': order(field('id', 'int')), 's/b.proto': proto('string x = 1;') })
  const cases: readonly (readonly [string, string, number, RegExp])[] = [
    ['a.avsc', 'b.avsc', 2, /^schemalog: b\.avsc is no file; a schema is a file, REVISION:PATH/],
    ['HEAD:b.avsc', 'a.avsc', 2, /^schemalog: HEAD has no b\.avsc\.\n$/],
    ['nowhere:a.avsc', 'a.avsc', 2, /^schemalog: git knows no revision 'nowhere' here/],
    ['a.avsc', 's', 2, /^schemalog: a\.avsc and s should be two schemas or two folders\.\n$/],
    ['a.avsc', 'order@1', 3, /^schemalog: No registry answers/],
  ]
  for (const [older, newer, code, message] of cases) {
    const answer = await run(older, newer, '--registry', 'http://127.0.0.1:1')
    assert.equal(answer.code, code)
    assert.match(answer.stderr, message)
  }
  const types = await run('a.avsc', 's/b.proto')
  assert.match(types.stdout, /is of type AVRO, the newer one of type PROTOBUF/)
})
