/** What clients send about a schema, and what registering it answers. */

import type { TaggedEntity } from '../../schemas/index.ts'
import type { Metadata, RuleSet, SchemaReference, SchemaVersion } from './schema-content.ts'

/** What a client sends to register, look up or check a schema. */
export interface RegisterRequest {
  /** Absent or blank: the text of the latest version is taken. */
  readonly schema?: string | undefined
  /** AVRO where absent. */
  readonly schemaType?: string | undefined
  readonly references?: readonly SchemaReference[] | undefined
  readonly metadata?: Metadata | undefined
  readonly ruleSet?: RuleSet | undefined
  /** Id to register under; only in mode IMPORT. */
  readonly id?: number | undefined
  /** Version to register as: the next one, or -1 for whatever is next. */
  readonly version?: number | undefined
  /** Tags to put into the text. With these or the next, the version is kept in the metadata. */
  readonly schemaTagsToAdd?: readonly TaggedEntity[] | undefined
  readonly schemaTagsToRemove?: readonly TaggedEntity[] | undefined
  /** Whether the tags of the latest version are put into the text, wherever there is still a place for them. */
  readonly propagateSchemaTags?: boolean | undefined
}

/** Whether the text is left to the registry. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

export interface Registration extends SchemaVersion {
  /** `false` where the version was there already. */
  readonly created: boolean
}
