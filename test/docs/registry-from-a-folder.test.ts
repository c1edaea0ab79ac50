/** What docs/registry-from-a-folder.md shows is what happens, with a registry that runs. */

import { test } from 'node:test'
import { startServer } from '../support/server.ts'
import { runPage } from './page.ts'

test('the commands of docs/registry-from-a-folder.md print what the page says', async (t) => {
  const { registryUrl } = await startServer(t)
  await runPage(t, 'docs/registry-from-a-folder.md', {
    shared: true,
    env: { SCHEMALOG_REGISTRY: registryUrl },
    replace: [[registryUrl, 'http://127.0.0.1:8081']],
  })
})
