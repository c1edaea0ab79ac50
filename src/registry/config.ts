/** The config of a subject, of a context, or of the whole registry: what holds for registrations there. */

import type { CompatibilityLevel } from './compatibility-level.ts'
import type { Metadata, RuleSet } from './schema-content.ts'

/** Only what was set; nothing is filled in. */
export interface Config {
  readonly compatibilityLevel?: CompatibilityLevel
  /** Subject that requests for this one go to. */
  readonly alias?: string
  readonly aliasForDeks?: string
  /** Normalise on registration, lookup and compatibility check even when the request does not ask. */
  readonly normalize?: boolean
  readonly validateFields?: boolean
  /** Judge new schemas strictly (names, defaults). Holds unless set to false. */
  readonly validateNewSchemas?: boolean
  readonly validateRules?: boolean
  readonly compatibilityPolicy?: 'STRICT' | 'LENIENT' | 'LOGICAL'
  /** Metadata property; only versions with the same value of it are compared. */
  readonly compatibilityGroup?: string
  readonly defaultMetadata?: Metadata
  readonly overrideMetadata?: Metadata
  readonly defaultRuleSet?: RuleSet
  readonly overrideRuleSet?: RuleSet
}

/** An absent field keeps what is there, `null` clears it. Level and policy are checked here, so any text may come. */
export type ConfigPatch = {
  readonly [Field in keyof Config]?:
    | Config[Field]
    | (Field extends 'compatibilityLevel' | 'compatibilityPolicy' ? string : never)
    | null
}
