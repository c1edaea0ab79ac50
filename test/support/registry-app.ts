/** The real Express application on the real registry and an SQLite database in memory. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { allowAll } from '../../src/authorize.ts'
import { type AppOptions, checkHealth, createApp } from '../../src/http/index.ts'
import { Registry, type RegistryOptions } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore, type Store, type StoreOptions } from '../../src/store/index.ts'
import { createMetrics, silentLogger } from '../../src/telemetry/index.ts'
import { checkAnswers } from './checked-answers.ts'

export interface RegistryApp {
  readonly server: Server
  /** Base URL of the server. */
  readonly url: string
  readonly store: Store
}

/** `rules` are those of the registry, `store` of its database; the rest goes to the application. */
export type RegistryAppOptions = Partial<AppOptions> &
  Pick<RegistryOptions, 'rules' | 'defaultLevel'> & { store?: Partial<StoreOptions> }

/** Closed when the test ends. Every answer is held against the OpenAPI document. */
export async function startRegistryApp(t: TestContext, options: RegistryAppOptions = {}): Promise<RegistryApp> {
  const { app, store } = await openRegistryApp(t, options)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  await checkAnswers(t, url)
  return { server, store, url }
}

/** For tests that bring their own listener. */
export async function openRegistryApp(
  t: TestContext,
  { rules, defaultLevel, store: storeOptions, ...options }: RegistryAppOptions = {},
) {
  const store = await openStore({ url: 'sqlite::memory:', logger: silentLogger, ...storeOptions })
  t.after(() => store.close())
  const registry = new Registry({
    store: store.schemas,
    formats: schemaFormats,
    now: Date.now,
    logger: silentLogger,
    ...(rules && { rules }),
    ...(defaultLevel && { defaultLevel }),
  })
  const app = createApp({
    registry,
    logger: silentLogger,
    metrics: createMetrics(),
    authorize: allowAll,
    health: () => checkHealth({ database: () => store.ping() }),
    ...options,
  })
  return { app, store }
}
