/** A config, as it is sent and as it is shown: `compatibility` goes in, `compatibilityLevel` comes out. */

import type { ConfigPatch, Config as StoredConfig } from '../../registry/index.ts'
import { compatibilityLevels } from '../../registry/index.ts'
import { boolean, choice, field, map, nullableField, object, string, type ValueOf } from '../shape.ts'
import { Metadata, RuleSet } from './schema-content.ts'
import { ruleSetView, withoutEmpty } from './schema-view.ts'

/** A patch: an absent field stays as it is, `null` clears it. */
export const ConfigUpdateRequest = object('ConfigUpdateRequest', {
  compatibility: nullableField(string, 'Compatibility level, in any case.'),
  alias: nullableField(string, 'Subject that requests for this one go to.'),
  aliasForDeks: nullableField(string, 'The same for data encryption keys.'),
  normalize: nullableField(boolean, 'Normalise schemas even where a request does not ask for it.'),
  validateFields: nullableField(boolean, 'Check reserved fields.'),
  validateNewSchemas: nullableField(boolean, 'Judge new schemas strictly.'),
  validateRules: nullableField(boolean, 'Judge rules strictly.'),
  compatibilityPolicy: nullableField(string, 'STRICT, LENIENT or LOGICAL.'),
  compatibilityGroup: nullableField(string, 'Metadata property; only versions with the same value are compared.'),
  defaultMetadata: nullableField(Metadata, 'Metadata where a schema has none.'),
  overrideMetadata: nullableField(Metadata, 'Metadata that wins over that of a schema.'),
  defaultRuleSet: nullableField(RuleSet, 'Rules where a schema has none.'),
  overrideRuleSet: nullableField(RuleSet, 'Rules that win over those of a schema.'),
  autoRegister: nullableField(
    boolean,
    'Whether clients may register new schemas on their own; on `:.__GLOBAL:` for every context that says nothing.',
  ),
  autoRegisterByPrefix: nullableField(map(boolean), 'The same by the start of the subject; the longest one counts.'),
})

export const Config = object('Config', {
  compatibilityLevel: field(choice(...compatibilityLevels), 'Compatibility level.'),
  alias: field(string, 'Subject that requests for this one go to.'),
  aliasForDeks: field(string, 'The same for data encryption keys.'),
  normalize: field(boolean, 'Normalise schemas even where a request does not ask for it.'),
  validateFields: field(boolean, 'Check reserved fields.'),
  validateNewSchemas: field(boolean, 'Judge new schemas strictly.'),
  validateRules: field(boolean, 'Judge rules strictly.'),
  compatibilityPolicy: field(string, 'STRICT, LENIENT or LOGICAL.'),
  compatibilityGroup: field(string, 'Metadata property; only versions with the same value are compared.'),
  defaultMetadata: field(Metadata, 'Metadata where a schema has none.'),
  overrideMetadata: field(Metadata, 'Metadata that wins over that of a schema.'),
  defaultRuleSet: field(RuleSet, 'Rules where a schema has none.'),
  overrideRuleSet: field(RuleSet, 'Rules that win over those of a schema.'),
  autoRegister: field(boolean, 'Whether clients may register new schemas on their own.'),
  autoRegisterByPrefix: field(map(boolean), 'The same by the start of the subject; the longest one counts.'),
})

export function configPatchOf({ compatibility, ...rest }: ValueOf<typeof ConfigUpdateRequest>): ConfigPatch {
  // Rules may lack parts. The registry looks for that itself.
  const patch = rest as ConfigPatch
  return compatibility === undefined ? patch : { ...patch, compatibilityLevel: compatibility }
}

/** The echo of an update: all that is stored, under the names of a request. */
export function configEcho(config: StoredConfig): ValueOf<typeof ConfigUpdateRequest, undefined> {
  const { compatibilityLevel, ...rest } = config
  return { ...(compatibilityLevel && { compatibility: compatibilityLevel }), ...rest, ...contentOf(config) }
}

/** What is set, without null, empty text, list and map. */
export function configView(config: StoredConfig): ValueOf<typeof Config, undefined> {
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet, ...rest } = config
  return { ...withoutEmpty(rest), ...contentOf(config) }
}

/** Metadata and rules, which leave out their own empty parts wherever they are shown. */
function contentOf({ defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet }: StoredConfig) {
  return {
    ...(defaultMetadata && { defaultMetadata: withoutEmpty(defaultMetadata) }),
    ...(overrideMetadata && { overrideMetadata: withoutEmpty(overrideMetadata) }),
    ...(defaultRuleSet && { defaultRuleSet: ruleSetView(defaultRuleSet) }),
    ...(overrideRuleSet && { overrideRuleSet: ruleSetView(overrideRuleSet) }),
  }
}
