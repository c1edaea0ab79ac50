/** Every rule of JSON Schema, in the order of the page. */

import type { RuleText } from '../../explanation/explanation.ts'
import { arrayRules } from './rules-of-arrays.ts'
import { combinationRules } from './rules-of-combinations.ts'
import { objectRules } from './rules-of-objects.ts'
import { surpriseRules } from './rules-of-surprises.ts'
import { valueRules } from './rules-of-values.ts'

export const jsonRules: readonly RuleText[] = [
  ...valueRules,
  ...objectRules,
  ...arrayRules,
  ...combinationRules,
  ...surpriseRules,
]
