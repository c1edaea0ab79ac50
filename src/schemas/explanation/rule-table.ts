/** Rules written down as a table: the kind of a rule is its key, and all of one table are of one nature. */

import type { RuleText } from './explanation.ts'

/** What a table says of one rule. */
export type RuleEntry = Omit<RuleText, 'kind' | 'nature'>

/** In the order of the table. */
export function ruleTexts(nature: RuleText['nature'], table: Readonly<Record<string, RuleEntry>>): RuleText[] {
  return Object.entries(table).map(([kind, entry]) => ({ kind, nature, ...entry }))
}
