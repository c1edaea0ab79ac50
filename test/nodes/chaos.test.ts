/** Three processes on one database, written to by many, killed one after another: the short form of `npm run test:long`. */

import assert from 'node:assert/strict'
import knex from 'knex'
import { migrations } from '../../migrations/index.ts'
import { testOnBareServers } from '../support/databases/stores.ts'
import { runChaos } from './chaos.ts'

testOnBareServers(
  'is migrated once by nodes that start at once, and keeps what they acknowledge until they are killed',
  async (t, url) => {
    await runChaos(t, url, { works: 120, kills: 2, seed: 1 })
    const database = knex({ client: url.startsWith('postgres') ? 'pg' : 'mysql2', connection: url })
    t.after(() => database.destroy())
    const applied: { name: string }[] = await database('migrations').select('name').orderBy('id')
    assert.deepEqual(
      applied.map(({ name }) => name),
      migrations.map(({ name }) => name),
    )
  },
)
