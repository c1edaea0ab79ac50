/** Health and metrics. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { checkHealth } from '../../../src/http/index.ts'
import { startRegistryApp } from '../../support/registry-app.ts'
import { A1 } from '../../support/registry-fixtures.ts'
import { textOf } from '../../support/registry-steps.ts'

test('a server whose parts are well is ready, whatever its client accepts', async (t) => {
  const { server } = await startRegistryApp(t)
  for (const path of ['/health/live', '/health/ready']) {
    const answer = await supertest(server).get(path).set('Accept', 'text/plain')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/json')
  }
  const ready = await supertest(server).get('/health/ready')
  assert.deepEqual(ready.body, { status: 'ready', parts: { database: { healthy: true } } })
})

test('a server whose database is gone is alive, but not ready, and says why', async (t) => {
  const { server, store } = await startRegistryApp(t)
  await store.close()
  assert.equal((await supertest(server).get('/health/live')).status, 200)
  const ready = await supertest(server).get('/health/ready')
  assert.equal(ready.status, 503)
  assert.equal(ready.body.status, 'not ready')
  assert.equal(ready.body.parts.database.healthy, false)
  assert.ok(ready.body.parts.database.reason.length > 0)
})

test('a part that throws and one that rejects are ill, the others are not', async () => {
  const report = await checkHealth({
    database: () => Promise.reject(new Error('gone')),
    log: () => {
      throw new Error('full')
    },
    broker: () => undefined,
  })
  assert.deepEqual(report, {
    database: { healthy: false, reason: 'gone' },
    log: { healthy: false, reason: 'full' },
    broker: { healthy: true },
  })
})

test('requests are counted and timed by pattern, method and status, never by what users typed', async (t) => {
  const { server } = await startRegistryApp(t)
  const requests = supertest(server)
  await requests.post('/subjects/s1/versions').send({ schema: textOf(A1) })
  await requests.get('/subjects/s1/versions')
  await requests.get('/subjects/s2/versions')
  await requests.get('/nope/s3')
  await requests.delete('/schemas/types')
  const { text, headers } = await requests.get('/metrics')
  assert.match(headers['content-type'] ?? '', /^text\/plain/)
  const counted = text.split('\n').filter((line) => line.startsWith('schemalog_http_requests_total'))
  assert.deepEqual(counted.toSorted(), [
    'schemalog_http_requests_total{route="/schemas/types",method="DELETE",status="405"} 1',
    'schemalog_http_requests_total{route="/subjects/:subject/versions",method="GET",status="200"} 1',
    'schemalog_http_requests_total{route="/subjects/:subject/versions",method="GET",status="404"} 1',
    'schemalog_http_requests_total{route="/subjects/:subject/versions",method="POST",status="200"} 1',
    'schemalog_http_requests_total{route="unmatched",method="GET",status="404"} 1',
  ])
  assert.match(text, /schemalog_http_request_duration_seconds_count\{.*route="\/subjects\/:subject\/versions".*\} 2/)
})
