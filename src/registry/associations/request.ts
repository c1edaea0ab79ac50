/** What clients ask of associations, and what a request means before anything is compared with what is there. */

import type { RegisterRequest } from '../content/register-request.ts'
import { registryErrors } from '../errors.ts'
import type { SubjectKey } from '../subjects/subject-key.ts'
import { formatSubject, maxContextLength, parseSubject, parseValidSubject } from '../subjects/subject-name.ts'
import {
  type AssociatedResource,
  type Association,
  type AssociationType,
  associationTypes,
  lifecycles,
  type ResourceType,
  resourceTypes,
} from './association.ts'

/** What a client sends to make or to change associations of one resource, or to end them. */
export interface AssociationsRequest {
  readonly resourceName?: string | undefined
  readonly resourceNamespace?: string | undefined
  readonly resourceId?: string | undefined
  readonly resourceType?: string | undefined
  readonly associations?: readonly AssociationRequest[] | undefined
}

export interface AssociationRequest {
  /** CREATE where absent. */
  readonly opType?: 'CREATE' | 'UPSERT' | 'DELETE' | undefined
  readonly subject?: string | undefined
  readonly associationType?: string | undefined
  readonly lifecycle?: string | undefined
  readonly frozen?: boolean | undefined
  readonly schema?: RegisterRequest | undefined
  readonly normalize?: boolean | undefined
  readonly cascadeLifecycle?: boolean | undefined
}

const namePattern = /^[A-Za-z0-9_-]{1,256}$/
const maxResourceIdLength = 255

/**
 * @param dryRun - a resource that does not exist yet has no id.
 * @throws {RegistryError} `invalidAssociation`.
 */
export function resourceOf(request: AssociationsRequest, dryRun: boolean): AssociatedResource {
  const { resourceName = '', resourceNamespace = '', resourceId = '' } = request
  for (const [property, name] of Object.entries({ resourceName, resourceNamespace }))
    if (!namePattern.test(name))
      throw registryErrors.invalidAssociation(property, 'it must be 1 to 256 letters, digits, _ or -')
  if (resourceId === '' && !dryRun) throw registryErrors.invalidAssociation('resourceId', 'it must not be empty')
  if (resourceId.length > maxResourceIdLength)
    throw registryErrors.invalidAssociation(
      'resourceId',
      `it must not be longer than ${maxResourceIdLength} characters`,
    )
  return { resourceName, resourceNamespace, resourceId, resourceType: resourceTypeOf(request.resourceType) }
}

export function resourceTypeOf(text: string | undefined): ResourceType {
  return choose('resourceType', resourceTypes, text ?? 'topic')
}

export function associationTypeOf(text: string | undefined): AssociationType {
  return choose('associationType', associationTypes, text ?? 'value')
}

/** The subject that a STRONG association has: it bears the name of the resource. */
function ownSubject(resource: AssociatedResource, type: AssociationType): SubjectKey {
  return parseSubject(`:.${resource.resourceNamespace}:${resource.resourceName}-${type}`)
}

/**
 * The context whose lock keeps the writes to a resource's associations in order: their subjects may be in any, and what
 * they must have in common is seen only by who comes after.
 */
export function homeContext({ resourceNamespace }: Pick<AssociatedResource, 'resourceNamespace'>): string {
  return `.${resourceNamespace}`.slice(0, maxContextLength)
}

/** What a new association is to be, by itself; whether that fits with what is there is judged elsewhere. */
export type AssociationPlan = Pick<Association, 'associationType' | 'lifecycle' | 'frozen' | 'context' | 'subject'>

/**
 * Fills in what was left out.
 *
 * @param readSubject - what a name means where it says no context.
 * @throws {RegistryError} `invalidAssociation`, `invalidSubject`.
 */
export function planAssociation(
  resource: AssociatedResource,
  request: AssociationRequest,
  readSubject: (name: string) => SubjectKey,
): AssociationPlan {
  const { schema, frozen } = request
  const associationType = associationTypeOf(request.associationType)
  const lifecycle = choose('lifecycle', lifecycles, request.lifecycle ?? (schema ? 'STRONG' : 'WEAK'))
  const own = ownSubject(resource, associationType)
  const named = request.subject ? readSubject(request.subject) : undefined
  if (lifecycle === 'STRONG') {
    if (named && !isSameSubject(named, own))
      throw registryErrors.invalidAssociation('subject', 'a STRONG association has the subject of its resource')
    if (frozen === false) throw registryErrors.invalidAssociation('frozen', 'a STRONG association is always frozen')
    return { associationType, lifecycle, frozen: true, ...parseValidSubject(formatSubject(own)) }
  }
  if (schema) throw registryErrors.invalidAssociation('schema', 'a WEAK association takes the schemas that are there')
  if (!named)
    throw registryErrors.invalidAssociation('subject', 'a WEAK association names the subject that it points to')
  if (isSameSubject(named, own))
    throw registryErrors.invalidAssociation('subject', 'the subject of the resource takes a STRONG association')
  return { associationType, lifecycle, frozen: frozen ?? false, ...named }
}

export function isSameSubject(a: SubjectKey, b: SubjectKey): boolean {
  return a.context === b.context && a.subject === b.subject
}

function choose<const Choice extends string>(property: string, choices: readonly Choice[], text: string): Choice {
  const found = choices.find((choice) => choice === text)
  if (!found) throw registryErrors.invalidAssociation(property, `it must be ${choices.join(' or ')}`)
  return found
}
