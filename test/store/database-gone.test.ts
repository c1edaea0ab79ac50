/** A database server that goes away and comes back: refused for now with 503, and healed without anybody's help. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { needsMariaDb, needsPostgres, startMariaDb, startPostgres } from '../support/databases/stores.ts'
import { startRegistryApp } from '../support/registry-app.ts'

async function goesAndComesBack(t: TestContext, server: DatabaseServer): Promise<void> {
  const databaseUrl = await server.createDatabase()
  const { url } = await startRegistryApp(t, { store: { url: databaseUrl, acquireTimeoutMs: 5000 } })
  const headers = { 'Content-Type': 'application/json' }
  const register = (name: string) =>
    fetch(`${url}/subjects/s/versions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ schema: JSON.stringify({ type: 'fixed', name, size: 1 }) }),
    })
  const allow = await fetch(`${url}/config`, { method: 'PUT', headers, body: '{"compatibility":"NONE"}' })
  assert.equal(allow.status, 200)
  assert.equal((await register('A')).status, 200)
  assert.equal((await fetch(`${url}/schemas/ids/1`)).status, 200)

  for (const end of ['stop', 'kill'] as const) {
    await server[end]()
    const refused = await register('B')
    assert.equal(refused.status, 503)
    assert.equal(refused.headers.get('Retry-After'), '1')
    assert.equal(((await refused.json()) as { error_code: number }).error_code, 50301)
    // What never changes is answered from memory.
    assert.equal((await fetch(`${url}/schemas/ids/1`)).status, 200)
    const ill = await fetch(`${url}/health/ready`)
    assert.equal(ill.status, 503)
    const { parts } = (await ill.json()) as { parts: Record<string, { healthy: boolean; reason?: string }> }
    assert.equal(parts['database']?.healthy, false)
    assert.match(
      parts['database']?.reason ?? '',
      /^The store is not available: the (database cannot be reached|connection)/,
    )

    await server.start()
    // The first request already: no connection that broke is handed out again.
    const healed = await register(end)
    assert.equal(healed.status, 200, await healed.clone().text())
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)
  }
  assert.deepEqual(await (await fetch(`${url}/subjects/s/versions`)).json(), [1, 2, 3])
}

test('PostgreSQL may be stopped and killed under a registry', needsPostgres, async (t) => {
  await goesAndComesBack(t, await startPostgres(t))
})

test('MariaDB may be stopped and killed under a registry', needsMariaDb, async (t) => {
  await goesAndComesBack(t, await startMariaDb(t))
})
