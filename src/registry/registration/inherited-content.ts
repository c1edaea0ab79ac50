/** Metadata and rules that a registration gets without sending them: from the version before it and from the config. */

import { mergeMetadata } from '../content/metadata.ts'
import { mergeRuleSets } from '../content/rule-set.ts'
import type { Metadata, RuleSet, SchemaContent } from '../content/schema-content.ts'
import type { Config } from '../scopes/config.ts'

type Extras = Pick<SchemaContent, 'metadata' | 'ruleSet'>

interface SentExtras {
  readonly metadata?: Metadata | undefined
  readonly ruleSet?: RuleSet | undefined
}

/** Overrides win over what was sent, or what the latest version has where nothing was sent; defaults fill the rest. */
export function inheritContent(config: Config, sent: SentExtras, latest: Extras | undefined): Extras {
  const metadata = mergeMetadata(
    config.overrideMetadata,
    mergeMetadata(sent.metadata ?? latest?.metadata, config.defaultMetadata),
  )
  const ruleSet = mergeRuleSets(
    config.overrideRuleSet,
    mergeRuleSets(sent.ruleSet ?? latest?.ruleSet, config.defaultRuleSet),
  )
  return { ...(metadata && { metadata }), ...(ruleSet && { ruleSet }) }
}

/** Whether a config changes what is registered, so that a text alone does not say whether it is there already. */
export function changesContent(config: Config): boolean {
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet } = config
  return [defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet].some((value) => value !== undefined)
}
