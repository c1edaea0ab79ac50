/** Evaluated once by the test runner itself, before all test files. */

import { keepServers } from './shared-servers.ts'

let end: (() => Promise<void>) | undefined

export async function globalSetup(): Promise<void> {
  end = await keepServers()
}

export async function globalTeardown(): Promise<void> {
  await end?.()
}
