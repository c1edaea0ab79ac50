/** What every request goes through: media types, bodies, ids, doors, limits, and how errors are told. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import supertest from 'supertest'
import type { Operation, Resource } from '../../src/authorize.ts'
import { registryErrors } from '../../src/registry/index.ts'
import { captureLog } from '../support/captured-log.ts'
import { startRegistryApp } from '../support/registry-app.ts'
import { A1, guidOfA1 } from '../support/registry-fixtures.ts'
import { textOf } from '../support/registry-steps.ts'

const v1 = 'application/vnd.schemaregistry.v1+json'
const registration = JSON.stringify({ schema: textOf(A1) })

test('C62: what cannot be accepted is 406', async (t) => {
  const { server } = await startRegistryApp(t)
  const answer = await supertest(server).get('/subjects').set('Accept', 'text/plain')
  assert.equal(answer.status, 406)
  assert.deepEqual(answer.body, { error_code: 406, message: 'HTTP 406 Not Acceptable' })
  assert.equal(answer.headers['content-type'], v1)
})

test('C62: a body of another type is 415', async (t) => {
  const { server } = await startRegistryApp(t)
  const answer = await supertest(server).post('/subjects/s/versions').type('text/plain').send(registration)
  assert.equal(answer.status, 415)
  assert.deepEqual(answer.body, { error_code: 415, message: 'HTTP 415 Unsupported Media Type' })
})

test('C62: a body that is no JSON is 400, none at all 422', async (t) => {
  const { server } = await startRegistryApp(t)
  const malformed = await supertest(server).post('/subjects/s/versions').type('json').send('{')
  assert.equal(malformed.status, 400)
  assert.equal(malformed.body.error_code, 400)
  assert.match(malformed.body.message, /^The body is not JSON: /)
  for (const body of ['', 'null']) {
    const missing = await supertest(server).post('/subjects/s/versions').type('json').send(body)
    assert.equal(missing.status, 422)
    assert.deepEqual(missing.body, { error_code: 422, message: 'register.request must not be null (was null)' })
  }
})

test('C62: an unknown path is 404, a known one with another method 405 with those it has', async (t) => {
  const { server } = await startRegistryApp(t)
  for (const path of ['/nope', '/subjects/s/nope', '/schemas/ids', '/Subjects', '/v1', '/contexts/.ctx/nope']) {
    const answer = await supertest(server).get(path)
    assert.equal(answer.status, 404, path)
    assert.deepEqual(answer.body, { error_code: 404, message: 'HTTP 404 Not Found' })
  }
  const answer = await supertest(server).delete('/schemas/types')
  assert.equal(answer.status, 405)
  assert.deepEqual(answer.body, { error_code: 405, message: 'HTTP 405 Method Not Allowed' })
  assert.equal(answer.headers['allow'], 'GET, HEAD, OPTIONS')
})

test('HEAD answers the headers of GET, OPTIONS the methods of a path', async (t) => {
  const { server } = await startRegistryApp(t)
  const head = await supertest(server).head('/config')
  assert.equal(head.status, 200)
  assert.equal(head.headers['content-length'], String('{"compatibilityLevel":"BACKWARD"}'.length))
  const options = await supertest(server).options('/config/s')
  assert.equal(options.status, 200)
  assert.equal(options.headers['allow'], 'GET, PUT, DELETE, HEAD, OPTIONS')
})

test('an answer has the type that was asked for, no charset, and tells nothing of what serves it', async (t) => {
  const { server } = await startRegistryApp(t)
  for (const [accept, type] of [
    ['*/*', v1],
    ['application/json', 'application/json'],
    ['application/vnd.schemaregistry+json, application/json', 'application/vnd.schemaregistry+json'],
  ] as const) {
    const { headers } = await supertest(server).get('/subjects/none/versions').set('Accept', accept)
    assert.equal(headers['content-type'], type)
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['etag'], undefined)
  }
})

test('a body of type octet-stream, or of none, is JSON', async (t) => {
  const { url } = await startRegistryApp(t)
  for (const headers of [{}, { 'Content-Type': 'application/octet-stream' }]) {
    const answer = await fetch(`${url}/subjects/s/versions`, {
      method: 'POST',
      body: Buffer.from(registration),
      headers,
    })
    assert.equal(answer.status, 200)
    assert.equal((await json(answer))['guid'], guidOfA1)
  }
})

test('every body is UTF-8, whatever charset it names, and 400 where it is not', async (t) => {
  const { url } = await startRegistryApp(t)
  const schema = JSON.stringify({ type: 'record', name: 'r', doc: 'größer: 値', fields: [] })
  const headers = { 'Content-Type': `${v1}; charset=iso-8859-1` }
  const register = (body: Buffer) => fetch(`${url}/subjects/s/versions`, { method: 'POST', headers, body })
  const answer = await json(await register(Buffer.from(JSON.stringify({ schema }))))
  assert.equal(JSON.parse(String(answer['schema'])).doc, 'größer: 値')
  const latin1 = await register(Buffer.from('{"schema":"\xe9"}', 'latin1'))
  assert.equal(latin1.status, 400)
})

test('a packed body is unpacked, one packed in an unknown way is 415', async (t) => {
  const { url } = await startRegistryApp(t)
  const register = (encoding: string, body: Buffer) =>
    fetch(`${url}/subjects/s/versions`, { method: 'POST', body, headers: { 'Content-Encoding': encoding } })
  assert.equal((await register('gzip', gzipSync(registration))).status, 200)
  assert.equal((await register('rot13', Buffer.from(registration))).status, 415)
  assert.equal((await register('gzip', Buffer.from('this is not gzip'))).status, 400)
})

test('a body beyond the limit is 413, also where it is so only unpacked', async (t) => {
  const { url } = await startRegistryApp(t, { limits: { bodyBytes: 1000 } })
  const big = Buffer.from(JSON.stringify({ schema: ' '.repeat(100_000) }))
  const message = 'The body is larger than 1000 bytes (http.body.bytes)'
  for (const [body, headers] of [
    [big, {}],
    [gzipSync(big), { 'Content-Encoding': 'gzip' }],
  ] as const) {
    const answer = await fetch(`${url}/subjects/s/versions`, { method: 'POST', body, headers })
    assert.equal(answer.status, 413)
    assert.deepEqual(await json(answer), { error_code: 413, message })
  }
  assert.equal((await fetch(`${url}/subjects`)).status, 200)
})

test('a body of more values than anybody needs is 413, however small it is', async (t) => {
  const { url } = await startRegistryApp(t)
  const headers = { 'Content-Type': 'application/json' }
  const send = (body: string) => fetch(`${url}/subjects/s/versions`, { method: 'POST', body, headers })
  const properties = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [index, '']))
  const many = { schema: '"int"', metadata: { properties: properties(15_001) } }
  const message = 'The body holds more than 30000 JSON values; send it in parts.'
  for (const body of [JSON.stringify(many), '['.repeat(30_001)]) {
    const answer = await send(body)
    assert.equal(answer.status, 413)
    assert.deepEqual(await json(answer), { error_code: 413, message })
  }
  const text = JSON.stringify(
    Array.from({ length: 1000 }, (_, index) => ({ type: 'fixed', name: `F${index}`, size: 1 })),
  )
  assert.equal((await send(JSON.stringify({ schema: text }))).status, 200)
})

test('fields of another JSON type are 400 with the place, unknown ones are ignored', async (t) => {
  const { server } = await startRegistryApp(t)
  const register = (body: object) => supertest(server).post('/subjects/s/versions').send(body)
  const wrong = await register({ schema: A1 })
  assert.equal(wrong.status, 400)
  assert.deepEqual(wrong.body, { error_code: 400, message: "Field 'schema' must be a string, not an object" })
  const future = await register({ schema: textOf(A1), future: [{}], references: [] })
  assert.equal(future.status, 200)
})

test('a path that is not well-formed percent-encoding is 400', async (t) => {
  const { server } = await startRegistryApp(t)
  for (const path of ['/subjects/%/versions', '/subjects/%ff/versions', '/config/%e0%a4']) {
    const answer = await supertest(server).get(path)
    assert.equal(answer.status, 400, path)
    assert.equal(answer.body.error_code, 400)
  }
})

test('a number in the query that is none is 404, one given empty is as if absent', async (t) => {
  const { server } = await startRegistryApp(t)
  assert.equal((await supertest(server).get('/subjects?offset=x')).status, 404)
  assert.equal((await supertest(server).get('/subjects?limit=1e3')).status, 404)
  assert.equal((await supertest(server).get('/subjects?limit=&offset=')).status, 200)
})

test('the request id of the client is echoed, and made up where it sent none, a blank one or several', async (t) => {
  const { server } = await startRegistryApp(t)
  const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
  const idFor = async (given?: string | string[]) => {
    const request = supertest(server).get('/nope')
    // Superagent hands a list on to Node, which sends one header for each; its types know only texts.
    if (given !== undefined) request.set('X-Request-ID', given as string)
    return (await request).headers['x-request-id'] as string
  }
  assert.equal(await idFor('mine-1'), 'mine-1')
  for (const given of [undefined, ' ', ['a', 'b']]) assert.match(await idFor(given), uuid)
})

test('a door that does not open is 403, and only health has none', async (t) => {
  const { logger, lines } = captureLog()
  const { server } = await startRegistryApp(t, { authorize: () => false, logger })
  for (const path of [
    '/',
    '/subjects',
    '/subjects/s/versions/1',
    '/schemas/ids/1',
    '/config',
    '/mode/s',
    '/contexts',
    '/metrics',
    '/v1/metadata/id',
  ]) {
    const answer = await supertest(server).get(path)
    assert.equal(answer.status, 403, path)
    assert.deepEqual(answer.body, { error_code: 403, message: 'Forbidden' })
  }
  const unread = await supertest(server).post('/subjects/s/versions').type('json').send('{')
  assert.equal(unread.status, 403, 'and the body is not even looked at')
  assert.equal((await supertest(server).get('/health/live')).status, 200)
  assert.ok(lines.some(({ msg, operation }) => msg === 'request refused' && operation === 'write'))
})

test('the door is asked for what is really meant: the operation, and the subject behind an alias', async (t) => {
  const asked: [Operation, Resource['type'], string][] = []
  const { server } = await startRegistryApp(t, {
    authorize: (principal, operation, { type, name }) => {
      assert.equal(principal.name, 'ANONYMOUS')
      asked.push([operation, type, name])
      return true
    },
  })
  const requests = supertest(server)
  await requests.post('/subjects/a%2Fb/versions').send({ schema: textOf(A1) })
  await requests.put('/config/alias').send({ alias: 'a/b' })
  await requests.get('/subjects/alias/versions')
  await requests.delete('/subjects/alias/versions/1')
  await requests.post('/compatibility/subjects/s/versions').send({ schema: textOf(A1) })
  await requests.put('/config').send({ compatibility: 'NONE' })
  await requests.get('/schemas/ids/1?subject=s')
  assert.deepEqual(asked, [
    ['write', 'subject', 'a/b'],
    ['alterConfigs', 'subject', 'alias'],
    ['describe', 'subject', 'a/b'],
    ['delete', 'subject', 'a/b'],
    ['read', 'subject', 's'],
    ['alterConfigs', 'cluster', ''],
    ['read', 'subject', 's'],
  ])
})

test('a fault of ours is 500 without a word on what it was; the log has it under the request id', async (t) => {
  const { logger, lines } = captureLog()
  const { server } = await startRegistryApp(t, { logger, health: () => Promise.reject(new Error('secret detail')) })
  const answer = await supertest(server).get('/health/ready').set('X-Request-ID', 'find-me')
  assert.equal(answer.status, 500)
  assert.deepEqual(answer.body, { error_code: 500, message: 'Internal Server Error' })
  const line = lines.find(({ msg }) => msg === 'request failed')
  assert.equal(line?.['requestId'], 'find-me')
  assert.match(JSON.stringify(line?.['err']), /secret detail.*app\.test\.ts/)
})

test('a store that fails is the code of the registry, and the log has the cause', async (t) => {
  const { logger, lines } = captureLog()
  const failure = registryErrors.storeFailed('the disk is full').because(new Error('SQLITE_FULL at page 7'))
  const { server } = await startRegistryApp(t, { logger, health: () => Promise.reject(failure) })
  const answer = await supertest(server).get('/health/ready')
  assert.equal(answer.status, 500)
  assert.deepEqual(answer.body, { error_code: 50001, message: 'Error while using the store: the disk is full' })
  assert.match(JSON.stringify(lines.find(({ msg }) => msg === 'request failed')), /SQLITE_FULL at page 7/)
})

test('a store that is away for now is a 503 that says when to ask again', async (t) => {
  const failure = registryErrors.storeUnavailable('the database cannot be reached')
  const { server } = await startRegistryApp(t, { health: () => Promise.reject(failure) })
  const answer = await supertest(server).get('/health/ready')
  assert.equal(answer.status, 503)
  assert.equal(answer.headers['retry-after'], '1')
  assert.equal(answer.body.error_code, 50301)
})

test('a store that is closed harms one answer, not the server', async (t) => {
  const { server, store } = await startRegistryApp(t)
  await store.close()
  const answer = await supertest(server).get('/subjects')
  assert.equal(answer.status, 500)
  assert.deepEqual(answer.body, { error_code: 500, message: 'Internal Server Error' })
  assert.equal((await supertest(server).get('/schemas/types')).status, 200)
})

test('an answer that does not come in time is 504, and what comes later is dropped', async (t) => {
  const { promise, resolve } = Promise.withResolvers<object>()
  const { server } = await startRegistryApp(t, { limits: { requestTimeoutMs: 30 }, health: () => promise as never })
  const answer = await supertest(server).get('/health/ready')
  assert.equal(answer.status, 504)
  assert.deepEqual(answer.body, { error_code: 504, message: 'HTTP 504 Gateway Timeout' })
  resolve({})
  assert.equal((await supertest(server).get('/health/live')).status, 200)
})

test('every request is a line of the log at level debug', async (t) => {
  const { logger, lines } = captureLog()
  const { server } = await startRegistryApp(t, { logger })
  await supertest(server).get('/subjects?deleted=true').set('X-Request-ID', 'r1')
  const line = lines.find(({ requestId }) => requestId === 'r1')
  assert.partialDeepStrictEqual(line, { msg: 'request', method: 'GET', url: '/subjects?deleted=true', status: '200' })
})

async function json(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>
}
