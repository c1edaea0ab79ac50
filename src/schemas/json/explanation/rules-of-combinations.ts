/** Rules about schemas that are put together from others, and the end of a check that takes too much. */

import type { RuleText } from '../../explanation/explanation.ts'
import { checkLimitReached } from '../../finding.ts'
import { breaks } from './rule-text.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const nothing = { type: 'null' }

const paired =
  'Members are paired one to one, and each member of the older schema needs a partner of its own. That is stricter than ' +
  'data can show where one member of the newer schema takes what two of the older one did: then there is no record ' +
  'that shows it.'

export const combinationRules: readonly RuleText[] = [
  breaks(
    'COMBINED_TYPE_CHANGED',
    'Schemas are combined in another way',
    "'oneOf' demands that exactly one member fits, 'anyOf' at least one, 'allOf' all of them. Only a change to 'anyOf' " +
      'never refuses what was valid. The keyword alone decides, so the change counts even where the members exclude ' +
      'each other and no record shows it.',
    "Keep the keyword, or change to 'anyOf'.",
    [{ anyOf: [text, integer] }, { allOf: [text, integer] }],
  ),
  breaks(
    'PRODUCT_TYPE_EXTENDED',
    'More schemas must hold at once',
    "A schema was added to 'allOf', or a keyword beside others. What fulfils the earlier ones need not fulfil this one.",
    'Take the additional schema or keyword out.',
    [{ allOf: [{ minLength: 1 }, { maxLength: 5 }] }, { allOf: [{ minLength: 1 }, { maxLength: 5 }, { enum: ['a'] }] }],
  ),
  breaks(
    'SUM_TYPE_NARROWED',
    'Fewer schemas to choose from',
    `A member of 'oneOf' or 'anyOf', or a type of a list, is gone; data of that kind may be stored already. ${paired}`,
    'Keep the member.',
    [{ oneOf: [text, integer, nothing] }, { oneOf: [text, integer] }],
  ),
  breaks(
    'COMBINED_TYPE_SUBSCHEMAS_CHANGED',
    'A member that has no partner',
    `A member of the older schema is read by no member of the newer one that is still free. ${paired}`,
    'Keep the members as they were, and add new ones beside them.',
    [{ oneOf: [text, integer] }, { oneOf: [text, nothing] }],
  ),
  breaks(
    'NOT_TYPE_EXTENDED',
    "More is forbidden by 'not'",
    "What 'not' forbids was widened, so values that were valid are refused.",
    "Keep 'not' as it was, or let it forbid less.",
    [{ not: { type: 'integer' } }, { not: { type: 'number' } }],
  ),
  breaks(
    checkLimitReached,
    'A check that was given up',
    'Comparing the schemas takes more work than is allowed: they are too large, refer to each other too deeply, or hold a ' +
      'pattern that takes for ever to search with. What cannot be compared counts as incompatible.',
    'Make the schema smaller, or the pattern simpler.',
    [
      { properties: { [`${'a'.repeat(60)}!`]: {} } },
      { patternProperties: { '^(a+)+$': {} }, additionalProperties: false },
    ],
  ),
]
