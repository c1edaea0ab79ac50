/** What makes a schema the schema it is: text, references, metadata and rules. Two equal contents share an id. */

import type { SchemaType } from '../../schemas/index.ts'

/** Names another registered schema that the text needs. */
export interface SchemaReference {
  /** Avro: full type name; JSON Schema: the `$ref` text before `#`; Protobuf: import path. */
  readonly name: string
  readonly subject: string
  /** -1 means the latest version; only in requests, it is stored as the number found. */
  readonly version: number
}

/** What people say about a schema. Null and empty are different contents. */
export interface Metadata {
  /** Tags of a path in the schema. */
  readonly tags?: Readonly<Record<string, readonly string[]>>
  readonly properties?: Readonly<Record<string, string>>
  /** Names of properties whose values are secrets. */
  readonly sensitive?: readonly string[]
}

type RuleKind = 'TRANSFORM' | 'CONDITION'

export type RuleMode = 'WRITEREAD' | 'WRITE' | 'READ' | 'UPDOWN' | 'UPGRADE' | 'DOWNGRADE'

/** A rule of a data contract. Clients run it; the registry keeps it exactly. */
export interface Rule {
  readonly name: string
  readonly doc?: string
  readonly kind: RuleKind
  readonly mode: RuleMode
  readonly type: string
  readonly tags?: readonly string[]
  readonly params?: Readonly<Record<string, string>>
  readonly expr?: string
  readonly onSuccess?: string
  readonly onFailure?: string
  readonly disabled: boolean
}

export interface RuleSet {
  readonly migrationRules?: readonly Rule[]
  readonly domainRules?: readonly Rule[]
  readonly encodingRules?: readonly Rule[]
  /** Where the rules run. */
  readonly enableAt?: 'ALL' | 'CLIENT' | 'GATEWAY' | 'SERVER' | 'NONE'
}

/** What is hashed. The schema type is not part of it: the reference leaves it out too. */
export interface SchemaContent {
  /** Canonical text. */
  readonly schema: string
  readonly references: readonly SchemaReference[]
  readonly metadata?: Metadata
  readonly ruleSet?: RuleSet
}

/** A schema under its id. Never changes. */
export interface RegisteredSchema extends SchemaContent {
  readonly schemaId: number
  readonly guid: string
  readonly schemaType: SchemaType
}

/** A version of a subject together with its schema. */
export interface SchemaVersion extends RegisteredSchema {
  /** As shown to clients: `name` in the default context, `:.ctx:name` elsewhere. */
  readonly subject: string
  readonly version: number
  /** Milliseconds since the epoch at which the version was written. */
  readonly createdAt: number
  /** Soft-deleted: hidden from lists, still readable by id. */
  readonly deleted: boolean
}
