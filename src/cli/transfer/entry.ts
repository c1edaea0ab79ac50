/** What a registry holds, as entries: the model between reading a registry, a file or a topic, and writing one. */

import { createHash } from 'node:crypto'
import type { VersionAnswer } from '../version-answer.ts'

/** One version of a subject with its schema. */
export interface SchemaEntry {
  readonly kind: 'schema'
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly guid?: string
  readonly schemaType: string
  readonly schema: string
  readonly references?: readonly { name: string; subject: string; version: number }[]
  readonly metadata?: object
  readonly ruleSet?: object
  readonly deleted: boolean
}

/** A config in the shape of `GET /config`; `subject` is null for the registry, `:.ctx:` for a context. */
export interface ConfigEntry {
  readonly kind: 'config'
  readonly subject: string | null
  readonly config: Readonly<Record<string, unknown>>
}

interface ModeEntry {
  readonly kind: 'mode'
  readonly subject: string | null
  readonly mode: string
}

/** Subjects tell their context themselves, but a context may be empty, and ids that are gone are not given again. */
interface ContextEntry {
  readonly kind: 'context'
  readonly context: string
  /** The id that it gives next; only Schemalog tells it. */
  readonly nextSchemaId?: number
}

/** A resource and a subject that says what its keys or values are. */
export interface AssociationEntry {
  readonly kind: 'association'
  readonly resourceName: string
  readonly resourceNamespace: string
  readonly resourceId: string
  readonly resourceType: string
  readonly associationType: string
  readonly subject: string
  readonly lifecycle: string
  readonly frozen: boolean
}

export type Entry = SchemaEntry | ConfigEntry | ModeEntry | ContextEntry | AssociationEntry

/** @param deleted - registries before 8.0 do not say it in the answer. */
export function schemaEntryOf(answer: VersionAnswer, deleted = answer.deleted ?? false): SchemaEntry {
  const { subject, version, id, guid, schemaType = 'AVRO', schema, references, metadata, ruleSet } = answer
  return {
    kind: 'schema',
    subject,
    version,
    id,
    ...(guid !== undefined && { guid }),
    schemaType,
    schema,
    ...(references && references.length > 0 && { references }),
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
    deleted,
  }
}

/** @param answer - leaves `frozen` out where it is what the lifecycle says. */
export function associationEntryOf(
  answer: Omit<AssociationEntry, 'kind' | 'frozen'> & { frozen?: boolean },
): AssociationEntry {
  const { resourceName, resourceNamespace, resourceId, resourceType, associationType, subject, lifecycle } = answer
  const frozen = answer.frozen ?? lifecycle === 'STRONG'
  return {
    kind: 'association',
    resourceName,
    resourceNamespace,
    resourceId,
    resourceType,
    associationType,
    subject,
    lifecycle,
    frozen,
  }
}

/** The context that a subject's name carries, `.` for the default one. */
export function contextOf(subject: string): string {
  return /^:(\.[^:]*):/.exec(subject)?.[1] ?? '.'
}

/** The subject as it is meant when it stands in a reference of another one. */
export function referenced(subject: string, referrer: string): string {
  const context = contextOf(referrer)
  const qualified = context === '.' || subject.startsWith(':.') ? subject : `:${context}:${subject}`
  return qualified.startsWith(':.:') ? qualified.slice(3) : qualified
}

/** A digest of what a version says, whatever its place: type, text, references, metadata, rules. */
export function contentDigest({ schemaType, schema, references, metadata, ruleSet }: SchemaEntry): string {
  const content = stableJson([schemaType, schema, references ?? [], metadata ?? {}, ruleSet ?? {}])
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}

/** JSON with sorted keys, in which what registries leave out of answers (null and empty things) does not count. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    const members = Object.entries(inner).filter(([, member]) => !isEmpty(member))
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
