import assert from 'node:assert/strict'
import test from 'node:test'
import { apis, describeProtocol, errorCodeTable, Produce } from '../../src/protocol/index.ts'
import type { Fields } from '../../src/protocol/layout.ts'

const page = describeProtocol(apis)

test('the page has a row for every field of every message, and for every error code', () => {
  for (const api of apis) {
    const section = page.slice(page.indexOf(`\n## ${api.name}\n`))
    const [, requests = '', responses = ''] = section.split(/\nRequest:\n|\nResponse:\n/)
    for (const path of pathsOf(api.requestFields))
      assert.ok(requests.includes(`| \`${path}\` |`), `${api.name} ${path}`)
    for (const path of pathsOf(api.responseFields))
      assert.ok(responses.includes(`| \`${path}\` |`), `${api.name} ${path}`)
  }
  for (const [name, { code }] of Object.entries(errorCodeTable))
    assert.ok(page.includes(`| ${code} | \`${name}\` |`), name)
})

test('the rows of a table have as many cells as its headings', () => {
  let cells = 0
  for (const line of page.split('\n')) {
    const count = line.startsWith('|') ? line.split('|').length : 0
    if (count > 0 && cells > 0) assert.equal(count, cells, line)
    cells = count
  }
})

test('every field says what it means', () => {
  for (const line of page.split('\n')) assert.doesNotMatch(line, /^\| `[^|]+\|[^|]+\|[^|]+\|\s*\|$/)
})

test('the page tells of advertised versions, null and tags', () => {
  assert.match(page, /\| 0 \| \[Produce\]\(#produce\) \| 3-13 \(advertised from 0\) \| 9\+ \|/)
  assert.match(
    page,
    /\| `topics` \| array of struct \| 0\+ \| Topics asked for; null for all of them\. Null is allowed in versions 1\+\. \|/,
  )
  assert.match(describeProtocol([Produce]), /\| `nodeEndpoints` \| array of struct \| 10\+ \| [^|]* Tag 0\. \|/)
})

function pathsOf(fields: Fields, path = ''): string[] {
  return Object.entries(fields).flatMap(([name, { type }]) => [
    path + name,
    ...(type.fields ? pathsOf(type.fields as Fields, `${path}${name}.`) : []),
  ])
}
