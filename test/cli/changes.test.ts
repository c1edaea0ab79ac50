/** The changes of a Schemalog, as people and programs see them. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { spawnCommand } from '../support/command.ts'
import { ask, commandIn, record, register, setUp } from './command-server.ts'

test('changes are listed with who and from where, filtered, and verified from an earlier check on', async (t) => {
  const { registryUrl, fine, json, run } = await setUp(t)
  await register(registryUrl, 'a', record('A'))
  await register(registryUrl, 'b', record('B'))
  await ask(registryUrl, 'PUT', '/config/b', { compatibility: 'FULL' })
  assert.match(
    await fine(['changes']),
    /^SEQUENCE +TIME +OPERATION +SUBJECT +VERSION +BY +COMMIT\n +1 .* register +a +1 /,
  )
  const rows = (await json(['changes', '--subject', 'b', '--after', '1'])) as { operation: string; sequence: number }[]
  assert.deepEqual(
    rows.map(({ operation, sequence }) => [operation, sequence]),
    [
      ['register', 2],
      ['setConfig', 3],
    ],
  )
  const { through, hash } = (await json(['changes', 'verify'])) as { through: number; hash: string }
  assert.equal(through, 3)
  await register(registryUrl, 'c', record('C'))
  assert.match(await fine(['changes', 'verify', '--after', '3', '--hash', hash]), /^4 changes are what was written\./)
  const other = await run(['changes', 'verify', '--after', '3', '--hash', 'f'.repeat(64)])
  assert.deepEqual([other.code, other.stdout], [1, ''])
  assert.match(other.stderr, /^schemalog: .*3/)
})

test('what was is shown as of a change, and who registered a version', async (t) => {
  const { registryUrl, json, fine } = await setUp(t)
  await register(registryUrl, 'a', record('A'))
  await register(registryUrl, 'a', record('A', 'x'))
  await ask(registryUrl, 'PUT', '/mode/b', { mode: 'READONLY' })
  await ask(registryUrl, 'DELETE', '/subjects/a')
  const seen = (rows: unknown) => (rows as { version: number }[]).map(({ version }) => version)
  assert.deepEqual(seen(await json(['subjects'])), [])
  assert.deepEqual(seen(await json(['subjects', '--as-of', 'sequence:1'])), [1])
  assert.deepEqual(seen(await json(['subjects', 'versions', 'a', '--as-of', 'sequence:2'])), [1, 2])
  assert.deepEqual(await json(['mode', '--subject', 'b', '--effective', '--as-of', 'sequence:2']), {
    mode: 'READWRITE',
  })
  assert.match(await fine(['subjects', 'history', 'a', '--deleted']), /^VERSION .*\n +1 +1 .*\n +2 +2 .*\n$/)
})

test('changes are followed as they are written, until Ctrl-C, which is no failure', async (t) => {
  const { registryUrl } = await setUp(t)
  await register(registryUrl, 'before', record('Before'))
  const child = spawnCommand(['changes', 'follow', '--after', '0', '--json', '--registry', registryUrl], {})
  t.after(() => child.kill('SIGKILL'))
  const exit = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse(String((await lines.next()).value)).subject
  assert.equal(await next(), 'before')
  await register(registryUrl, 'after', record('After'))
  assert.equal(await next(), 'after')
  child.kill('SIGINT')
  assert.deepEqual(await exit, [0, null])
})

test('another registry keeps no changes, which is said', async (t) => {
  const server = createServer((_, response) => response.writeHead(404).end('{"error_code":404,"message":"HTTP 404"}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { run } = await commandIn(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { code, stderr } = await run(['changes'])
  assert.equal(code, 1)
  assert.match(stderr, /is no Schemalog, and other registries do not keep what/)
  assert.match((await run(['subjects', '--as-of', 'sequence:1'])).stderr, /is no Schemalog/)
})
