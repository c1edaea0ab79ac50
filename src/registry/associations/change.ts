/** Making, changing and ending associations of one resource: all that one request asks for, or nothing. */

import { randomUUID } from 'node:crypto'
import type { Registration } from '../content/register-request.ts'
import type { SchemaVersion } from '../content/schema-content.ts'
import type { Core, RecordChange } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { beginRegistration, type PendingRegistration } from '../registration/registration.ts'
import { refuseReadOnly, softDeleteAll } from '../removal/deletion.ts'
import type { SchemaTransaction, SubjectKey } from '../schema-store.ts'
import { takesIds } from '../scopes/mode.ts'
import { effectiveMode } from '../scopes/scope.ts'
import { formatSubject, subjectReader } from '../subjects/subject-name.ts'
import type { WriteOptions } from '../write-options.ts'
import type { AssociatedResource, Association } from './association.ts'
import {
  type AssociationPlan,
  type AssociationRequest,
  type AssociationsRequest,
  associationTypeOf,
  homeContext,
  isSameSubject,
  planAssociation,
  resourceOf,
} from './request.ts'

export interface AssociationOptions extends WriteOptions {
  /** Where subjects are that say no context. */
  readonly context?: string | undefined
  /** Check all and write nothing. */
  readonly dryRun?: boolean | undefined
}

/** What became of a request: the resource, and the associations that were made, changed or confirmed. */
export interface AssociationsAnswer extends AssociatedResource {
  /** Absent in a dry run. */
  readonly associations?: readonly AssociatedSubject[]
}

export interface AssociatedSubject extends Association {
  /** The version that the schema of the request is. */
  readonly schema?: SchemaVersion
}

/** One association of a request, read and looked at before the lock. */
interface Step {
  readonly request: AssociationRequest
  readonly type: Association['associationType']
  /** What it would be as a new one; an upsert may say less when there is one. */
  readonly plan: AssociationPlan | undefined
  readonly registration: PendingRegistration | undefined
}

/** The work of one transaction. */
interface Work {
  readonly transaction: SchemaTransaction
  readonly record: RecordChange
  readonly resource: AssociatedResource
  readonly now: number
}

/** @throws {RegistryError} `invalidAssociation` and what creating, upserting and deleting refuse; then nothing was written. */
export async function changeAssociations(
  core: Core,
  request: AssociationsRequest,
  { context, dryRun = false, ...writer }: AssociationOptions,
): Promise<AssociationsAnswer> {
  const resource = resourceOf(request, dryRun)
  const associations = request.associations ?? []
  if (associations.length === 0) throw registryErrors.invalidAssociation('associations', 'it must not be empty')
  const types = associations.map(({ associationType }) => associationTypeOf(associationType))
  if (new Set(types).size < types.length)
    throw registryErrors.invalidAssociation('associationType', 'each type may be there once')
  const reads = await core.readsForDecision()
  const existing = await reads.loadAssociations(ofResource(resource))
  const steps: Step[] = []
  for (const association of associations)
    steps.push(await begin(core, resource, association, { existing, readSubject: subjectReader(context), writer }))
  const contexts = [
    homeContext(resource),
    ...existing.map((association) => association.context),
    ...steps.flatMap(({ plan, registration }) => [...(plan ? [plan.context] : []), ...(registration?.contexts ?? [])]),
  ]
  const done = await core.write(
    { contexts, ...writer },
    async (transaction, record) => {
      const work: Work = { transaction, record, resource, now: core.now() }
      const results: AssociatedSubject[] = []
      for (const step of steps) {
        const result = await carryOut(work, step)
        if (result) results.push(result)
      }
      return results
    },
    () => !dryRun,
  )
  return dryRun ? resource : { ...resource, associations: done }
}

/** What of the request can be found out without a lock; its schema is read and compared here. */
async function begin(
  core: Core,
  resource: AssociatedResource,
  request: AssociationRequest,
  {
    existing,
    readSubject,
    writer,
  }: { existing: readonly Association[]; readSubject: (name: string) => SubjectKey; writer: WriteOptions },
): Promise<Step> {
  const { opType = 'CREATE', schema, normalize = false } = request
  const type = associationTypeOf(request.associationType)
  if (opType === 'DELETE') return { request, type, plan: undefined, registration: undefined }
  const old = existing.find(({ associationType }) => associationType === type)
  const plan = opType === 'UPSERT' && old ? undefined : planAssociation(resource, request, readSubject)
  if (!plan && request.subject && old && !isSameSubject(readSubject(request.subject), old))
    throw registryErrors.invalidAssociation('subject', 'it cannot be changed')
  const subject = plan ?? old
  const registration =
    schema && subject
      ? await beginRegistration(core, formatSubject(subject), schema, { ...writer, normalize, deliberate: true })
      : undefined
  return { request, type, plan, registration }
}

async function carryOut(work: Work, step: Step): Promise<AssociatedSubject | undefined> {
  const siblings = await work.transaction.loadAssociations(ofResource(work.resource))
  const old = siblings.find(({ associationType }) => associationType === step.type)
  switch (step.request.opType) {
    case 'DELETE':
      if (!old) throw registryErrors.associationNotFound(work.resource.resourceId)
      await endAssociation(work, old, step.request.cascadeLifecycle === true)
      return undefined
    case 'UPSERT':
      return old ? change(work, old, step) : create(work, siblings, step, { upsert: true })
    default:
      return old ? confirm(work, old, step) : create(work, siblings, step, { upsert: false })
  }
}

async function create(
  work: Work,
  siblings: readonly Association[],
  { plan, request, registration }: Step,
  { upsert }: { upsert: boolean },
): Promise<AssociatedSubject> {
  const { transaction, record, resource, now } = work
  // Between the first look and the lock the association that an upsert would have changed was ended by somebody else.
  if (!plan) throw registryErrors.associationNotFound(resource.resourceId)
  const { context, subject, lifecycle } = plan
  const key = { context, subject }
  if (upsert && request.schema)
    throw registryErrors.invalidAssociation('schema', 'an upsert does not register the first one')
  if (upsert && lifecycle === 'STRONG' && !takesIds(await effectiveMode(transaction, key)))
    throw registryErrors.invalidAssociation('lifecycle', 'a STRONG association is created, not upserted')
  if (siblings.some((sibling) => sibling.lifecycle !== lifecycle))
    throw registryErrors.invalidAssociation('lifecycle', 'all associations of a resource have the same')
  await refuseReadOnly(transaction, key)
  await refuseTakenSubject(transaction, key, lifecycle === 'STRONG')
  const schema = await registration?.write(transaction, record)
  if (!schema) await refuseWithoutVersion(transaction, key)
  const association: Association = { ...resource, ...plan, guid: randomUUID(), createdAt: now, updatedAt: now }
  await transaction.insertAssociation(association)
  await record({ operation: 'createAssociation', target: key, before: undefined, after: factsOf(association) })
  return shown(association, schema)
}

/** A create that says what is there already is answered, so that it can be sent again. */
async function confirm(work: Work, old: Association, { plan, registration }: Step): Promise<AssociatedSubject> {
  const same = plan && isSameSubject(plan, old) && plan.lifecycle === old.lifecycle && plan.frozen === old.frozen
  if (!same || (registration && !registration.known))
    throw registryErrors.associationOfResourceExists(old.associationType, work.resource.resourceName)
  return shown(old, registration?.known)
}

async function change(work: Work, old: Association, { request, registration }: Step): Promise<AssociatedSubject> {
  const { transaction, record, now } = work
  const { lifecycle = old.lifecycle, frozen = old.frozen } = request
  const changed = lifecycle !== old.lifecycle || (registration && !registration.known)
  if (frozen !== old.frozen) throw registryErrors.invalidAssociation('frozen', 'it cannot be changed')
  if (changed && old.frozen) throw registryErrors.associationFrozen(old.associationType, formatSubject(old))
  if (lifecycle !== old.lifecycle)
    throw registryErrors.invalidAssociation('lifecycle', 'it cannot be changed, because its subject cannot')
  if (!changed) return shown(old, registration?.known)
  await refuseReadOnly(transaction, old)
  const schema = await registration?.write(transaction, record)
  const association = { ...old, updatedAt: now }
  await transaction.touchAssociation(old.guid, now)
  const target = { context: old.context, subject: old.subject }
  await record({ operation: 'updateAssociation', target, before: factsOf(old), after: factsOf(association) })
  return shown(association, schema)
}

/** @param cascade - the resource is gone: a frozen association ends too, and a subject that is the resource's own. */
export async function endAssociation(
  { transaction, record }: Pick<Work, 'transaction' | 'record'>,
  association: Association,
  cascade: boolean,
): Promise<void> {
  const { context, subject, associationType, frozen, lifecycle, guid } = association
  const target = { context, subject }
  if (frozen && !cascade) throw registryErrors.associationFrozen(associationType, formatSubject(association))
  await refuseReadOnly(transaction, target)
  await transaction.removeAssociation(guid)
  await record({ operation: 'deleteAssociation', target, before: factsOf(association), after: undefined })
  if (cascade && lifecycle === 'STRONG') await softDeleteAll(transaction, record, target)
}

/** @throws {RegistryError} `strongAssociationExists`, `associationOfSubjectExists`, `referenceExists`. */
async function refuseTakenSubject(transaction: SchemaTransaction, key: SubjectKey, strong: boolean): Promise<void> {
  const others = await transaction.loadAssociations({ subject: key })
  if (others.some(({ lifecycle }) => lifecycle === 'STRONG'))
    throw registryErrors.strongAssociationExists(formatSubject(key))
  if (!strong) return
  if (others.length > 0) throw registryErrors.associationOfSubjectExists(formatSubject(key))
  for (const row of await transaction.loadVersions(key))
    if ((await transaction.loadReferrers(row)).length > 0)
      throw registryErrors.referenceExists(formatSubject(key), row.version)
}

async function refuseWithoutVersion(transaction: SchemaTransaction, key: SubjectKey): Promise<void> {
  const versions = await transaction.loadVersions(key)
  if (versions.every(({ deleted }) => deleted)) throw registryErrors.noActiveVersion(formatSubject(key))
}

function ofResource({ resourceId, resourceType }: AssociatedResource) {
  return { resourceId, resourceType }
}

/** An association as the change log keeps it; whose it is stands in the target. */
function factsOf({ context, subject, ...facts }: Association): object {
  return facts
}

function shown(association: Association, schema: Registration | SchemaVersion | undefined): AssociatedSubject {
  return schema ? { ...association, schema } : association
}
