/** The change log: what every write did, in the order of commits, each row sealed together with all before it. */

import type { Metadata, RuleSet, SchemaReference } from '../content/schema-content.ts'
import type { SubjectKey } from '../subjects/subject-key.ts'

export const changeOperations = [
  'register',
  'softDelete',
  'hardDelete',
  'setConfig',
  'deleteConfig',
  'setMode',
  'deleteMode',
  'deleteContext',
  'createAssociation',
  'updateAssociation',
  'deleteAssociation',
] as const

type ChangeOperation = (typeof changeOperations)[number]

/** What one write did to one version, one scope or one context. Rows are only ever appended. */
export interface Change {
  /** Counts up from 1 without gaps, in the order in which writes were committed. */
  readonly sequence: number
  /** Milliseconds since the epoch, by the clock of the node that wrote. */
  readonly time: number
  /** `User:name`. */
  readonly actor: string
  readonly operation: ChangeOperation
  readonly target: SubjectKey & { readonly version?: number }
  /** What was there; `undefined` where nothing was. JSON values. */
  readonly before: unknown
  readonly after: unknown
  /** The schema of the version that came (`register`) or went for good (`hardDelete`); only where it was asked for. */
  readonly content?: ChangeContent
  /** From where the write came; only where it was told and asked for. */
  readonly provenance?: Provenance
  /** Seal of this row and all before it; only where it was asked for. */
  readonly hash?: string
}

/** A schema as the change log keeps it: enough to have it again when it is gone everywhere else. */
export interface ChangeContent {
  readonly schema: string
  readonly references?: readonly SchemaReference[]
  readonly metadata?: Metadata
  readonly ruleSet?: RuleSet
}

/** From where a write came: what a person needs to find out why something is as it is. */
export interface Provenance {
  /** Who made the change that led to it, as `Ada <ada@example.com>`: a claim of the client, unlike the actor. */
  readonly author?: string
  readonly commit?: string
  readonly repository?: string
  readonly pullRequest?: string
  /** URL of the pipeline's run. */
  readonly run?: string
}

/** A row as it is stored, text for text: what its seal is made of. */
export interface ChangeRecord {
  readonly sequence: number
  readonly time: number
  readonly actor: string
  readonly operation: string
  readonly context: string
  readonly subject: string
  readonly version: number | null
  /** JSON text, as the three that follow. */
  readonly before: string | null
  readonly after: string | null
  readonly content: string | null
  readonly provenance: string | null
}

/** A stored row with the seal that it bears, whether or not that is right. */
export interface SealedRecord extends ChangeRecord {
  readonly hash: string | null
}

/** The end of the log. */
export interface ChangeHead {
  /** 0 where nothing was ever written. */
  readonly sequence: number
  readonly hash: string
}

/** Which changes are wanted; all where nothing is said. */
export interface ChangeFilter {
  readonly context?: string
  readonly subject?: string
  readonly operations?: readonly ChangeOperation[]
  /** The last sequence that is looked at. */
  readonly through?: number
  /** With content, provenance and hash. */
  readonly whole?: boolean
  /** Most that they hold beyond the first one; 8 MiB where absent. */
  readonly maxBytes?: number
}

/** What can be asked of the change log itself. */
export interface ChangeReads {
  /** Rows as they are stored, in order: at most `limit`, and fewer where they are large, but never none while there are some. */
  loadChangeRecords(after: number, limit: number): Promise<SealedRecord[]>
  findChangeHead(): Promise<ChangeHead>
}
