/** The feed of changes: pages, waiting, a stream of events; and the check of the log. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import request from 'supertest'
import { startRegistryApp } from '../../support/registry-app.ts'

const feed = '/schemalog/v1/changes'

async function startFeed(t: TestContext) {
  const draining = new AbortController()
  const { server, url } = await startRegistryApp(t, { draining: draining.signal })
  const api = request(server)
  const register = (subject: string, schema: string, headers: Record<string, string> = {}) =>
    api.post(`/subjects/${subject}/versions`).set(headers).send({ schema }).expect(200)
  return { api, url, register, drain: () => draining.abort() }
}

/** Reads a stream of events one by one; comments are left out. */
async function listen(t: TestContext, url: string, headers: Record<string, string> = {}) {
  const controller = new AbortController()
  t.after(() => controller.abort())
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: controller.signal,
  })
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  assert.ok(response.body)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    stop: () => controller.abort(),
    /** The next event as its lines; `undefined` at the end. */
    async next(): Promise<Record<string, string> | undefined> {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end < 0) {
          const { done, value } = await reader.read()
          if (done) return undefined
          text += value
          continue
        }
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        if (lines.every((line) => line.startsWith(':'))) continue
        return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]))
      }
    },
  }
}

test('the feed tells every write with its schema, who made it and from where', async (t) => {
  const { api, url } = await startFeed(t)
  await fetch(`${url}/subjects/s/versions`, {
    method: 'POST',
    headers: {
      // Text beyond Latin-1 goes as the bytes of its UTF-8.
      'Schemalog-Author': Buffer.from('Zoë Łuk <zoe@example.com>').toString('latin1'),
      'Schemalog-Commit': '1f2e3d4',
      'Schemalog-Pull-Request': '42',
      'Schemalog-Run': 'https://ci.example/7',
    },
    body: Buffer.from(JSON.stringify({ schema: '"int"' })),
  })
  await api.delete('/subjects/s/versions/1').set('Schemalog-Commit', 'fff0000').expect(200)
  const { body } = await api.get(feed).expect(200)
  const [registered, deleted] = body.changes
  assert.deepEqual(
    { ...registered, time: 0, hash: '', after: { ...registered.after, createdAt: 0 } },
    {
      sequence: 1,
      time: 0,
      actor: 'User:ANONYMOUS',
      operation: 'register',
      subject: 's',
      version: 1,
      after: {
        version: 1,
        schemaId: 1,
        guid: 'ef524ea1-b91e-7317-3d93-8ade36c1db32',
        schemaType: 'AVRO',
        deleted: false,
        createdAt: 0,
        createdBy: 'User:ANONYMOUS',
      },
      content: { schema: '"int"' },
      provenance: {
        author: 'Zoë Łuk <zoe@example.com>',
        commit: '1f2e3d4',
        pullRequest: '42',
        run: 'https://ci.example/7',
      },
      hash: '',
    },
  )
  assert.deepEqual([deleted.operation, deleted.before.deleted, deleted.after.deleted], ['softDelete', false, true])
  assert.deepEqual(deleted.provenance, { commit: 'fff0000' })
  assert.deepEqual([body.next, body.head], [2, { sequence: 2, hash: deleted.hash }])
  assert.deepEqual((await api.get(`${feed}/head`)).body, body.head)
})

test('pages go on where the one before ended, and filters leave out the rest', async (t) => {
  const { api, register } = await startFeed(t)
  await register('a', '"int"')
  await register(':.ctx:b', '"int"')
  await api.put('/config/a').send({ compatibility: 'NONE' }).expect(200)
  await register('a', '"string"')
  const sequences = async (query: string) => {
    const { body } = await api.get(`${feed}?${query}`).expect(200)
    return [body.changes.map(({ sequence }: { sequence: number }) => sequence), body.next]
  }
  assert.deepEqual(await sequences('limit=3'), [[1, 2, 3], 3])
  assert.deepEqual(await sequences('after=3'), [[4], 4])
  assert.deepEqual(await sequences('after=4'), [[], 4])
  assert.deepEqual(await sequences('subject=a'), [[1, 3, 4], 4])
  assert.deepEqual(await sequences('subject=%3A.ctx%3Ab'), [[2], 2])
  assert.deepEqual(await sequences('context=.ctx'), [[2], 2])
  assert.deepEqual(await sequences('operation=setConfig&operation=deleteConfig'), [[3], 3])
  assert.deepEqual(await sequences('after=2&subject=%3A.ctx%3Ab'), [[], 4])
  await api.get(`${feed}?operation=other`).expect(404)
})

test('who waits is answered by the next change, by the end of the time, or by the end of the server', async (t) => {
  const { api, register, drain } = await startFeed(t)
  await register('s', '"int"')
  const known = await api.get(`${feed}?waitMs=30000`).expect(200)
  assert.equal(known.body.changes.length, 1)
  const nothing = await api.get(`${feed}?after=1&waitMs=1`).expect(200)
  assert.deepEqual([nothing.body.changes, nothing.body.next], [[], 1])
  const [waiting] = await Promise.all([api.get(`${feed}?after=1&waitMs=30000`).expect(200), register('s2', '"string"')])
  assert.deepEqual(
    waiting.body.changes.map(({ sequence }: { sequence: number }) => sequence),
    [2],
  )
  const drained = api.get(`${feed}?after=2&waitMs=30000`).expect(200)
  setImmediate(drain)
  assert.deepEqual((await drained).body.changes, [])
})

test('events come as they are written, and go on after the last one that a client has seen', async (t) => {
  const { url, register } = await startFeed(t)
  await register('s', '"int"')
  const first = await listen(t, url + feed)
  assert.equal((await first.next())?.['id'], '1')
  await register('s2', '"int"')
  const event = await first.next()
  assert.deepEqual([event?.['id'], event?.['event']], ['2', 'change'])
  assert.equal(JSON.parse(event?.['data'] ?? '').subject, 's2')
  first.stop()
  await register('s3', '"int"')
  const again = await listen(t, url + feed, { 'last-event-id': '2' })
  assert.equal((await again.next())?.['id'], '3')
  again.stop()
  for (const id of ['2e0', '0x2', ' ', '-1', '2.0']) {
    const anew = await listen(t, url + feed, { 'last-event-id': id })
    assert.equal((await anew.next())?.['id'], '1', `'${id}' is no id that an event had`)
    anew.stop()
  }
})

test('a filtered stream tells how far it has looked, so that a client need not begin again', async (t) => {
  const { url, register } = await startFeed(t)
  await register('a', '"int"')
  await register('b', '"int"')
  const events = await listen(t, `${url}${feed}?subject=other`)
  assert.deepEqual(await events.next(), { id: '2' })
})

test('streams end when the server drains', async (t) => {
  const { url, register, drain } = await startFeed(t)
  await register('a', '"int"')
  const events = await listen(t, url + feed)
  await events.next()
  drain()
  assert.equal(await events.next(), undefined)
})

test('the check of the log goes on from an earlier one, and tells a hash that is another by now', async (t) => {
  const { api, register } = await startFeed(t)
  await register('a', '"int"')
  await register('a', '"long"')
  const { body } = await api.get(`${feed}/verification?limit=1`).expect(200)
  assert.deepEqual([body.intact, body.complete, body.through], [true, false, 1])
  const rest = await api.get(`${feed}/verification?after=1&hash=${body.hash}`).expect(200)
  assert.deepEqual([rest.body.intact, rest.body.complete, rest.body.through], [true, true, 2])
  const other = await api.get(`${feed}/verification?after=1&hash=${'0'.repeat(64)}`).expect(200)
  assert.deepEqual([other.body.intact, other.body.fault.sequence, other.body.fault.kind], [false, 1, 'changed'])
})

const wrongProvenance: [string, string][] = [
  ['Schemalog-Commit', 'has blanks'],
  ['Schemalog-Run', 'javascript:alert(1)'],
  ['Schemalog-Author', 'x'.repeat(256)],
]

for (const [header, value] of wrongProvenance)
  test(`${header}: ${value.slice(0, 20)} is refused with 42292, and nothing is written`, async (t) => {
    const { api } = await startFeed(t)
    const { body } = await api.post('/subjects/s/versions').set(header, value).send({ schema: '"int"' }).expect(422)
    assert.equal(body.error_code, 42292)
    assert.equal((await api.get(`${feed}/head`)).body.sequence, 0)
  })

test('a version is shown with who registered it, from where, and who refers to it', async (t) => {
  const { api, register } = await startFeed(t)
  const text = '{"type": "record", "name": "R", "fields": []}'
  await register('r', text, { 'Schemalog-Commit': 'abc1234', 'Schemalog-Repository': 'example/orders' })
  const references = [{ name: 'R', subject: 'r', version: 1 }]
  await api.post('/subjects/u/versions').send({ schema: '{"type":"array","items":"R"}', references }).expect(200)
  const { body } = await api.get('/schemalog/v1/subjects/r/versions/latest').expect(200)
  const provenance = { commit: 'abc1234', repository: 'example/orders' }
  assert.deepEqual(
    { ...body, createdAt: 0, guid: '' },
    {
      subject: 'r',
      version: 1,
      id: 1,
      deleted: false,
      createdAt: 0,
      createdBy: 'User:ANONYMOUS',
      provenance,
      guid: '',
      schemaType: 'AVRO',
      schema: '{"type":"record","name":"R","fields":[]}',
      registeredText: text,
      referencedBy: [{ subject: 'u', version: 1 }],
    },
  )
  const list = await api.get('/schemalog/v1/subjects/r/versions').expect(200)
  assert.deepEqual(
    list.body.map(({ provenance }: { provenance: object }) => provenance),
    [provenance],
  )
  await api.get('/schemalog/v1/subjects/none/versions').expect(404)
})
