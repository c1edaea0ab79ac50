/** Asking for associations, and ending those of a resource. */

import type { SchemaVersion } from '../content/schema-content.ts'
import type { Core } from '../core.ts'
import { RegistryError, registryErrors } from '../errors.ts'
import { type Page, pageOf } from '../page.ts'
import { schemaOfVersion } from '../reading/reading.ts'
import { formatSubject, parseSubject } from '../subjects/subject-name.ts'
import type { WriteOptions } from '../write-options.ts'
import type { Association, AssociationFilter, AssociationType, ResourceType } from './association.ts'
import { type AssociatedSubject, type AssociationsAnswer, endAssociation } from './change.ts'
import { homeContext } from './request.ts'

/** Whose associations are asked for, and which of them. */
export interface AssociationsQuery extends Page, Omit<AssociationFilter, 'subject'> {
  readonly subject?: string | undefined
}

export interface EndOptions extends WriteOptions {
  readonly resourceType?: ResourceType | undefined
  /** All where empty. */
  readonly associationTypes?: readonly AssociationType[] | undefined
  /** The resource is gone, and what belongs to it goes too. */
  readonly cascadeLifecycle?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

export async function listAssociations(
  core: Core,
  { subject, offset, limit, ...filter }: AssociationsQuery,
): Promise<Association[]> {
  const key = subject === undefined ? undefined : parseSubject(subject)
  const found = await core.reads.loadAssociations({ ...filter, subject: key })
  return pageOf(found, { offset, limit }, core.rules.schemaLists)
}

/** Associations of one resource as one answer; where the filter fits several resources, the first one's. */
export async function associationsOf(
  core: Core,
  filter: AssociationFilter,
  { schemas }: { schemas: boolean },
): Promise<AssociationsAnswer> {
  const [first, ...others] = await core.reads.loadAssociations(filter)
  if (!first) throw registryErrors.associationNotFound(filter.resourceId ?? filter.resourceName ?? '')
  const { resourceId, resourceType, resourceName, resourceNamespace } = first
  const found = [first, ...others.filter((other) => other.resourceId === resourceId)]
  const associations: AssociatedSubject[] = []
  for (const association of found) {
    const schema = schemas ? await latestVersion(core, association) : undefined
    associations.push(schema ? { ...association, schema } : association)
  }
  return { resourceId, resourceType, resourceName, resourceNamespace, associations }
}

/** @throws {RegistryError} `associationNotFound`, `associationFrozen`. */
export async function endAssociations(
  core: Core,
  resourceId: string,
  { resourceType = 'topic', associationTypes = [], cascadeLifecycle = false, dryRun = false, ...writer }: EndOptions,
): Promise<void> {
  const types = associationTypes.length > 0 ? associationTypes : undefined
  const filter = { resourceId, resourceType, associationTypes: types }
  const known = await (await core.readsForDecision()).loadAssociations(filter)
  const contexts = known.flatMap((association) => [homeContext(association), association.context])
  await core.write(
    { contexts, ...writer },
    async (transaction, record) => {
      // One that was made since then, elsewhere, was made after these ended.
      const found = (await transaction.loadAssociations(filter)).filter(({ context }) => contexts.includes(context))
      if (found.length === 0) throw registryErrors.associationNotFound(resourceId)
      for (const association of found) await endAssociation({ transaction, record }, association, cascadeLifecycle)
    },
    () => !dryRun,
  )
}

async function latestVersion(core: Core, association: Association): Promise<SchemaVersion | undefined> {
  try {
    return await schemaOfVersion(core, formatSubject(association), 'latest', {})
  } catch (error) {
    // Nothing else keeps an association's subject from being emptied than the checks of its writers, which an import skips.
    if (error instanceof RegistryError && error.code === 40401) return undefined
    throw error
  }
}
