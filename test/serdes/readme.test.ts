/** What serdes/README.md says is so. */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import * as serdes from '@schemalog/serdes'
import { describeSerdesErrors, SerdesError } from '@schemalog/serdes'
import { startServer } from '../support/server.ts'

const readme = await readFile(new URL('../../serdes/README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

/** Runs TypeScript with the exports of the package and the given names, and gives what `result` evaluates to. */
function run(code: string, names: Readonly<Record<string, unknown>>, result: string): Promise<unknown> {
  const body = stripTypeScriptTypes(code.replace(/^import .*$/gm, ''))
  const scope = { ...serdes, ...names }
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  return new AsyncFunction(...Object.keys(scope), `${body}\nreturn ${result}`)(...Object.values(scope))
}

test('the first example runs as it stands', async (t) => {
  const { registryUrl } = await startServer(t)
  const [first = ''] = snippets
  const order = await run(first.replace('http://127.0.0.1:8081', registryUrl), {}, 'order')
  assert.deepEqual(Object.keys(order as object), ['id', 'cents', 'placedAt', 'note'])
})

test('records are awaited one at a time or as a batch, as shown', async (t) => {
  const { registryUrl } = await startServer(t)
  const orders = await serdes
    .createSerde({ registry: registryUrl, register: true })
    .prepare(serdes.defineAvro('s', 'long'))
  const handled: unknown[] = []
  const snippet = snippets.find((code) => code.includes('orders.load(batch)')) ?? ''
  const batch = [orders.serialize(1n), orders.serialize(2n)]
  const names = { orders, bytes: batch[0], batch, handle: (value: unknown) => handled.push(value) }
  assert.equal(await run(snippet, names, 'order'), 1n)
  assert.deepEqual(handled, [1n, 2n])
})

test('subjects are named as shown', async () => {
  const snippet = snippets.find((code) => code.includes('topicRecordName')) ?? ''
  const schema = { type: 'record', name: 'OrderPlaced', namespace: 'shop', fields: [] }
  for (const line of snippet
    .trim()
    .split('\n')
    .filter((text) => !text.includes('context'))) {
    const [code = '', expected] = line.split(' // ')
    assert.equal(await run('', { schema }, `${code}.subject`), expected)
  }
})

test('the table of errors is that of the package', () => {
  const [, section = ''] = readme.split('## Errors')
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (.*?) *\|$/gm)].map(([, key, when]) => ({ key, when }))
  assert.deepEqual(rows, describeSerdesErrors())
})

test('the message of an error is as shown', () => {
  const details = {
    path: 'lines[2].price',
    expected: 'double',
    got: 'string "3"',
    subject: 'orders-value',
    schemaId: 7,
  }
  assert.ok(readme.includes(`\n${new SerdesError('invalidValue', details).message}\n`))
})
