/**
 * Associations: a resource, such as a topic, and the subjects that say what its keys and values are. A STRONG one owns its
 * subject, which is named after the resource and lives as long as it; a WEAK one points to a subject of others.
 */

import type { SubjectKey } from '../subjects/subject-key.ts'

export const associationTypes = ['key', 'value'] as const
export const lifecycles = ['STRONG', 'WEAK'] as const
export const resourceTypes = ['topic'] as const

export type AssociationType = (typeof associationTypes)[number]
type Lifecycle = (typeof lifecycles)[number]
export type ResourceType = (typeof resourceTypes)[number]

export interface AssociatedResource {
  /** Identity: a topic that is made anew under its old name has another one. */
  readonly resourceId: string
  readonly resourceType: ResourceType
  readonly resourceName: string
  /** Of a topic: the id of its cluster. */
  readonly resourceNamespace: string
}

/** One resource has at most one of each type, and all of one lifecycle. */
export interface Association extends AssociatedResource, SubjectKey {
  readonly guid: string
  readonly associationType: AssociationType
  readonly lifecycle: Lifecycle
  /** It stays as it is: only the end of the resource ends it. */
  readonly frozen: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** What is wanted; every field narrows it down. */
export interface AssociationFilter {
  readonly resourceId?: string | undefined
  readonly resourceType?: ResourceType | undefined
  readonly resourceName?: string | undefined
  readonly resourceNamespace?: string | undefined
  readonly subject?: SubjectKey | undefined
  readonly associationTypes?: readonly AssociationType[] | undefined
  readonly lifecycle?: Lifecycle | undefined
}
