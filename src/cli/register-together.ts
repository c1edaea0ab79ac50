/** All or none: one request to a Schemalog, which puts the schemas in order and writes them in one transaction. */

import { cliErrors } from './errors.ts'
import { isFinding } from './findings.ts'
import type { Provenance } from './provenance.ts'
import type { FileOutcome } from './registration-outcome.ts'
import { messageOf, type RegistryDoor } from './registry-door.ts'
import { query } from './registry-path.ts'
import type { ResolvedFile } from './schema-files/resolve.ts'

interface TogetherOptions {
  normalize?: boolean
  dryRun?: boolean
  /** Without a check of compatibility. */
  force?: boolean
  provenance: Provenance
}

/** The part of an answer that is used. */
interface ResultAnswer {
  outcome: FileOutcome['outcome']
  id?: number
  version?: number
  error?: { message: string; findings?: unknown[] }
  warnings?: string[]
}

/** @returns What became of each file, or `undefined` where the registry does not know such a request. */
export async function registerTogether(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  { normalize, dryRun, force, provenance }: TogetherOptions,
): Promise<FileOutcome[] | undefined> {
  const schemas = files.map(({ subject, schemaType, text, references }) => ({
    subject,
    schemaType,
    schema: text,
    ...(references.length > 0 && { references }),
  }))
  const body = { schemas, ...(Object.keys(provenance).length > 0 && { provenance }) }
  const answer = await door.send('POST', `/schemalog/v1/registrations${query({ normalize, dryRun, force })}`, { body })
  const results = resultsOf(answer.body)
  if (results?.length === files.length) return files.map((file, at) => outcomeOf(file, results[at]))
  if (answer.status === 404 || answer.status === 405) return undefined
  throw cliErrors.refused(messageOf(answer))
}

function resultsOf(body: unknown): ResultAnswer[] | undefined {
  const results = typeof body === 'object' && body !== null && 'results' in body ? body.results : undefined
  return Array.isArray(results) ? results : undefined
}

function outcomeOf({ path, subject }: ResolvedFile, result: ResultAnswer | undefined): FileOutcome {
  const { outcome = 'refused', version, id, error, warnings } = result ?? {}
  const findings = error?.findings?.filter(isFinding)
  return {
    file: path,
    subject,
    outcome,
    ...(version !== undefined && { version }),
    ...(id !== undefined && { id }),
    ...(error && { error: { message: error.message, ...(findings && { findings }) } }),
    ...(warnings && { warnings }),
  }
}
