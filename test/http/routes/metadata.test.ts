/** C61: what the server says of itself. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { startRegistryApp } from '../../support/registry-app.ts'
import { exactly, get, post, testCases } from '../../support/registry-steps.ts'

testCases([
  {
    title: 'C61: the root is an empty object, for POST too',
    steps: [
      [get('/'), exactly({})],
      [post('/', { anything: 1 }), exactly({})],
    ],
  },
  {
    title: 'C61: a deployment has no attributes',
    steps: [[get('/v1/metadata/deployment'), exactly({ attributes: [] })]],
  },
])

test('C61: version, commit and clusters are those that the server was made with', async (t) => {
  const about = { version: '1.2.3', commitId: 'abc', kafkaClusterId: 'q1Sh-9_ISia_zwGINzRvyQ' }
  const { server } = await startRegistryApp(t, { about })
  const version = await supertest(server).get('/v1/metadata/version')
  assert.deepEqual(version.body, { version: '1.2.3', commitId: 'abc' })
  const id = await supertest(server).get('/v1/metadata/id')
  assert.deepEqual(id.body, {
    scope: {
      path: [],
      clusters: { 'kafka-cluster': 'q1Sh-9_ISia_zwGINzRvyQ', 'schema-registry-cluster': 'schema-registry' },
    },
  })
})
