/** Every rule about Protobuf schemas, in the order of the page. */
import type { RuleText } from '../../explanation/explanation.ts'
import { ruleTexts } from '../../explanation/rule-table.ts'
import { breakingRules } from './breaking-rules.ts'
import { surpriseRules } from './surprise-rules.ts'

export const protobufRules: readonly RuleText[] = [
  ...ruleTexts('breaks', breakingRules),
  ...ruleTexts('surprises', surpriseRules),
]
