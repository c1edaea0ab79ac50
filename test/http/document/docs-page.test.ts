/** The page for people: whole, safe, and without a request to anywhere. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import supertest from 'supertest'
import { curlOf } from '../../../src/http/document/curl.ts'
import { html } from '../../../src/http/document/html.ts'
import { inline } from '../../../src/http/document/markdown.ts'
import type { OpenApiDocument, Operation } from '../../../src/http/document/open-api.ts'
import { startRegistryApp } from '../../support/registry-app.ts'

test('every operation and every shape has a place on the page, and every link leads to one', async (t) => {
  const { text, document } = await load(t)
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)
  assert.deepEqual(ids.toSorted(), [...new Set(ids)].sort(), 'ids are unique')
  const operations = Object.values(document.paths).flatMap((item): Operation[] => Object.values(item))
  const expected = [
    ...operations.map(({ operationId }) => operationId),
    ...Object.keys(document.components.schemas).map((name) => `shape-${name}`),
  ]
  assert.deepEqual(
    expected.filter((id) => !ids.includes(id)),
    [],
  )
  const links = [...text.matchAll(/ href="#([^"]+)"/g)].map(([, id = '']) => id)
  assert.deepEqual(
    links.filter((id) => !ids.includes(id)),
    [],
  )
})

test('the page loads nothing, and its policy lets nothing run but what is in it', async (t) => {
  const { text, headers } = await load(t)
  const policy = headers['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  for (const [name, source] of [
    ['style', /<style>(.*?)<\/style>/s],
    ['script', /<script>(.*?)<\/script>/s],
  ] as const) {
    const [, inside = ''] = source.exec(text) ?? []
    assert.ok(policy.includes(`${name}-src 'sha256-${createHash('sha256').update(inside).digest('base64')}'`), name)
  }
  assert.doesNotMatch(
    text,
    /<(?:img|iframe|object|embed)|<link(?! rel="icon" href="data:,")| src=|@import|url\(| style="| on\w+="/,
  )
})

test('whatever is put into the page is text', () => {
  assert.equal(
    html`<p title="${'"\'&'}">${'<script>'}${[html`<b>`, 1]}</p>`.text,
    '<p title="&quot;&#39;&amp;">&lt;script&gt;<b>1</p>',
  )
  assert.equal(html`${inline('**a** `<b>` c')}`.text, '<strong>a</strong> <code>&lt;b&gt;</code> c')
})

test('an example is a command that a shell understands', () => {
  const operation: Operation = {
    operationId: 'x',
    summary: '',
    tags: [],
    parameters: [{ name: 'subject', in: 'path', description: '', schema: {}, example: "o'/b" }],
    requestBody: { required: true, content: { 'application/json': { schema: {}, example: { text: "it's" } } } },
    responses: {},
  }
  assert.equal(
    curlOf('post', '/subjects/{subject}/{other}', operation),
    [
      "curl -X POST 'http://127.0.0.1:8081/subjects/o'\\''%2Fb/OTHER' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '{"text":"it'\\''s"}'`,
    ].join('\n'),
  )
})

async function load(t: TestContext) {
  const { server } = await startRegistryApp(t)
  const { status, headers, text } = await supertest(server).get('/docs')
  assert.equal(status, 200)
  const document: OpenApiDocument = (await supertest(server).get('/openapi.json')).body
  return { text, headers: headers as Record<string, string>, document }
}
