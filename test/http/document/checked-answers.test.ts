/** The judge of every answer in these tests is strict: what the document does not tell of is a fault. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiDocument } from '../../support/api-document.ts'

const content = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } }
const api = new ApiDocument({
  paths: {
    '/': { get: { responses: {} } },
    '/things/{name}': { get: { responses: { 200: { content }, 404: { $ref: '#/components/responses/none' } } } },
    '/things/all': { delete: { responses: { 204: {} } } },
  },
  components: {
    schemas: { Thing: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] } },
    responses: { none: { content } },
  },
})

const cases: [method: string, url: string, status: number, body: string, fault: RegExp | undefined][] = [
  ['GET', '/things/x?deep=true', 200, '{"id":1}', undefined],
  ['HEAD', '/things/x', 200, '', undefined],
  ['OPTIONS', '/things/x', 200, '', undefined],
  ['GET', '/contexts/.c/things/x%2Fy/', 200, '{"id":1}', undefined],
  ['GET', '/things/x', 404, '{"id":1}', undefined],
  ['POST', '/things/x', 405, '', undefined],
  ['POST', '/contexts/:.:', 405, '', undefined],
  ['GET', '/nothing', 404, '', undefined],
  ['DELETE', '/things/all', 204, '', undefined],
  ['GET', '/nothing', 200, '{}', /no such path/],
  ['POST', '/things/x', 200, '{}', /no POST \/things\/\{name\}/],
  ['GET', '/things/x', 500, '{}', /no status 500/],
  ['GET', '/things/x', 200, '{}', /must have required property 'id'/],
  ['GET', '/things/x', 200, '{"id":"1"}', /must be integer/],
  ['GET', '/things/x', 200, '{"id":1,"more":2}', /must NOT have additional properties/],
  ['GET', '/things/x', 404, '{"no":1}', /must have required property 'id'/],
  ['DELETE', '/things/all', 204, 'x', /no body there/],
]

for (const [method, url, status, body, expected] of cases)
  test(`${method} ${url} with ${status} ${body} is ${expected ? 'a fault' : 'fine'}`, () => {
    const fault = api.faultOf({ method, url, status, contentType: 'application/json', body })
    if (expected) assert.match(fault ?? '', expected)
    else assert.equal(fault, undefined)
  })

test('another media type than the document has is a fault', () => {
  const answer = { method: 'GET', url: '/things/x', status: 200, body: '{"id":1}' }
  assert.match(api.faultOf({ ...answer, contentType: 'text/html; charset=utf-8' }) ?? '', /no media type text\/html/)
})
