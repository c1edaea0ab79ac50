/** `schemalog lock`: what is agreed upon, what changed since, and a check that needs nothing else. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'yaml'
import { commandIn, setUp } from './command-server.ts'

const order = (...fields: readonly object[]) => ({ type: 'record', name: 'Order', fields })
const to = { name: 'to', type: 'Address' }
const address = (type: unknown) => ({ type: 'record', name: 'Address', fields: [{ name: 'city', type }] })
const proto = '// An item.\nsyntax = "proto3";\n\nmessage Item {\n\tstring id = 1;\n}\n'

async function project(t: TestContext, registry = 'http://127.0.0.1:1') {
  const { cwd, write, run, fine } = await commandIn(t, registry)
  await write('s/order.avsc', order(to))
  await write('s/address.avsc', address('string'))
  await write('s/item.proto', proto)
  const lock = () => readFileSync(join(cwd, 's/schemas.lock'), 'utf8')
  return { cwd, write, run, fine, lock }
}

test('a lock has one entry a subject, and is the same when nothing changed', async (t) => {
  const { write, fine, lock } = await project(t)
  await write('s/schemalog.yaml', 'schemas:\n  - files: order.avsc\n    level: full\n')
  assert.equal(await fine(['lock', 's']), 's/schemas.lock is written: 3 subjects.\n')
  const text = lock()
  const { schemas } = parse(text)
  assert.deepEqual(Object.keys(schemas), ['address', 'item', 'order'])
  const { hash, ...entry } = schemas.order
  assert.match(hash, /^sha256:[0-9a-f]{64}$/)
  assert.deepEqual(entry, {
    file: 'order.avsc',
    type: 'AVRO',
    level: 'FULL',
    references: { Address: 'address' },
    text: JSON.stringify(order(to)),
  })
  // As it is written in its file, to be read.
  assert.match(
    text,
    /\n {4}text: \|\n {6}\/\/ An item\.\n {6}syntax = "proto3";\n\n {6}message Item \{\n {6}\tstring id = 1;\n/,
  )
  assert.equal(await fine(['lock', 'update', 's']), 's/schemas.lock is as it was: 3 subjects.\n')
  assert.equal(lock(), text)
  assert.equal(await fine(['lock', 'verify', 's']), 's/schemas.lock is up to date.\n')
})

test('what changed without the lock is told, each thing in a sentence', async (t) => {
  const { cwd, write, run, fine } = await project(t)
  await fine(['lock', 's'])
  await write('s/schemalog.yaml', 'schemas:\n  - files: order.avsc\n    level: none\n')
  await write('s/address.avsc', address(['null', 'string']))
  await write('s/new.avsc', order())
  await rm(join(cwd, 's/item.proto'))
  const { code, stdout, stderr } = await run(['lock', 'verify', 's'])
  assert.equal(code, 1)
  assert.deepEqual(stdout.split('\n'), [
    "'address' (address.avsc) changed",
    "  Field 'city' was string and is now null or string.",
    "'item' (item.proto) is in the lock and not in the folder",
    "'new' (new.avsc) is not in the lock",
    "'order' (order.avsc) changed",
    '  level was not set and is now NONE.',
    '',
  ])
  assert.match(stderr, /^schemalog: s\/schemas\.lock is not up to date; 'schemalog lock update' writes it anew\.\n$/)
  await fine(['lock', 's'])
  await fine(['lock', 'verify', 's'])
})

test('a check against the lock needs neither git nor a registry', async (t) => {
  const { write, run, fine } = await project(t)
  await fine(['lock', 's'])
  assert.match(await fine(['check', 's', '--against', 'lock']), /3 schemas against s\/schemas\.lock .*nothing breaks/)
  await write('s/address.avsc', address('int'))
  const { code, stdout } = await run(['check', 's', '--against', 'lock:s/schemas.lock', '--json'])
  assert.equal(code, 1)
  const { schemas } = JSON.parse(stdout)
  assert.deepEqual(
    schemas.map(({ subject, state }: Record<string, string>) => `${subject} ${state}`),
    ['address incompatible', 'item unchanged', 'order incompatible'],
  )
  // Nor is it locked, unless somebody means it.
  const refused = await run(['lock', 's'])
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /^schemalog: Nothing is written: this breaks what is locked\. With --force/)
  await fine(['lock', 's', '--force'])
  assert.match(await fine(['check', 's', '--against', 'lock']), /nothing breaks/)
})

test('versions and ids are those of a registry, and stay as long as the schema is the same', async (t) => {
  const { registryUrl } = await setUp(t)
  const { write, fine, lock } = await project(t, registryUrl)
  await fine(['register', 's/address.avsc', 's/order.avsc'])
  await fine(['lock', 's', '--ids'])
  const numbers = () =>
    Object.entries<Record<string, number>>(parse(lock()).schemas).map(([subject, { version, id }]) => [
      subject,
      version,
      id,
    ])
  assert.deepEqual(numbers(), [
    ['address', 1, 1],
    ['item', undefined, undefined],
    ['order', 1, 2],
  ])
  await write('s/item.proto', `${proto}// More.\n`)
  await fine(['lock', 's'])
  assert.deepEqual(numbers()[0], ['address', 1, 1])
  // What refers to a schema that changed is another one too.
  await write('s/address.avsc', address(['string', 'null']))
  await fine(['lock', 's'])
  assert.deepEqual(numbers(), [
    ['address', undefined, undefined],
    ['item', undefined, undefined],
    ['order', undefined, undefined],
  ])
})

test('a lock that is missing, no lock, or edited by hand is one sentence', async (t) => {
  const { write, run, fine, lock } = await project(t)
  const says = async (args: readonly string[]) => {
    const { code, stderr } = await run(args)
    assert.equal(code, 2)
    return stderr
  }
  const missing = /^schemalog: There is no s\/schemas\.lock; 'schemalog lock update' writes it\.\n$/
  assert.match(await says(['lock', 'verify', 's']), missing)
  assert.match(await says(['check', 's', '--against', 'lock']), missing)
  await fine(['lock', 's'])
  const text = lock()
  const wrong: readonly (readonly [string, RegExp])[] = [
    [text.replace('"string"', '"int"'), /the text of subject 'address' is not the one that its hash is of/],
    [text.replace(/ +type: AVRO\n/, ''), /the entry of subject 'address' is not whole/],
    [text.replace('lockVersion: 1', 'lockVersion: 2'), /has the form 2, and this schemalog knows form 1/],
    ['a: [', /is no lock: /],
    ['<<<<<<< HEAD\n', /is no lock: /],
  ]
  for (const [content, message] of wrong) {
    await write('s/schemas.lock', content)
    assert.match(await says(['lock', 'verify', 's']), message)
  }
  await write('s/schemas.lock', text)
  await write('s/bad.avsc', '{"type":"record","name":"Bad","fields":[{"name":"x","type":"Nowhere"}]}')
  assert.match(await says(['lock', 's']), /bad\.avsc refers to 'Nowhere'/)
})
