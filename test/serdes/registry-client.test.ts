/** The registry client against a registry that fails, waits and talks nonsense. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegistryClient, type RegistryClientOptions } from '@schemalog/serdes'
import { serdesError } from './codec.ts'
import { avroLong, notFound, type StubRegistry, startStub } from './stub-registry.ts'

function client(stub: StubRegistry, options: Partial<RegistryClientOptions> = {}): RegistryClient {
  return new RegistryClient({ urls: stub.url, backoffMs: 1, ...options })
}

const schema = { schemaType: 'AVRO', text: '"long"', references: [] } as const

test('registering sends the schema and its type, with the subject escaped', async (t) => {
  const stub = await startStub(t)
  assert.equal(await client(stub).register('a/b c', schema, { normalize: true }), 5)
  const [request] = stub.requests
  assert.equal(request?.method, 'POST')
  assert.equal(request?.path, '/subjects/a%2Fb%20c/versions?normalize=true')
  assert.deepEqual(JSON.parse(request?.body ?? ''), { schemaType: 'AVRO', schema: '"long"' })
  assert.equal(request?.headers['content-type'], 'application/vnd.schemaregistry.v1+json')
})

test('a subject is looked up, and its latest version found', async (t) => {
  const stub = await startStub(t)
  const expected = { subject: 's', version: 1, schemaId: 5, schemaType: 'AVRO', text: '"long"' }
  assert.deepEqual(await client(stub).lookup('s', schema), expected)
  assert.deepEqual(await client(stub).latest('s'), expected)
  assert.deepEqual(
    stub.requests.map(({ path }) => path),
    ['/subjects/s', '/subjects/s/versions/latest'],
  )
})

test('a schema by id is asked for once, by however many at once', async (t) => {
  const stub = await startStub(t)
  const registry = client(stub)
  assert.equal(registry.cachedSchema(5), undefined)
  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, index) => registry.schemaById(index % 50)))
  assert.equal(answers.length, 1_000)
  assert.equal(stub.requests.length, 50)
  assert.deepEqual(await registry.schemaById(5), schema)
  assert.deepEqual(registry.cachedSchema(5), schema)
  assert.equal(stub.requests.length, 50)
})

test('schemas leave the cache when it is over its bytes', async (t) => {
  const stub = await startStub(t)
  const registry = client(stub, { cacheBytes: 3 * '"long"'.length * 2 })
  for (const id of [1, 2, 3]) await registry.schemaById(id)
  await registry.schemaById(1)
  await registry.schemaById(4)
  assert.deepEqual(
    [1, 2, 3, 4].map((id) => registry.isKnown(id)),
    [true, false, true, true],
  )
})

test('ids of another context are asked for there, and kept apart', async (t) => {
  const stub = await startStub(t)
  const registry = client(stub)
  await registry.schemaById(5, { subject: ':.test:s' })
  assert.equal(stub.requests[0]?.path, '/schemas/ids/5?subject=%3A.test%3A')
  assert.equal(registry.isKnown(5), false)
  assert.equal(registry.isKnown(5, ':.test:other'), true)
})

test('references are fetched with the schema, dependencies first and each once', async (t) => {
  const stub = await startStub(t)
  const refer = (...names: string[]) => names.map((name) => ({ name, subject: name, version: 1 }))
  const texts: Record<string, { schema: string; references?: object[] }> = {
    '/schemas/ids/9': { schema: 'main', references: refer('left', 'right') },
    '/subjects/left/versions/1?deleted=true': { schema: 'left', references: refer('base') },
    '/subjects/right/versions/1?deleted=true': { schema: 'right', references: refer('base') },
    '/subjects/base/versions/1?deleted=true': { schema: 'base' },
  }
  stub.answer = ({ path }) => ({ body: texts[path] })
  assert.deepEqual((await client(stub).schemaById(9)).references, ['base', 'left', 'right'])
  assert.equal(stub.requests.length, 4)
})

test('references of a schema in a context are those of its context', async (t) => {
  const stub = await startStub(t)
  const references = [
    { name: 'a', subject: 'plain', version: 1 },
    { name: 'b', subject: ':.other:s', version: 2 },
  ]
  stub.answer = (_, index) => ({ body: { schema: '"int"', references: index === 0 ? references : [] } })
  await client(stub).schemaById(9, { subject: ':.test:s' })
  const paths = stub.requests.slice(1).map(({ path }) => decodeURIComponent(path))
  assert.deepEqual(paths, [
    '/subjects/:.test:plain/versions/1?deleted=true',
    '/subjects/:.other:s/versions/2?deleted=true',
  ])
})

test('a reference that is missing makes the schema missing', async (t) => {
  const stub = await startStub(t)
  const references = [{ name: 'a', subject: 'gone', version: 1 }]
  stub.answer = (_, index) => (index === 0 ? { body: { schema: '"int"', references } } : notFound(40401))
  const registry = client(stub)
  await assert.rejects(registry.schemaById(9), serdesError('registryRefused', { errorCode: 40401 }))
  assert.throws(() => registry.cachedSchema(9), serdesError('registryRefused', { errorCode: 40401 }))
})

for (const code of [40401, 40402, 40403]) {
  test(`a miss with ${code} is believed until its time is over`, async (t) => {
    const stub = await startStub(t)
    stub.answer = () => notFound(code)
    let now = 0
    const registry = client(stub, { missTtlMs: 1_000, now: () => now })
    const refused = serdesError('registryRefused', { errorCode: code, status: 404, reason: 'not there' })
    for (let i = 0; i < 100; i++) await assert.rejects(registry.schemaById(7), refused)
    assert.equal(stub.requests.length, 1)
    now = 1_000
    stub.answer = () => ({ body: avroLong })
    assert.equal((await registry.schemaById(7)).text, '"long"')
  })
}

test('registering forgets the misses', async (t) => {
  const stub = await startStub(t)
  const registry = client(stub)
  stub.answer = ({ path }) => (path.endsWith('/versions') ? { body: avroLong } : notFound(40403))
  await assert.rejects(registry.lookup('s', schema), serdesError('registryRefused'))
  await registry.register('s', schema)
  stub.answer = () => ({ body: avroLong })
  assert.equal((await registry.lookup('s', schema)).schemaId, 5)
})

test('a 404 without a code of the registry is no miss', async (t) => {
  const stub = await startStub(t)
  stub.answer = () => notFound(404, 'HTTP 404 Not Found')
  const registry = client(stub)
  for (let i = 0; i < 2; i++) await assert.rejects(registry.schemaById(7), serdesError('registryRefused'))
  assert.equal(stub.requests.length, 2)
})

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`status ${status} is tried again, and in the end reported`, async (t) => {
    const stub = await startStub(t)
    stub.answer = (_, index) => (index < 2 ? { status, body: '<html>busy</html>' } : { body: avroLong })
    assert.equal(await client(stub).register('s', schema), 5)
    assert.equal(stub.requests.length, 3)
    stub.answer = () => ({ status, body: { error_code: status, message: 'busy' } })
    const failure = serdesError('registryUnreachable', { status, reason: `status ${status}, busy` })
    await assert.rejects(client(stub, { retries: 1 }).register('s', schema), failure)
    assert.equal(stub.requests.length, 5)
  })
}

test('a dropped connection is tried again', async (t) => {
  const stub = await startStub(t)
  stub.answer = (_, index) => (index === 0 ? undefined : { body: avroLong })
  assert.equal(await client(stub).register('s', schema), 5)
})

test('what the registry refuses for good is not tried again', async (t) => {
  const stub = await startStub(t)
  stub.answer = () => ({ status: 409, body: { error_code: 40901, message: 'incompatible' } })
  const failure = serdesError('registryRefused', { status: 409, errorCode: 40901, reason: 'incompatible' })
  await assert.rejects(client(stub).register('s', schema), failure)
  assert.equal(stub.requests.length, 1)
})

for (const { what, body, status } of [
  { what: 'HTML', body: '<!doctype html><title>Login</title>', status: 200 },
  { what: 'HTML with status 404', body: '<h1>Not Found</h1>', status: 404 },
  { what: 'nothing', body: '', status: 204 },
  { what: 'JSON of something else', body: { hello: 'world' }, status: 200 },
  { what: 'a list', body: [1], status: 200 },
  { what: 'an id that is no number', body: { id: '5' }, status: 200 },
]) {
  test(`${what} is no registry's answer`, async (t) => {
    const stub = await startStub(t)
    stub.answer = () => ({ body: status === 204 ? '' : body, status })
    await assert.rejects(client(stub).register('s', schema), serdesError('registryAnswerInvalid'))
    assert.equal(stub.requests.length, 1)
  })
}

test('an answer that does not come in time is given up', async (t) => {
  const stub = await startStub(t)
  stub.answer = () => new Promise(() => {})
  const failure = serdesError('registryUnreachable', { reason: 'no answer in 20 ms' })
  await assert.rejects(client(stub, { timeoutMs: 20, retries: 0 }).schemaById(5), failure)
})

test('retries end with the deadline', async (t) => {
  const stub = await startStub(t)
  stub.answer = () => ({ status: 503 })
  await assert.rejects(
    client(stub, { retries: 1_000, deadlineMs: 0 }).schemaById(5),
    serdesError('registryUnreachable'),
  )
  assert.equal(stub.requests.length, 1)
})

test('the next URL is tried when one fails, and preferred from then on', async (t) => {
  const [first, second] = [await startStub(t), await startStub(t)]
  first.answer = () => ({ status: 503 })
  const registry = new RegistryClient({ urls: ['http://127.0.0.1:1', first.url, `${second.url}/`] })
  for (const id of [1, 2, 3]) await registry.schemaById(id)
  assert.deepEqual([first.requests.length, second.requests.length], [1, 3])
  second.answer = () => undefined
  first.answer = () => ({ body: avroLong })
  await registry.schemaById(4)
  assert.equal(first.requests.length, 2)
})

test('when no URL answers, the error names one and why', async () => {
  const registry = new RegistryClient({ urls: ['http://127.0.0.1:1'], retries: 0 })
  await assert.rejects(
    registry.schemaById(1),
    serdesError('registryUnreachable', { url: 'http://127.0.0.1:1', reason: /./ }),
  )
  assert.throws(
    () => new RegistryClient({ urls: 'nonsense' }),
    serdesError('registryUnreachable', { reason: /no URL/ }),
  )
  assert.throws(() => new RegistryClient({ urls: [] }), serdesError('registryUnreachable'))
})

test('a path in the URL stays in front of the registry’s own', async (t) => {
  const stub = await startStub(t)
  await client(stub, { urls: `${stub.url}/proxy/registry/?x=1` }).schemaById(5)
  assert.equal(stub.requests[0]?.path, '/proxy/registry/schemas/ids/5')
})

for (const { how, options, expected } of [
  {
    how: 'a user name and password',
    options: { auth: { username: 'ada', password: 'lövelace' } },
    expected: `Basic ${Buffer.from('ada:lövelace').toString('base64')}`,
  },
  { how: 'a token', options: { auth: { token: 'abc' } }, expected: 'Bearer abc' },
  { how: 'a token that is fetched', options: { auth: { token: async () => 'fresh' } }, expected: 'Bearer fresh' },
  { how: 'a header of one’s own', options: { headers: { authorization: 'Custom x' } }, expected: 'Custom x' },
] satisfies { how: string; options: Partial<RegistryClientOptions>; expected: string }[]) {
  test(`requests carry ${how}`, async (t) => {
    const stub = await startStub(t)
    await client(stub, options).schemaById(5)
    assert.equal(stub.requests[0]?.headers['authorization'], expected)
  })
}

test('user name and password in the URL are sent as basic authentication', async (t) => {
  const stub = await startStub(t)
  await client(stub, { urls: stub.url.replace('//', '//ada:p%40ss@') }).schemaById(5)
  assert.equal(stub.requests[0]?.headers['authorization'], `Basic ${Buffer.from('ada:p@ss').toString('base64')}`)
})

test('who gives up is let go at once; others go on waiting for the same answer', async (t) => {
  const stub = await startStub(t)
  const { promise, resolve } = Promise.withResolvers<{ body: object }>()
  stub.answer = () => promise
  const registry = client(stub)
  const controller = new AbortController()
  const impatient = registry.schemaById(5, { signal: controller.signal })
  const patient = registry.schemaById(5)
  controller.abort(new Error('enough'))
  await assert.rejects(impatient, { message: 'enough' })
  resolve({ body: avroLong })
  assert.equal((await patient).text, '"long"')
  assert.equal(stub.requests.length, 1)
})

test('when the last one gives up, nothing is tried any more', async (t) => {
  const stub = await startStub(t)
  const controller = new AbortController()
  stub.answer = () => {
    controller.abort(new Error('enough'))
    return { status: 503 }
  }
  const registry = client(stub, { backoffMs: 60_000 })
  await assert.rejects(registry.schemaById(5, { signal: controller.signal }), { message: 'enough' })
  await assert.rejects(registry.schemaById(5, { signal: AbortSignal.abort(new Error('before')) }), {
    message: 'before',
  })
  stub.answer = () => ({ body: avroLong })
  assert.equal((await registry.schemaById(5)).text, '"long"')
  assert.equal(stub.requests.length, 2)
})
