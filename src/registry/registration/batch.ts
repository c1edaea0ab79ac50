/** All or nothing: several schemas, over several subjects and contexts, in one transaction; or only what would come of it. */

import type { ChangeFacts } from '../caches/change-clock.ts'
import type { LevelFinding } from '../compatibility/level-finding.ts'
import type { RegisterRequest, Registration } from '../content/register-request.ts'
import type { SchemaReference } from '../content/schema-content.ts'
import type { Core, RecordChange } from '../core.ts'
import { RegistryError, registryErrors } from '../errors.ts'
import type { SchemaTransaction, SubjectKey } from '../schema-store.ts'
import { Inquiry } from '../schema-work/schema-work.ts'
import { aliasOf } from '../scopes/scope-config.ts'
import { formatSubject, parseValidSubject } from '../subjects/subject-name.ts'
import { latest } from '../subjects/version-selector.ts'
import type { WriteOptions } from '../write-options.ts'
import { BatchFindings } from './batch-findings.ts'
import { type BatchReference, neededBy, orderBatch, subjectOf } from './batch-order.ts'
import { registerWithin } from './registration.ts'

export interface BatchRequest extends Omit<RegisterRequest, 'references'> {
  readonly subject: string
  readonly references?: readonly BatchReference[] | undefined
}

export interface BatchOptions extends WriteOptions {
  readonly normalize?: boolean
  /** Skip the check of compatibility. */
  readonly force?: boolean
  /** Nothing is written. */
  readonly dryRun?: boolean
}

/**
 * What became of one schema. `new` and `existing` are registered, or would be; `refused` has an error; `notTried` refers to
 * one that was refused; `withheld` could be registered, and was not, because others were refused.
 */
type Outcome = 'new' | 'existing' | 'refused' | 'notTried' | 'withheld'

export interface BatchResult {
  readonly subject: string
  readonly outcome: Outcome
  /** With outcome `new` and `existing`. */
  readonly registration?: Registration
  /** What it changes, or would change. */
  readonly changes: readonly ChangeFacts[]
  readonly error?: RegistryError
  /** A sentence, where there is no error of its own. */
  readonly because?: string
  /** What the level would have found, where it was not asked. */
  readonly unchecked: readonly LevelFinding[]
}

export interface BatchAnswer {
  /** Whether every schema is there now; never after a dry run. */
  readonly registered: boolean
  /** Whether every schema could be registered. */
  readonly accepted: boolean
  /** In the order of the request. */
  readonly results: readonly BatchResult[]
}

/** Enough for a repository of schemas; all of them hold locks together. */
export const maxBatchSchemas = 200
/** Processor time that reading and comparing all of them may take. */
const timeoutMs = 10_000

interface Item {
  readonly key: SubjectKey
  readonly request: BatchRequest
  readonly references: readonly BatchReference[]
}

/**
 * @throws {RegistryError} what is wrong with the request as a whole: `batchTooLarge`, `duplicateSubject`,
 * `circularReferences`. What is wrong with one schema is in its result.
 */
export async function registerBatch(
  core: Core,
  requests: readonly BatchRequest[],
  options: BatchOptions,
): Promise<BatchAnswer> {
  if (requests.length === 0 || requests.length > maxBatchSchemas) throw registryErrors.batchTooLarge(maxBatchSchemas)
  const items = await Promise.all(requests.map((request) => readItem(core, request)))
  const ordered = orderBatch(items)
  const contexts = items.flatMap(({ key, references }) => [
    key.context,
    ...references.map((reference) => subjectOf(key.context, reference).context),
  ])
  const batch = { core, options, inquiry: new Inquiry(core.work, timeoutMs), found: new BatchFindings() }
  const registers = (results: readonly BatchResult[]) => !options.dryRun && isAccepted(results)
  const results = await core.write(
    { contexts, ...options },
    async (transaction, record) => {
      const found = await registerAll(batch, ordered, transaction, record)
      return items.map((item) => found.get(item) ?? unreachable(item))
    },
    registers,
  )
  const accepted = isAccepted(results)
  const told = accepted || options.dryRun ? results : results.map(withhold)
  return { registered: registers(results), accepted, results: told }
}

async function readItem(core: Core, request: BatchRequest): Promise<Item> {
  parseValidSubject(request.subject)
  const subject = await aliasOf(core, request.subject)
  return { key: parseValidSubject(subject), request, references: request.references ?? [] }
}

interface Batch {
  core: Core
  options: BatchOptions
  inquiry: Inquiry
  found: BatchFindings
}

async function registerAll(
  batch: Batch,
  ordered: readonly Item[],
  transaction: SchemaTransaction,
  record: RecordChange,
): Promise<Map<Item, BatchResult>> {
  const results = new Map<Item, BatchResult>()
  const bySubject = new Map(ordered.map((item) => [formatSubject(item.key), item]))
  for (const item of ordered) {
    const broken = neededBy(item, bySubject).find((needed) => !isRegistered(results.get(needed)))
    if (broken) {
      const because = `It refers to '${formatSubject(broken.key)}', which cannot be registered.`
      results.set(item, { ...emptyResult(item), outcome: 'notTried', because })
      continue
    }
    const versions = new Map(
      [...results].map(([{ key }, { registration }]) => [formatSubject(key), registration?.version]),
    )
    results.set(item, await registerOne(batch, item, versions, transaction, record))
  }
  return results
}

async function registerOne(
  { core, options, inquiry, found }: Batch,
  item: Item,
  versions: ReadonlyMap<string, number | undefined>,
  transaction: SchemaTransaction,
  record: RecordChange,
): Promise<BatchResult> {
  const { key, request } = item
  const changes: ChangeFacts[] = []
  const keep: RecordChange = (change) => {
    changes.push(change)
    return record(change)
  }
  try {
    const references = await resolve(item, versions, transaction)
    const place = { core, inquiry, transaction, record: keep }
    const { registration, unchecked } = await registerWithin(place, key, { ...request, references }, options)
    const outcome = registration.created ? 'new' : 'existing'
    return { ...emptyResult(item), outcome, registration, changes, unchecked: found.first(unchecked) }
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code >= 50_000) throw error
    return { ...emptyResult(item), outcome: 'refused', error: found.shorten(error) }
  }
}

/** Versions that were left out: those of this request, else the latest that there is. */
async function resolve(
  { key, references }: Item,
  versions: ReadonlyMap<string, number | undefined>,
  transaction: SchemaTransaction,
): Promise<SchemaReference[]> {
  const resolved: SchemaReference[] = []
  for (const reference of references) {
    const { version = versions.get(formatSubject(subjectOf(key.context, reference))) } = reference
    if (version === undefined) {
      const rows = await transaction.loadVersions(subjectOf(key.context, reference))
      if (rows.every((row) => row.deleted)) throw registryErrors.referenceNowhere(reference.subject ?? '')
    }
    resolved.push({ ...reference, version: version ?? latest })
  }
  return resolved
}

function emptyResult({ key }: Item) {
  return { subject: formatSubject(key), changes: [], unchecked: [] }
}

function isRegistered(result: BatchResult | undefined): boolean {
  return result?.outcome === 'new' || result?.outcome === 'existing'
}

function isAccepted(results: readonly BatchResult[]): boolean {
  return results.every(isRegistered)
}

/** What was found holds no longer: ids and versions are free again. */
function withhold(result: BatchResult): BatchResult {
  if (result.outcome !== 'new') return result
  const because = 'It could be registered, and was not, because others of this request were refused.'
  return { subject: result.subject, outcome: 'withheld', because, changes: [], unchecked: result.unchecked }
}

function unreachable({ key }: Item): never {
  throw new Error(`no result for ${formatSubject(key)}`)
}
