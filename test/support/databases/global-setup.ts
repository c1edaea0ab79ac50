/** Evaluated once by the test runner itself, before all test files. */

import { fileURLToPath } from 'node:url'
import { keepServers } from './shared-servers.ts'

/**
 * Every test file is a process, and most of what a short one does is to read the same modules. Node checks each entry
 * against the file that it was made of.
 */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/test-compile', import.meta.url))

let end: (() => Promise<void>) | undefined

export async function globalSetup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= compileCache
  end = await keepServers()
}

export async function globalTeardown(): Promise<void> {
  await end?.()
}
