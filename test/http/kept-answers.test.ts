/** What was answered once is sent again without asking the registry: with the same manners, and only while it holds. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createMetrics } from '../../src/telemetry/index.ts'
import { startRegistryApp } from '../support/registry-app.ts'

const schema = '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}'
const next =
  '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"n","type":"int","default":0,"doc":"ä"}]}'

async function register(url: string, text: string): Promise<void> {
  const response = await fetch(`${url}/subjects/orders/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: text }),
  })
  assert.equal(response.status, 200)
}

/** Asked twice, so that the second answer goes the short way. */
async function askTwice(url: string, init: RequestInit = {}) {
  const answers = []
  for (let time = 0; time < 2; time++) {
    const response = await fetch(url, init)
    const { 'x-request-id': requestId, date, ...headers } = Object.fromEntries(response.headers)
    assert.ok(requestId)
    answers.push({ status: response.status, headers, body: await response.text() })
  }
  return answers
}

const paths = [
  '/schemas/ids/1',
  '/schemas/ids/1/schema',
  '/subjects/orders/versions/latest',
  '/subjects/orders/versions',
]

for (const path of paths)
  for (const method of ['GET', 'HEAD'])
    test(`${method} ${path} is answered alike on both ways`, async (t) => {
      const { url } = await startRegistryApp(t)
      await register(url, schema)
      const [long, short] = await askTwice(url + path, { method, headers: { accept: 'application/json' } })
      assert.deepEqual(short, long)
      assert.equal(short?.status, 200)
      assert.equal(short.headers['content-type'], 'application/json')
      assert.equal(short.body === '', method === 'HEAD')
    })

test('another type that a client accepts is another answer with another tag', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  const path = `${url}/schemas/ids/1`
  const [plain] = await askTwice(path, { headers: { accept: 'application/json' } })
  const [own] = await askTwice(path, { headers: { accept: 'application/vnd.schemaregistry.v1+json' } })
  assert.equal(own?.headers['content-type'], 'application/vnd.schemaregistry.v1+json')
  assert.notEqual(own.headers['etag'], plain?.headers['etag'])
  assert.equal((await fetch(path, { headers: { accept: 'image/png' } })).status, 406)
})

test('who has the answer already is told so, until it is another', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  const path = `${url}/subjects/orders/versions/latest`
  const [first] = await askTwice(path)
  const tag = first?.headers['etag'] ?? ''
  for (const condition of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const [known] = await askTwice(path, { headers: { 'if-none-match': condition } })
    assert.equal(known?.status, 304)
    assert.equal(known.body, '')
    assert.equal(known.headers['etag'], tag)
  }
  await register(url, next)
  const [changed] = await askTwice(path, { headers: { 'if-none-match': tag } })
  assert.equal(changed?.status, 200)
  assert.match(changed.body, /ä/)
})

test('after a write nothing older is answered', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  const path = `${url}/subjects/orders/versions/latest`
  await askTwice(path)
  await register(url, next)
  const [after] = await askTwice(path)
  assert.equal(JSON.parse(after?.body ?? '').version, 2)
  const remove = (query: string) => fetch(`${url}/subjects/orders${query}`, { method: 'DELETE' })
  await remove('')
  assert.equal((await fetch(path)).status, 404)
  assert.equal((await askTwice(`${url}/schemas/ids/1`))[1]?.status, 200)
  await remove('?permanent=true')
  assert.equal((await fetch(`${url}/schemas/ids/1`)).status, 404)
})

test('the door is asked each time', async (t) => {
  let open = true
  const { url } = await startRegistryApp(t, { authorize: (_principal, operation) => open || operation !== 'read' })
  await register(url, schema)
  await askTwice(`${url}/schemas/ids/1`, { headers: { accept: 'application/json' } })
  open = false
  const [kept] = await askTwice(`${url}/schemas/ids/1`, { headers: { accept: 'application/json' } })
  const [never] = await askTwice(`${url}/schemas/ids/1?subject=`, { headers: { accept: 'application/json' } })
  assert.equal(kept?.status, 403)
  assert.deepEqual(kept, never)
})

test('what went the short way is counted under its route', async (t) => {
  const metrics = createMetrics()
  const { url } = await startRegistryApp(t, { metrics })
  await register(url, schema)
  for (let time = 0; time < 3; time++) await (await fetch(`${url}/schemas/ids/1`)).text()
  const { text } = await metrics.print()
  assert.match(text, /schemalog_http_requests_total\{route="\/schemas\/ids\/:id",method="GET",status="200"\} 3/)
})

test('a short answer carries the request id that the client sent', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  await askTwice(`${url}/schemas/ids/1`)
  const response = await fetch(`${url}/schemas/ids/1`, { headers: { 'x-request-id': 'mine' } })
  assert.equal(response.headers.get('x-request-id'), 'mine')
})

test('an answer may be kept and is to be asked for again, that of an id or a guid too: it may be removed', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  const [byId, latest] = [await fetch(`${url}/schemas/ids/1`), await fetch(`${url}/subjects/orders/versions/latest`)]
  assert.equal(byId.headers.get('cache-control'), 'private, no-cache')
  assert.equal(latest.headers.get('cache-control'), 'private, no-cache')
})

/** What is asked, what is asked besides and answered otherwise, and a write after which the answer is another. */
const asks = [
  { path: '/subjects/orders', text: schema, other: next, write: { method: 'DELETE', path: '/subjects/orders' } },
  {
    path: '/compatibility/subjects/orders/versions/latest',
    text: schema.replace('string', 'int'),
    other: schema,
    write: { method: 'PUT', path: '/config/orders', body: '{"compatibility":"NONE"}' },
  },
]

for (const { path, text, other, write } of asks)
  test(`POST ${path} is answered again, and anew after a write`, async (t) => {
    let open = true
    const { url } = await startRegistryApp(t, { authorize: (_principal, operation) => open || operation !== 'read' })
    await register(url, schema)
    const headers = { 'content-type': 'application/json', 'if-none-match': '*' }
    const ask = (asked: string) =>
      askTwice(url + path, { method: 'POST', headers, body: JSON.stringify({ schema: asked }) })
    const [long, short] = await ask(text)
    assert.deepEqual(short, long)
    assert.equal(short?.status, 200)
    assert.equal(short.headers['etag'], undefined)
    assert.notDeepEqual((await ask(other))[0], short)
    open = false
    assert.equal((await ask(text))[1]?.status, 403)
    open = true
    await fetch(url + write.path, { headers, ...write })
    assert.notEqual((await ask(text))[0]?.body, short.body)
  })

/** Asks for the raw answer of a POST, sent piece by piece as a client may. */
async function postPieces(url: string, pieces: readonly (string | Buffer)[], headers: Record<string, string> = {}) {
  const asked = request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } })
  const answered = once(asked, 'response')
  for (const piece of pieces) await new Promise((sent) => asked.write(piece, sent))
  asked.end()
  const [response] = await answered
  return { status: response.statusCode, body: await text(response) }
}

test('a lookup is answered alike however its body is sent', async (t) => {
  const { url } = await startRegistryApp(t)
  await register(url, schema)
  const path = `${url}/subjects/orders`
  const body = JSON.stringify({ schema })
  const length = { 'content-length': String(body.length) }
  const first = await postPieces(path, [body], length)
  assert.equal(first.status, 200)
  assert.deepEqual(await postPieces(path, [body.slice(0, 9), body.slice(9)], length), first)
  assert.deepEqual(await postPieces(path, [body.slice(0, 9), body.slice(9)]), first)
  const packed = gzipSync(body)
  const packedHeaders = { 'content-encoding': 'gzip', 'content-length': String(packed.length) }
  assert.deepEqual(await postPieces(path, [packed], packedHeaders), first)
  const long = body + ' '.repeat(20_000)
  assert.deepEqual(await postPieces(path, [long], { 'content-length': String(long.length) }), first)
})

test('a body of another type or length is refused, whoever asked the same before', async (t) => {
  const { url } = await startRegistryApp(t, { limits: { bodyBytes: 200 } })
  await register(url, schema)
  const path = `${url}/subjects/orders`
  const ask = (body: string, type = 'application/json') => postPieces(path, [body], { 'content-type': type })
  const body = JSON.stringify({ schema })
  const length = { 'content-length': String(body.length) }
  for (let time = 0; time < 2; time++) assert.equal((await postPieces(path, [body], length)).status, 200)
  assert.equal((await postPieces(path, [body], { ...length, 'content-type': 'text/xml' })).status, 415)
  assert.equal((await ask(body, 'text/xml')).status, 415)
  assert.equal((await ask(body + ' '.repeat(200))).status, 413)
  const long = body + ' '.repeat(200)
  assert.equal((await postPieces(path, [long], { 'content-length': String(long.length) })).status, 413)
})

test('lookups that went the short way are counted once under their route', async (t) => {
  const metrics = createMetrics()
  const { url } = await startRegistryApp(t, { metrics })
  await register(url, schema)
  const body = JSON.stringify({ schema })
  const length = { 'content-length': String(body.length) }
  for (let time = 0; time < 3; time++) await postPieces(`${url}/subjects/orders`, [body], length)
  const { text } = await metrics.print()
  assert.match(text, /schemalog_http_requests_total\{route="\/subjects\/:subject",method="POST",status="200"\} 3/)
  assert.match(text, /schemalog_cache_hits_total\{cache="answers"\} 2/)
})
