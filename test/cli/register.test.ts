/** Folders of schemas: references found and put in order, all or none, and what is said when that cannot be. */

import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../support/server.ts'
import { ask, commandIn, record, setUp, withoutOwnRoutes } from './command-server.ts'

const avroFolder = {
  // It sorts before what it refers to.
  'schemas/a-order.avsc': {
    type: 'record',
    name: 'Order',
    namespace: 'shop',
    fields: [
      { name: 'by', type: ['null', 'Customer'], default: null },
      { name: 'to', type: { type: 'array', items: 'shop.geo.Address' } },
    ],
  },
  'schemas/customer.avsc': {
    type: 'record',
    name: 'shop.Customer',
    fields: [{ name: 'at', type: 'shop.geo.Address' }],
  },
  'schemas/geo/address.avsc': { type: 'record', name: 'Address', namespace: 'shop.geo', fields: [] },
  'schemas/package.json': { name: 'no schema' },
  'schemas/.hidden/x.avsc': 'nothing of this is read',
}

type Row = { file: string; subject: string; outcome: string; version?: number; id?: number }

test('a folder is registered in the order of its references, twice with the same outcome', async (t) => {
  const { registryUrl, write, json, run } = await setUp(t)
  for (const [file, content] of Object.entries(avroFolder)) await write(file, content)
  const rows = (await json(['register', 'schemas', '--dry-run'])) as Row[]
  const expected = [
    ['geo/address.avsc', 'address'],
    ['customer.avsc', 'customer'],
    ['a-order.avsc', 'a-order'],
  ]
  const seen = (all: Row[]) =>
    all.map(({ file, subject, outcome }) => [file.replace(/^schemas./, ''), subject, outcome])
  assert.deepEqual(
    seen(rows),
    expected.map((row) => [...row, 'new']),
  )
  assert.deepEqual(await ask(registryUrl, 'GET', '/subjects'), [])
  const { stderr, stdout } = await run(['register', 'schemas', '--json'])
  assert.equal(
    stderr,
    '1 JSON files whose "$schema" names no JSON Schema draft are passed over; name them to register them.\n',
  )
  assert.deepEqual(
    seen(JSON.parse(stdout)),
    expected.map((row) => [...row, 'new']),
  )
  assert.deepEqual(
    seen((await json(['register', 'schemas/**/*.avsc'])) as Row[]).map(([, , outcome]) => outcome),
    ['existing', 'existing', 'existing'],
  )
  const order = (await ask(registryUrl, 'GET', '/subjects/a-order/versions/1')) as { references: unknown }
  assert.deepEqual(order.references, [
    { name: 'shop.Customer', subject: 'customer', version: 1 },
    { name: 'shop.geo.Address', subject: 'address', version: 1 },
  ])
})

test('JSON Schema and Protobuf are joined by $ref, $id and import, and named by path or by what they define', async (t) => {
  const { registryUrl, write, json } = await setUp(t)
  await write('s/order.json', {
    $schema: 'x',
    type: 'object',
    properties: { a: { $ref: 'geo/address.json#/x' }, b: { $ref: 'https://me/c.json' } },
  })
  await write('s/geo/address.json', { $schema: 'x', x: { type: 'string' } })
  await write('s/any-name.json', { $schema: 'x', $id: 'https://me/c.json', type: 'integer' })
  await write(
    'p/shop/order.proto',
    '// import "no.proto";\nsyntax = "proto3"; package shop; import "geo/address.proto"; import "google/protobuf/any.proto"; message Order { geo.Address a = 1; google.protobuf.Any b = 2; }',
  )
  await write(
    'p/geo/address.proto',
    'syntax = "proto3"; package geo; message Address { string s = 1; /* import "x"; */ }',
  )
  const rows = (await json(['register', 's', 'p', '--name-by', 'path'])) as Row[]
  assert.deepEqual(rows.map(({ subject, outcome }) => `${subject} ${outcome}`).sort(), [
    'any-name.json new',
    'geo/address.json new',
    'geo/address.proto new',
    'order.json new',
    'shop/order.proto new',
  ])
  const order = (await ask(registryUrl, 'GET', '/subjects/order.json/versions/1')) as { references: unknown }
  assert.deepEqual(order.references, [
    { name: 'geo/address.json', subject: 'geo/address.json', version: 1 },
    { name: 'https://me/c.json', subject: 'any-name.json', version: 1 },
  ])
  await write('list.json', { 'geo/address.proto': 'mapped' })
  const named = (await json(['register', 'p', '--name-by', 'record', '--subjects', 'list.json', '--dry-run'])) as Row[]
  assert.deepEqual(
    named.map(({ subject }) => subject),
    ['mapped', 'shop.Order'],
  )
})

test('one refused file keeps all others out, and each is told about', async (t) => {
  const { registryUrl, write, run } = await setUp(t)
  await write('s/a.avsc', record('A'))
  await write('s/b.avsc', '{"type":"record"}')
  const { code, stdout, stderr } = await run(['register', 's'])
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /^schemalog: s.b\.avsc: Invalid schema/)
  assert.match(stderr, /Not registered because of that: s.a\.avsc\.\n$/)
  assert.deepEqual(await ask(registryUrl, 'GET', '/subjects'), [])
  const asJson = JSON.parse((await run(['register', 's', '--json'])).stdout) as Row[]
  assert.deepEqual(
    asJson.map(({ outcome }) => outcome),
    ['withheld', 'refused'],
  )
})

test('what is not among the files comes from the registry where it is named', async (t) => {
  const { registryUrl, write, run, fine } = await setUp(t)
  await write('s/a.avsc', { type: 'array', items: 'shop.Customer' })
  await write('customer.avsc', { type: 'record', name: 'shop.Customer', fields: [] })
  await fine(['register', 'customer.avsc'])
  const missing = await run(['register', 's'])
  assert.deepEqual([missing.code, missing.stdout], [2, ''])
  assert.match(
    missing.stderr,
    /a\.avsc refers to 'shop\.Customer', which none of the files defines; name the file .*or --reference/,
  )
  await fine(['register', 's', '--reference', 'shop.Customer=customer'])
  const { references } = (await ask(registryUrl, 'GET', '/subjects/a/versions/1')) as { references: unknown }
  assert.deepEqual(references, [{ name: 'shop.Customer', subject: 'customer', version: 1 }])
})

test('where a change comes from is told by flags and by the variables of a pipeline', async (t) => {
  const { registryUrl } = await startServer(t)
  const pipeline = {
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_SHA: 'c0ffee',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'me/shop',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_RUN_ID: '42',
  }
  const { write, fine } = await commandIn(t, registryUrl, pipeline)
  await write('a.avsc', record('A'))
  await fine(['register', 'a.avsc', '--author', 'Grace'])
  const { changes } = (await ask(registryUrl, 'GET', '/schemalog/v1/changes')) as { changes: { provenance: object }[] }
  assert.deepEqual(changes.at(-1)?.provenance, {
    author: 'Grace',
    commit: 'c0ffee',
    repository: 'https://github.com/me/shop',
    pullRequest: '7',
    run: 'https://github.com/me/shop/actions/runs/42',
  })
})

test('another registry gets the files one after the other, and that is said', async (t) => {
  const { registryUrl } = await startServer(t)
  const other = await withoutOwnRoutes(t, registryUrl)
  const { write, run } = await commandIn(t, other)
  for (const [file, content] of Object.entries(avroFolder)) await write(file, content)
  await write('schemas/z.avsc', '{"type":"record"}')
  const { code, stdout, stderr } = await run(['register', 'schemas/**/*.avsc'])
  assert.equal(code, 1)
  assert.match(
    stderr,
    /is no Schemalog, so the files are registered one after the other\.\nschemalog: schemas.z\.avsc: /,
  )
  assert.match(stdout, /address +1 +1 +new\n.*customer +1 +2 +new\n.*a-order +1 +3 +new\n$/)
  assert.match(
    (await run(['register', 'schemas/**/*r.avsc', '--reference', 'shop.geo.Address=address'])).stdout,
    /customer +1 +2\n.*a-order +1 +3\n$/,
  )
})

const wrong: { title: string; files: Record<string, string | Buffer | object>; args: string[]; says: RegExp }[] = [
  {
    title: 'a circle',
    files: {
      's/a.avsc': { type: 'array', items: { type: 'record', name: 'A', fields: [{ name: 'b', type: 'B' }] } },
      's/b.avsc': { type: 'record', name: 'B', fields: [{ name: 'a', type: 'A' }] },
    },
    args: ['s'],
    says: /refer to each other in a circle: s.a\.avsc -> s.b\.avsc -> s.a\.avsc/,
  },
  {
    title: 'two files for one subject',
    files: { 's/a.avsc': record('A'), 's/x/a.avsc': record('B') },
    args: ['s'],
    says: /s.a\.avsc and s.x.a\.avsc would both become subject 'a'; --name-by or --subjects/,
  },
  {
    title: 'one name in two files',
    files: { 's/a.avsc': record('A'), 's/b.avsc': record('A'), 's/c.avsc': { type: 'array', items: 'A' } },
    args: ['s'],
    says: /'A', which s.c\.avsc refers to, is defined in s.a\.avsc and in s.b\.avsc/,
  },
  {
    title: 'binary',
    files: { 'a.avsc': Buffer.from([0xff, 0xfe, 0]) },
    args: ['a.avsc'],
    says: /a\.avsc is no text in UTF-8/,
  },
  {
    title: 'huge',
    files: { 'a.avsc': 'x'.repeat(4 * 1024 * 1024 + 1) },
    args: ['a.avsc'],
    says: /a\.avsc has 4194305 bytes; a schema has at most/,
  },
  { title: 'a device', files: {}, args: ['/dev/zero', '--type', 'AVRO'], says: /\/dev\/zero is no file/ },
  {
    title: 'an empty folder',
    files: { 's/readme.txt': 'x' },
    args: ['s'],
    says: /There is no schema file \(\.avsc, \.json, \.proto\) in s/,
  },
  { title: 'a glob without a match', files: {}, args: ['*.avsc'], says: /Nothing matches \*\.avsc/ },
  {
    title: 'a wrong list',
    files: { 'l.json': '[]', 'a.avsc': record('A') },
    args: ['a.avsc', '--subjects', 'l.json'],
    says: /l\.json should be a JSON object/,
  },
  {
    title: 'one subject for two',
    files: { 's/a.avsc': record('A'), 's/b.avsc': record('B') },
    args: ['s', '--subject', 'x'],
    says: /--subject goes with one file only/,
  },
  {
    title: 'a wrong reference',
    files: { 'a.avsc': record('A') },
    args: ['a.avsc', '--reference', 'A'],
    says: /--reference expects NAME=SUBJECT/,
  },
]

test('files that make no sense are wrong use: named in a sentence before anything is sent', async (t) => {
  await Promise.all(
    wrong.map(async ({ title, files, args, says }) => {
      const { write, run } = await commandIn(t, 'http://127.0.0.1:1')
      for (const [file, content] of Object.entries(files)) await write(file, content)
      const { code, stdout, stderr } = await run(['register', ...args])
      assert.match(stderr, says, title)
      assert.doesNotMatch(stderr, /\n\s+at /)
      assert.deepEqual([code, stdout], [2, ''], title)
    }),
  )
})

test('a link that leads out of its folder is refused; one that leads in a circle is followed once', async (t) => {
  const { cwd, write, run, json } = await setUp(t)
  await write('secret.avsc', record('Secret'))
  await write('s/a.avsc', record('A'))
  await symlink(join(cwd, 's'), join(cwd, 's/again'))
  assert.equal(((await json(['register', 's'])) as Row[]).length, 1)
  await symlink(join(cwd, 'secret.avsc'), join(cwd, 's/b.avsc'))
  const { code, stderr } = await run(['register', 's'])
  assert.equal(code, 2)
  assert.match(stderr, /s.b\.avsc is a link that leads out of its folder/)
})
