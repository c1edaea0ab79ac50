/** The commands that show and change what a registry holds, and what they say to people and to programs. */

import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { commandIn, record, register, setUp } from './command-server.ts'

test('subjects are listed by prefix, with what is deleted, and deleted in two steps', async (t) => {
  const { registryUrl, fine, json, run } = await setUp(t)
  await register(registryUrl, 'a', record('A', 'x'))
  await register(registryUrl, 'a', record('A', 'x', 'y'))
  await register(registryUrl, ':.test:b', record('B'))
  const row = { subject: 'a', schemaType: 'AVRO', deleted: false }
  const strip = (rows: unknown) => (rows as { ts: number; guid: string }[]).map(({ ts, guid, ...rest }) => rest)
  assert.deepEqual(strip(await json(['subjects', '--prefix', 'a'])), [{ ...row, version: 2, id: 2 }])
  assert.match(await fine(['subjects', 'list']), /^SUBJECT .*\n:\.test:b +1 +1 +AVRO\na +2 +2 +AVRO\n$/)

  assert.deepEqual(await json(['subjects', 'delete', 'a', '1']), { subject: 'a', deleted: [1], permanent: false })
  assert.match(await fine(['subjects', 'versions', 'a', '--deleted']), /a +1 +1 +AVRO +yes\na +2 +2 +AVRO\n/)
  const active = await run(['subjects', 'delete', 'a', '2', '--permanent'])
  assert.deepEqual([active.code, active.stdout], [1, ''])
  assert.match(active.stderr, /was not deleted first/)
  assert.equal(
    await fine(['subjects', 'delete', 'a']),
    "Soft-deleted version 2 of 'a'; --permanent removes for good.\n",
  )
  assert.deepEqual(strip(await json(['subjects'])).length, 1)
  assert.match(await fine(['subjects', '--deleted']), /a +2 +2 +AVRO +yes/)
  assert.equal(await fine(['subjects', 'delete', 'a', '--permanent']), "Removed versions 1, 2 of 'a' for good.\n")
  assert.deepEqual(strip(await json(['subjects', '--deleted'])).length, 1)
})

test('schemas are shown by id, by guid and as their text, and where they are used', async (t) => {
  const { registryUrl, fine, json } = await setUp(t)
  const text = record('A', 'x')
  const { id } = await register(registryUrl, 'a', text)
  await register(registryUrl, 'b', text)
  assert.deepEqual(JSON.parse(await fine(['schemas', 'id', String(id)])), JSON.parse(text))
  const shown = (await json(['schemas', 'id', String(id)])) as { guid: string; schema: string }
  assert.equal(shown.schema, text)
  assert.equal(((await json(['schemas', 'guid', shown.guid])) as { schema: string }).schema, text)
  assert.equal(await fine(['schemas', 'text', String(id)]), `${text}\n`)
  assert.deepEqual(await json(['schemas', 'uses', String(id)]), [
    { subject: 'a', version: 1 },
    { subject: 'b', version: 1 },
  ])
  assert.match(await fine(['schemas', '--latest', '--offset', '1']), /^SUBJECT.*\nb +1 +1 +AVRO\n$/)
  assert.ok(((await json(['schemas', 'types'])) as string[]).includes('AVRO'))
})

test('a config is patched field by field, in the registry, a context and a subject', async (t) => {
  const { fine, json, run } = await setUp(t)
  assert.deepEqual(await json(['config', 'set', 'compatibility=full', 'normalize=true', '--subject', 's']), {
    compatibility: 'FULL',
    normalize: true,
  })
  assert.deepEqual(await json(['config', 'set', 'normalize=', '--subject', 's']), { compatibility: 'FULL' })
  assert.match(await fine(['config', '--subject', 's']), /^FIELD +VALUE\ncompatibilityLevel +FULL\n$/)
  await fine(['config', 'set', 'compatibilityLevel=NONE', '--context', 'test'])
  assert.deepEqual(await json(['config', 'get', '--context', '.test', '--subject', 'x', '--effective']), {
    compatibilityLevel: 'NONE',
  })
  await fine(['config', 'set', 'defaultMetadata={"properties":{"owner":"team"}}'])
  assert.match(await fine(['config']), /defaultMetadata +\{"properties":\{"owner":"team"\}\}/)
  await fine(['config', 'delete', '--subject', 's'])
  const none = await run(['config', '--subject', 's'])
  assert.deepEqual([none.code, none.stderr.includes('does not have subject-level')], [1, true])
})

test('a mode is set, shown and cleared', async (t) => {
  const { fine, json } = await setUp(t)
  assert.equal(await fine(['mode']), 'READWRITE\n')
  assert.equal(await fine(['mode', 'set', 'readonly', '--subject', 's']), "The mode of subject 's' is READONLY.\n")
  assert.deepEqual(await json(['mode', 'get', '--subject', 's']), { mode: 'READONLY' })
  assert.equal(
    await fine(['mode', 'delete', '--subject', 's']),
    "The mode of subject 's' is cleared; it was READONLY.\n",
  )
  assert.deepEqual(await json(['mode', '--subject', 's', '--effective']), { mode: 'READWRITE' })
})

test('contexts are listed, and deleted when they are empty', async (t) => {
  const { registryUrl, fine, json, run } = await setUp(t)
  await register(registryUrl, ':.test:b', record('B'))
  assert.deepEqual(await json(['contexts']), ['.', '.test'])
  assert.equal((await run(['contexts', 'delete', '.test'])).code, 1)
  await fine(['subjects', 'delete', ':.test:b'])
  await fine(['subjects', 'delete', ':.test:b', '--permanent'])
  assert.equal(await fine(['contexts', 'delete', '.test']), "Deleted context '.test'.\n")
  assert.equal(await fine(['contexts']), 'CONTEXT\n.\n')
})

test('one sign-in works by flag, by variable and in the URL, and its lack is explained', async (t) => {
  const seen: (string | undefined)[] = []
  const url = await answering(t, (request, response) => {
    seen.push(request.headers.authorization)
    response.statusCode = request.headers.authorization ? 200 : 401
    response.end('[]')
  })
  const { fine, run } = await commandIn(t, url)
  await fine(['contexts', '--user', 'me:se:cret'])
  await fine(['contexts', '--token', 'abc'])
  await fine(['contexts', '--registry', url.replace('http://', 'http://me:se%3Acret@')])
  const withVariable = await commandIn(t, url, { SCHEMALOG_REGISTRY_TOKEN: 'abc' })
  await withVariable.fine(['contexts'])
  const basic = `Basic ${Buffer.from('me:se:cret').toString('base64')}`
  assert.deepEqual(seen, [basic, 'Bearer abc', basic, 'Bearer abc'])
  const refused = await run(['contexts'])
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /wants to know who you are \(401\): give --user NAME:PASSWORD/)
  const wrong = await run(['contexts', '--user', 'secret'])
  assert.deepEqual([wrong.code, wrong.stderr], [2, 'schemalog: --user expects NAME:PASSWORD.\n'])
})

test('an answer that is no registry’s is named for what it is', async (t) => {
  const page = await answering(t, (_, response) => response.end('<!DOCTYPE html><html></html>'))
  const empty = await answering(t, (_, response) => response.writeHead(500).end())
  const { run } = await commandIn(t, page)
  const html = await run(['subjects'])
  assert.equal(html.code, 3)
  assert.match(html.stderr, /is no schema registry: it answered 200 with a web page \(HTML\)/)
  const nothing = await run(['subjects', '--registry', empty])
  assert.equal(nothing.code, 3)
  assert.match(nothing.stderr, /it answered 500 with no body/)
})

test('names from a registry cannot move the cursor of a terminal', async (t) => {
  const evil = 'a\u001b[2J\nb'
  const url = await answering(t, (request, response) =>
    response
      .writeHead(request.url === '/contexts' ? 200 : 404)
      .end(JSON.stringify(request.url === '/contexts' ? [evil] : { message: evil })),
  )
  const { fine, run } = await commandIn(t, url)
  assert.equal(await fine(['contexts']), 'CONTEXT\na\\u001b[2J b\n')
  assert.equal((await run(['mode'])).stderr, 'schemalog: a\\u001b[2J\nb\n')
})

/** A web server that is no registry of ours. */
async function answering(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
