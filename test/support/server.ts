/** A whole Schemalog in the test's own process, closed when the test is over; its HTTP answers are held against /openapi.json. */

import type { TestContext } from 'node:test'
import { type Schemalog, type SchemalogOptions, startSchemalog } from 'schemalog'
import { checkAnswers } from './checked-answers.ts'
import { cleanUp } from './cleanup.ts'

export async function startServer(t: TestContext, options: SchemalogOptions = {}): Promise<Schemalog> {
  const schemalog = await startSchemalog(options)
  cleanUp(t, () => schemalog.close())
  await checkAnswers(t, schemalog.registryUrl)
  return schemalog
}

/** A client that is not on this machine: a failure under CI, where `.ci/run` installs it, and a skip elsewhere. */
export function missingClient(name: string): { skip: string } | Record<string, never> {
  if (process.env['CI'] === 'true') throw new Error(`${name} is missing; .ci/run should have installed it`)
  return { skip: `${name} is not installed` }
}
