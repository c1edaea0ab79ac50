/** What a whole server says at /metrics: what docs/metrics.md lists, under good names, and bounded. */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createMetrics } from '../../src/telemetry/index.ts'
import { A1 } from '../support/registry-fixtures.ts'
import { textOf } from '../support/registry-steps.ts'
import { startServer } from '../support/server.ts'

test('/metrics has exactly the metrics of docs/metrics.md', async (t) => {
  const { registryUrl } = await startServer(t)
  const page = await readFile(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\w+)/gm)].map(([, name, type]) => `${name} ${type}`)
  const text = await read(`${registryUrl}/metrics`)
  const answered = [...text.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(([, name, type]) => `${name} ${type}`)
  assert.ok(answered.length > 15)
  assert.deepEqual(answered.sort(), listed.sort())
})

test('names say whose they are and in which unit, and help is a sentence', async (t) => {
  const metrics = createMetrics()
  await startServer(t, { metrics })
  for (const { name, type, help } of metrics.describe()) {
    assert.match(name, /^schemalog_[a-z]+(_[a-z]+)*$/)
    assert.equal(name.endsWith('_total'), type === 'counter', name)
    if (type === 'histogram') assert.match(name, /_(seconds|bytes)$/)
    assert.match(help, /^[A-Z].*\.$/, name)
  }
})

test('a process has its memory and the delay of its event loop too', async () => {
  const { text } = await createMetrics({ process: true }).print()
  for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'])
    assert.match(text, new RegExp(`^${name} `, 'm'))
})

test('registrations, changes, refusals, caches and connections are counted', async (t) => {
  const { registryUrl } = await startServer(t)
  const register = () =>
    fetch(`${registryUrl}/subjects/s/versions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ schema: textOf(A1) }),
    })
  await register()
  await register()
  for (const path of ['/schemas/ids/1', '/schemas/ids/1', '/schemas/ids/99', '/nowhere']) await read(registryUrl + path)
  await fetch(`${registryUrl}/subjects/s`, { method: 'DELETE' })
  const lines = new Set((await read(`${registryUrl}/metrics`)).split('\n'))
  for (const line of [
    'schemalog_registry_registrations_total{outcome="new"} 1',
    'schemalog_registry_registrations_total{outcome="existing"} 1',
    'schemalog_registry_changes_total{operation="register"} 1',
    'schemalog_registry_changes_total{operation="softDelete"} 1',
    'schemalog_http_refusals_total{kind="schemaNotFound",code="40403"} 1',
    'schemalog_http_refusals_total{kind="notFound",code="404"} 1',
    'schemalog_cache_hits_total{cache="answers"} 1',
    'schemalog_cache_misses_total{cache="answers"} 1',
    'schemalog_database_connections{state="used"} 0',
    'schemalog_database_connections{state="idle"} 1',
    'schemalog_database_waiting 0',
  ])
    assert.ok(lines.has(line), `${line}\n${[...lines].filter((other) => other.startsWith(line.split('{')[0] ?? ''))}`)
  assert.match([...lines].join('\n'), /^schemalog_cache_bytes\{cache="texts"\} [1-9]/m)
})

test('no number of subjects, ids, paths and queries makes more series', async (t) => {
  const { registryUrl } = await startServer(t)
  const ask = async (name: string | number): Promise<number> => {
    for (const path of [`/subjects/${name}/versions`, `/schemas/ids/${name}`, `/${name}`, `/config/${name}?x=${name}`])
      await read(registryUrl + path)
    await fetch(`${registryUrl}/${name}`, { method: 'PROPFIND' })
    return (await read(`${registryUrl}/metrics`)).split('\n').length
  }
  await ask(1)
  const before = await ask(2)
  for (let id = 3; id < 20; id++) await ask(id)
  assert.equal(await ask(20), before)
})

async function read(url: string): Promise<string> {
  return (await fetch(url)).text()
}
