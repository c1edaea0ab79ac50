/** All or none: one request to a Schemalog, which puts the schemas in order and writes them in one transaction. */

import { cliErrors } from './errors.ts'
import { explainedFindings } from './explained-findings.ts'
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
  if (results?.length === files.length) {
    const outcomes = files.map((file, at) => outcomeOf(file, results[at]))
    return explained(door, files, outcomes)
  }
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

/** More are refused without a fix: people begin with the first. */
const mostExplained = 20

/** What one request says of many schemas is short, so more is asked about those that are not compatible. */
async function explained(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  outcomes: readonly FileOutcome[],
): Promise<FileOutcome[]> {
  const explainedOutcomes: FileOutcome[] = []
  let left = mostExplained
  for (const [at, outcome] of outcomes.entries()) {
    const file = files[at]
    const { error } = outcome
    // A reference to a schema of the same request has no version that could be asked about.
    const canAsk = error?.findings?.length && file?.references.every(({ version }) => version !== undefined)
    if (!file || !canAsk || left-- <= 0) explainedOutcomes.push(outcome)
    else {
      const { subject, schemaType, text, references } = file
      const body = { schemaType, schema: text, ...(references.length > 0 && { references }) }
      const findings = await explainedFindings(door, subject, body)
      explainedOutcomes.push(findings?.length ? { ...outcome, error: { ...error, findings } } : outcome)
    }
  }
  return explainedOutcomes
}
