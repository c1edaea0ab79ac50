/** The same for minutes, with another story each time; `CHAOS_SEED` tells an old one again. */

import { testOnBareServers } from '../support/databases/stores.ts'
import { runChaos } from './chaos.ts'

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)

testOnBareServers(
  `keeps what three nodes have acknowledged while they are killed again and again (${seed})`,
  (t, url) => runChaos(t, url, { works: 3000, kills: 20, seed }),
)
