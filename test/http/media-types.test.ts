/** Which media type an answer gets, and which bodies are read. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBodyType, negotiate } from '../../src/http/media-types.ts'

const v1 = 'application/vnd.schemaregistry.v1+json'
const unversioned = 'application/vnd.schemaregistry+json'
const json = 'application/json'

const accepted: [header: string | undefined, type: string | undefined][] = [
  [undefined, v1],
  ['', v1],
  ['*/*', v1],
  ['application/*', v1],
  [v1, v1],
  [unversioned, unversioned],
  [json, json],
  ['Application/JSON; charset=utf-8', json],
  [`${json}, ${unversioned}`, unversioned],
  [`${v1}, ${unversioned}, ${json}`, v1],
  [`${v1};q=0.1, ${json};q=0.9`, json],
  [`${v1};q=0, */*`, unversioned],
  ['text/html,application/xhtml+xml,*/*;q=0.8', v1],
  ['text/plain', undefined],
  [`${json};q=0`, undefined],
  ['nonsense', undefined],
]

for (const [header, type] of accepted)
  test(`Accept: ${header ?? 'absent'} is answered ${type ?? 'by 406'}`, () => {
    assert.equal(negotiate(header), type)
    assert.equal(negotiate(header), type, 'and the same when it is asked again')
  })

test('every header is judged anew where there are too many to remember', () => {
  for (let index = 0; index < 1000; index++) assert.equal(negotiate(`text/plain;n=${index}`), undefined)
  assert.equal(negotiate(json), json)
})

test('bodies are JSON in the three media types, octet-stream or unnamed', () => {
  for (const type of [undefined, v1, unversioned, json, 'application/octet-stream', 'application/json; charset=latin1'])
    assert.ok(isBodyType(type), type)
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/*'])
    assert.ok(!isBodyType(type), type)
})
