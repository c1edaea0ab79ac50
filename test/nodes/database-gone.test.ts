/** The database goes away under load and comes back: writes wait for it, ids are still read, and nothing is lost. */

import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { needsMariaDb, needsPostgres, startMariaDb, startPostgres } from '../support/databases/stores.ts'
import { startServer } from '../support/server.ts'

const deadlineMs = 60_000
const writers = 8

interface Answer {
  status: number
  headers: Headers
  body: { version?: number; error_code?: number; parts?: Record<string, { healthy: boolean }> }
}

/** Writers, and the versions that they were told by the texts that they sent. */
class Load extends EventEmitter {
  readonly acknowledged = new Map<string, number>()
  #sent = 0
  #over = false

  async write(url: string): Promise<void> {
    while (!this.#over) {
      const schema = JSON.stringify({ type: 'enum', name: 'E', symbols: [`s${this.#sent++}`] })
      const answer = await ask(`${url}/subjects/load/versions`, { schema })
      if (answer.status === 200) this.acknowledged.set(schema, Number(answer.body.version))
      else assert.ok(isUnavailable(answer), JSON.stringify(answer.body))
      this.emit(answer.status === 200 ? 'acknowledged' : 'refused')
    }
  }

  end(): void {
    this.#over = true
  }
}

async function ask(url: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) })
  // Each caller knows what it asked for.
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
}

async function until(url: string, holds: (answer: Answer) => boolean): Promise<void> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask(url)
    if (holds(answer)) return
    assert.ok(Date.now() < end, JSON.stringify(answer.body))
  }
}

async function outlives(t: TestContext, database: DatabaseServer): Promise<void> {
  const databaseUrl = await database.createDatabase()
  const { registryUrl } = await startServer(t, { databaseUrl })
  const strict = await startServer(t, { databaseUrl, registryCacheStale: 0 })
  const first = JSON.stringify({ type: 'enum', name: 'First', symbols: ['a'] })
  assert.equal((await ask(`${registryUrl}/config`, { compatibility: 'NONE' }, 'PUT')).status, 200)
  await ask(`${registryUrl}/subjects/first/versions`, { schema: first })
  for (const url of [registryUrl, strict.registryUrl])
    for (const path of ['/schemas/ids/1', '/schemas/ids/1?subject=first', '/subjects/first/versions/latest'])
      assert.equal((await ask(url + path)).status, 200)
  assert.equal((await ask(`${registryUrl}/health/ready`)).status, 200)

  const load = new Load()
  const signal = AbortSignal.timeout(deadlineMs)
  const writing = Promise.all(Array.from({ length: writers }, () => load.write(registryUrl)))
  // A failure of theirs ends the test at the next step that waits for them.
  writing.catch((error: unknown) => load.emit('error', error))
  for (const goAway of [() => database.kill(), () => database.stop()]) {
    await once(load, 'acknowledged', { signal })
    await Promise.all([once(load, 'refused', { signal }), goAway()])
    await until(`${registryUrl}/health/ready`, ({ status, body }) => {
      return status === 503 && body.parts?.['database']?.healthy === false
    })
    for (const url of [registryUrl, strict.registryUrl])
      for (const path of ['/schemas/ids/1', '/schemas/ids/1?subject=first']) {
        const { status, body } = await ask(url + path)
        assert.deepEqual([status, 'schema' in body], [200, true], JSON.stringify(body))
      }
    assert.equal((await ask(`${registryUrl}/subjects/first/versions/latest`)).status, 200, 'for a while')
    await until(`${strict.registryUrl}/subjects/first/versions/latest`, isUnavailable)
    await database.start()
    await Promise.all([once(load, 'acknowledged', { signal }), until(`${registryUrl}/health/ready`, isFine)])
    await until(`${strict.registryUrl}/subjects/first/versions/latest`, isFine)
  }
  load.end()
  await writing

  for (const [schema, version] of load.acknowledged) {
    const { body } = await ask(`${strict.registryUrl}/subjects/load/versions/${version}`)
    assert.equal((body as { schema?: string }).schema, schema)
  }
  const verification = await ask(`${registryUrl}/schemalog/v1/changes/verification`)
  assert.equal((verification.body as { intact?: boolean }).intact, true)
}

const isFine = ({ status }: Answer) => status === 200

/** Retriable, and it says when. */
function isUnavailable({ status, headers, body }: Answer): boolean {
  return status === 503 && String(body.error_code).startsWith('503') && Number(headers.get('retry-after')) >= 1
}

test('PostgreSQL may go away under load and come back', needsPostgres, async (t) => {
  await outlives(t, await startPostgres(t))
})

test('MariaDB may go away under load and come back', needsMariaDb, async (t) => {
  await outlives(t, await startMariaDb(t))
})
