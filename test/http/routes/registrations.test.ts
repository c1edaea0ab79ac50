/** Registering several schemas over HTTP, and who may not register by the ordinary call. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { allowAll } from '../../../src/authorize.ts'
import { A1, A2X } from '../../registry/fixtures.ts'
import { startRegistryApp } from '../../support/registry-app.ts'

const path = '/schemalog/v1/registrations'

test('all are registered and told with id, version and changes; provenance of the body goes with each', async (t) => {
  const { server } = await startRegistryApp(t)
  const api = request(server)
  const provenance = { commit: 'abc1234', run: 'https://ci.example/9' }
  const schemas = [
    { subject: 'u', schema: '{"type":"array","items":"R"}', references: [{ name: 'R', subject: 'r' }] },
    { subject: 'r', schema: '{"type":"record","name":"R","fields":[]}' },
  ]
  const planned = await api.post(`${path}?dryRun=true`).send({ schemas, provenance }).expect(200)
  assert.deepEqual([planned.body.registered, planned.body.accepted, planned.body.dryRun], [false, true, true])
  assert.deepEqual((await api.get('/subjects')).body, [])
  const { body } = await api.post(path).send({ schemas, provenance }).expect(200)
  assert.deepEqual([body.registered, body.accepted, body.dryRun], [true, true, false])
  assert.deepEqual(
    body.results.map(({ subject, outcome, id, version }: Record<string, unknown>) => [subject, outcome, id, version]),
    [
      ['u', 'new', 2, 1],
      ['r', 'new', 1, 1],
    ],
  )
  assert.deepEqual(body.results[0].registered.references, [{ name: 'R', subject: 'r', version: 1 }])
  assert.deepEqual(
    body.results[1].changes.map(({ operation, subject }: Record<string, unknown>) => [operation, subject]),
    [['register', 'r']],
  )
  const shown = await api.get('/schemalog/v1/subjects/u/versions/1').expect(200)
  assert.deepEqual(shown.body.provenance, provenance)
})

test('one that is refused answers 422 with 42291, its findings, and what became of the others', async (t) => {
  const { server } = await startRegistryApp(t)
  const api = request(server)
  await api.post('/subjects/s/versions').send(A1).expect(200)
  const schemas = [
    { subject: 's', ...A2X },
    { subject: 't', ...A1 },
  ]
  const { body } = await api.post(path).send({ schemas }).expect(422)
  assert.equal(body.error_code, 42291)
  assert.match(body.message, /^None of the 2 schemas was registered, because 1 cannot be. The first: 's': Schema being/)
  const [refused, withheld] = body.results
  assert.deepEqual([refused.outcome, refused.error.error_code], ['refused', 40901])
  assert.equal(refused.error.findings[0].kind, 'READER_FIELD_MISSING_DEFAULT_VALUE')
  assert.equal(withheld.outcome, 'withheld')
  const dry = await api.post(`${path}?dryRun=true`).send({ schemas }).expect(200)
  assert.deepEqual([dry.body.accepted, dry.body.results[1].outcome], [false, 'new'])
})

test('a body without schemas is 400, one that names a subject twice 422', async (t) => {
  const { server } = await startRegistryApp(t)
  await request(server).post(path).send({}).expect(400)
  const twice = { schemas: [A1, A1].map((schema) => ({ subject: 's', ...schema })) }
  assert.equal((await request(server).post(path).send(twice).expect(422)).body.error_code, 42293)
})

test('who may not write one of the subjects registers none', async (t) => {
  const authorize: typeof allowAll = (principal, operation, resource) =>
    resource.name === 'secret' ? false : allowAll(principal, operation, resource)
  const { server } = await startRegistryApp(t, { authorize })
  const schemas = ['open', 'secret'].map((subject) => ({ subject, ...A1 }))
  await request(server).post(path).send({ schemas }).expect(403)
  assert.deepEqual((await request(server).get('/subjects')).body, [])
})

test('where clients may not register on their own, the ordinary call is 422 with 42290, and a header lets it in', async (t) => {
  const { server } = await startRegistryApp(t)
  const api = request(server)
  const echo = await api
    .put('/config')
    .send({ autoRegister: false, autoRegisterByPrefix: { 'dev-': true } })
    .expect(200)
  assert.deepEqual(echo.body, { autoRegister: false, autoRegisterByPrefix: { 'dev-': true } })
  const { body } = await api.post('/subjects/s/versions').send(A1).expect(422)
  assert.equal(body.error_code, 42290)
  await api.post('/subjects/dev-s/versions').send(A1).expect(200)
  await api.post('/subjects/s/versions').set('Schemalog-Deliberate', 'true').send(A1).expect(200)
  await api.post('/subjects/s/versions').send(A1).expect(200)
})

test('below a context the names of the body are in that context, but for those that say another', async (t) => {
  const { server } = await startRegistryApp(t)
  const api = request(server)
  const schemas = [
    { subject: 'u', schema: '{"type":"array","items":"R"}', references: [{ name: 'R', subject: 'r' }] },
    { subject: 'r', schema: '{"type":"record","name":"R","fields":[]}' },
    { subject: ':.:plain', ...A1 },
  ]
  await api.post(`/contexts/ctx${path}`).send({ schemas }).expect(200)
  assert.deepEqual((await api.get('/subjects?subjectPrefix=:*:')).body, [':.ctx:r', ':.ctx:u', 'plain'])
  const { body } = await api.get('/contexts/ctx/schemalog/v1/changes').expect(200)
  assert.deepEqual(
    body.changes.map(({ subject }: { subject: string }) => subject),
    [':.ctx:r', ':.ctx:u'],
  )
})
