/** TLS to a database server: asked for by the URL, and the server's certificate is looked at. */

import assert from 'node:assert/strict'
import { openStore } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { certificate } from '../support/databases/database-server.ts'
import { testOnBareServers } from '../support/databases/stores.ts'

const open = (url: string, options: Readonly<Record<string, string>>) =>
  openStore({ url: `${url}?${new URLSearchParams(options)}`, logger: silentLogger })

testOnBareServers('is opened over TLS, with its certificate checked and for this host', async (_, url) => {
  for (const sslmode of ['require', 'verify-ca', 'verify-full']) {
    const store = await open(url, { sslmode, sslrootcert: certificate })
    await store.ping()
    await store.close()
  }
})

testOnBareServers('ends the start with one sentence where nobody vouches for its certificate', async (_, url) => {
  await assert.rejects(open(url, { sslmode: 'verify-full' }), (error: Error) => {
    assert.match(error.message, /certificate/)
    assert.doesNotMatch(error.message, /p@ss|p%40ss/)
    assert.doesNotMatch(error.message, /\n/)
    return true
  })
})
