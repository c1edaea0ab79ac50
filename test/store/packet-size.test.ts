/** A database server that takes smaller packets than a schema is. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import knex from 'knex'
import { Registry } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { needsMariaDb, startMariaDb } from '../support/databases/stores.ts'

test(
  "a schema beyond MariaDB's max_allowed_packet is refused with 42209, and the next one is stored",
  needsMariaDb,
  async (t) => {
    const server = await startMariaDb(t)
    const url = await server.createDatabase()
    const admin = knex({ client: 'mysql2', connection: url })
    await admin.raw('set global max_allowed_packet = 1048576').finally(() => admin.destroy())
    const store = await openStore({ url, logger: silentLogger })
    t.after(() => store.close())
    const options = { store: store.schemas, formats: schemaFormats, now: Date.now, logger: silentLogger }
    const registry = new Registry({ ...options, schemaTimeoutMs: 60_000 })
    t.after(() => registry.close())
    const titled = (length: number) => ({ schemaType: 'JSON', schema: JSON.stringify({ title: 'a'.repeat(length) }) })
    await assert.rejects(registry.register('large', titled(1_500_000)), { code: 42209, key: 'schemaTooLarge' })
    assert.equal((await registry.register('small', titled(10))).schemaId, 1)
  },
)
