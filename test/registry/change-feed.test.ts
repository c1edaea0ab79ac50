/** Waiting for changes: whoever writes, whoever waits, and how many may. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { A1, A2 } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

const never = new AbortController().signal
const longMs = 60_000

test('what another node writes ends a wait on this one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'schemalog-feed-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const node = () =>
    startRegistry(t, { url: `sqlite:${join(folder, 'registry.sqlite')}`, shared: { checkMs: 20, staleMs: 1000 } })
  const [here, there] = [await node(), await node()]
  const waiting = here.waitForChanges(0, longMs, never)
  await there.register('s', A1)
  await waiting
  const { changes, next } = await here.changes({ after: 0 })
  assert.deepEqual([changes.map(({ target }) => target.subject), next], [['s'], 1])
})

test('a change between the page that was empty and the wait is not missed', async (t) => {
  const registry = await startRegistry(t)
  const { next } = await registry.changes({ after: 0 })
  await registry.register('s', A1)
  await registry.waitForChanges(next, longMs, never)
})

test('a thousand may wait, one more is refused with 42990, and one change wakes them all', async (t) => {
  const registry = await startRegistry(t)
  const waits = Array.from({ length: 1000 }, () => registry.waitForChanges(0, longMs, never))
  await assert.rejects(registry.waitForChanges(0, longMs, never), { code: 42990 })
  assert.throws(() => registry.followChanges(), { code: 42990 })
  await registry.register('s', A1)
  await Promise.all(waits)
  registry.followChanges()
})

test('streams count for as long as they are open, whether or not they wait', async (t) => {
  const registry = await startRegistry(t)
  const ends = Array.from({ length: 1000 }, () => registry.followChanges())
  assert.throws(() => registry.followChanges(), { code: 42990 })
  ends[0]?.()
  registry.followChanges()
})

test('a wait ends with its signal, also one that came before it', async (t) => {
  const registry = await startRegistry(t)
  const controller = new AbortController()
  const waiting = registry.waitForChanges(0, longMs, controller.signal)
  controller.abort()
  await waiting
  await registry.waitForChanges(0, longMs, controller.signal)
})

test('while many read pages, everything else goes on in between', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  let rounds = 0
  const count = () => {
    rounds++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  await Promise.all(Array.from({ length: 50 }, () => registry.changes({ after: 0 })))
  clearImmediate(next)
  assert.ok(rounds >= 49)
})

test('a page holds no more bytes than it may, but always one change', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  const page = await registry.changes({ after: 0, maxBytes: 1 })
  assert.deepEqual([page.changes.length, page.next], [1, 1])
})

test('a filter that lets nothing through still tells how far was looked', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  const page = await registry.changes({ after: 0, subject: 'other', context: '.' })
  assert.deepEqual([page.changes, page.next, page.head.sequence], [[], 2, 2])
  assert.equal((await registry.changes({ after: 7 })).next, 7)
})
