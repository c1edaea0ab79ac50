/** A registry on a database in memory, gone with its test. */

import type { TestContext } from 'node:test'
import { Registry, type RegistryOptions } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'

export interface RunningRegistry {
  registry: Registry
  store: Store
}

export async function startRegistry(
  t: TestContext,
  options: Partial<RegistryOptions> & { url?: string } = {},
): Promise<Registry> {
  return (await startRegistryOnStore(t, options)).registry
}

/** For tests that look at what was stored. Time stands still, so that what is written is known. */
export async function startRegistryOnStore(
  t: TestContext,
  { url = 'sqlite::memory:', ...options }: Partial<RegistryOptions> & { url?: string } = {},
): Promise<RunningRegistry> {
  const store = await openStore({ url, logger: silentLogger })
  t.after(() => store.close())
  const fixed = { store: store.schemas, formats: schemaFormats, now: () => someTime, logger: silentLogger }
  return { store, registry: new Registry({ ...fixed, ...options }) }
}

/** 2026-01-01T00:00:00Z. */
export const someTime = 1_767_225_600_000
