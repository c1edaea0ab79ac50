/** Every rule about Protobuf schemas, in the order of the page. */
import type { RuleText } from '../../explanation/explanation.ts'
import { breakingRules } from './breaking-rules.ts'
import type { RulePage } from './rule-pages.ts'
import { surpriseRules } from './surprise-rules.ts'

export const protobufRules: readonly RuleText[] = [
  ...ruleTexts('breaks', breakingRules),
  ...ruleTexts('surprises', surpriseRules),
]

function ruleTexts(nature: RuleText['nature'], pages: Readonly<Record<string, RulePage>>): RuleText[] {
  return Object.entries(pages).map(([kind, page]) => ({ kind, nature, ...page }))
}
