/** The config of a subject, of a context, or of the whole registry: what holds for registrations there. */

import { type CompatibilityLevel, parseLevel } from '../compatibility/level.ts'
import { sortMetadata } from '../content/metadata.ts'
import { refuseFaultyRuleSet } from '../content/rule-set.ts'
import type { Metadata, RuleSet } from '../content/schema-content.ts'
import { registryErrors } from '../errors.ts'

const policies = ['STRICT', 'LENIENT', 'LOGICAL'] as const

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
  readonly compatibilityPolicy?: (typeof policies)[number]
  /** Metadata property; only versions with the same value of it are compared. */
  readonly compatibilityGroup?: string
  readonly defaultMetadata?: Metadata
  readonly overrideMetadata?: Metadata
  readonly defaultRuleSet?: RuleSet
  readonly overrideRuleSet?: RuleSet
  /** Whether clients may register new schemas on their own; nothing of the reference's. */
  readonly autoRegister?: boolean
  /** The same for subjects whose name begins so; the longest prefix counts. */
  readonly autoRegisterByPrefix?: Readonly<Record<string, boolean>>
}

/** Fields whose value is checked here, so that a patch may bring any text. */
type Checked = 'compatibilityLevel' | 'compatibilityPolicy'

/** An absent field keeps what is there, `null` clears it. */
export type ConfigPatch = {
  readonly [Field in keyof Config]?: (Field extends Checked ? string : Config[Field]) | null | undefined
}

/** How each field is read from a patch; what is not here is no field. */
const fields: { readonly [Field in keyof Required<Config>]: (value: never) => Config[Field] | undefined } = {
  compatibilityLevel: parseLevel,
  alias: same<string>,
  aliasForDeks: same<string>,
  normalize: same<boolean>,
  validateFields: same<boolean>,
  validateNewSchemas: same<boolean>,
  validateRules: same<boolean>,
  compatibilityPolicy: (text: string) => policies.find((known) => known === text.toUpperCase()),
  compatibilityGroup: same<string>,
  defaultMetadata: sortMetadata,
  overrideMetadata: sortMetadata,
  defaultRuleSet: validRuleSet,
  overrideRuleSet: validRuleSet,
  autoRegister: same<boolean>,
  autoRegisterByPrefix: boundedPrefixes,
}

/** @throws {RegistryError} `invalidCompatibilityLevel`, `invalidRuleSet`, `tooManyPrefixes`. */
export function applyPatch(config: Config, patch: ConfigPatch): Config {
  const patched: Record<string, unknown> = { ...config }
  for (const [name, read] of Object.entries(fields)) {
    const value = patch[name as keyof Config]
    if (value === undefined) continue
    // The table pairs each field with the reader of its type; a loop over fields cannot say so.
    const stored = value === null ? undefined : read(value as never)
    if (stored === undefined) delete patched[name]
    else patched[name] = stored
  }
  return patched
}

function same<Value>(value: Value): Value {
  return value
}

function validRuleSet(ruleSet: RuleSet): RuleSet {
  refuseFaultyRuleSet(ruleSet)
  return ruleSet
}

/** More would be a list of subjects, and those have configs of their own. */
const maxPrefixes = 100

function boundedPrefixes(prefixes: Readonly<Record<string, boolean>>): Readonly<Record<string, boolean>> {
  const count = Object.keys(prefixes).length
  if (count > maxPrefixes) throw registryErrors.tooManyPrefixes(count, maxPrefixes)
  return prefixes
}
