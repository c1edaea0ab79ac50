/** Which database a process with these settings uses, and how: the same for the server and for commands beside it. */

import { join } from 'node:path'
import type { Settings } from './settings/index.ts'
import type { StoreOptions } from './store/index.ts'
import type { Logger } from './telemetry/index.ts'

/** @param dataDir - none where everything lives in memory. */
export function storeOptions(settings: Settings, dataDir: string | undefined, logger: Logger): StoreOptions {
  const own = dataDir === undefined ? 'sqlite::memory:' : `sqlite:${join(dataDir, 'registry.sqlite')}`
  return {
    url: settings.databaseUrl ?? own,
    logger,
    connections: settings.databaseConnections,
    acquireTimeoutMs: settings.databaseAcquireTimeout,
    statementTimeoutMs: settings.databaseStatementTimeout,
  }
}
