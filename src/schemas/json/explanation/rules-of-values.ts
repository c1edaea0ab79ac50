/** Rules about single values: their kind, their bounds, the values that are listed. */

import type { RuleText } from '../../explanation/explanation.ts'
import { breaks } from './rule-text.ts'

/** The two ways in which a bound breaks: it came, or it became tighter. */
export function boundRules(
  prefix: string,
  side: 'upper' | 'lower',
  what: string,
  examples: { readonly none: unknown; readonly loose: unknown; readonly tight: unknown },
): RuleText[] {
  const [tighter, word] = side === 'upper' ? ['DECREASED', 'smaller'] : ['INCREASED', 'greater']
  const beyond = side === 'upper' ? 'above' : 'below'
  const fix = `Leave the ${what} away, or let it be no ${side === 'upper' ? 'smaller' : 'greater'} than before.`
  return [
    breaks(
      `${prefix}_ADDED`,
      `A ${what} where there was none`,
      `Values ${beyond} the new ${what} were valid and may be stored already; the newer schema refuses them.`,
      fix,
      [examples.none, examples.tight],
    ),
    breaks(
      `${prefix}_${tighter}`,
      `A ${word} ${what}`,
      `Values between the earlier ${what} and the new one were valid and may be stored already; the newer schema refuses them.`,
      fix,
      [examples.loose, examples.tight],
    ),
  ]
}

function keywordBound(
  prefix: string,
  side: 'upper' | 'lower',
  what: string,
  type: string,
  keyword: string,
): RuleText[] {
  const [loose, tight] = side === 'upper' ? [10, 5] : [5, 10]
  return boundRules(prefix, side, what, {
    none: { type },
    loose: { type, [keyword]: loose },
    tight: { type, [keyword]: tight },
  })
}

export const valueRules: readonly RuleText[] = [
  breaks(
    'SCHEMA_ADDED',
    'A schema where anything was allowed',
    'The older schema says nothing here, so anything may be stored. The newer one says what is allowed.',
    'Leave the schema away, or list in it all that may be stored.',
    [{ type: 'array' }, { type: 'array', items: { type: 'string' } }],
  ),
  breaks(
    'TYPE_NARROWED',
    'Integers only, where any number was allowed',
    'Numbers with a fraction, such as 1.5, were valid; a schema that takes integers only refuses them.',
    "Keep the type 'number'.",
    [{ type: 'number' }, { type: 'integer' }],
  ),
  breaks(
    'TYPE_CHANGED',
    'Another kind of schema',
    'The newer schema is of another kind than the older one: another type, a list of values where there was a type, or ' +
      'several keywords where there was one. Kinds are compared as they are written: a schema that would take all the ' +
      'same values in another form counts as changed too, and then there is no record that shows it.',
    "Take both: name both types in 'type', or put both schemas into 'anyOf'.",
    [{ type: 'string' }, { type: 'integer' }],
  ),
  ...keywordBound('MAX_LENGTH', 'upper', 'maximum length', 'string', 'maxLength'),
  ...keywordBound('MIN_LENGTH', 'lower', 'minimum length', 'string', 'minLength'),
  breaks(
    'PATTERN_ADDED',
    'A pattern where there was none',
    'Texts that do not match the pattern were valid and may be stored already; the newer schema refuses them.',
    'Leave the pattern away, or take it into a new property.',
    [{ type: 'string' }, { type: 'string', pattern: '^[a-z]+$' }],
  ),
  breaks(
    'PATTERN_CHANGED',
    'Another pattern',
    'Texts that match the earlier pattern may not match the new one. Patterns are compared as texts and not by what ' +
      'they match, so a pattern that matches the same, or more, counts as well, and then there is no record that shows it.',
    'Keep the earlier pattern, or take the pattern away.',
    [
      { type: 'string', pattern: '^a' },
      { type: 'string', pattern: '^b' },
    ],
  ),
  ...keywordBound('MAXIMUM', 'upper', 'maximum', 'integer', 'maximum'),
  ...keywordBound('MINIMUM', 'lower', 'minimum', 'integer', 'minimum'),
  ...keywordBound('EXCLUSIVE_MAXIMUM', 'upper', 'exclusive maximum', 'integer', 'exclusiveMaximum'),
  ...keywordBound('EXCLUSIVE_MINIMUM', 'lower', 'exclusive minimum', 'integer', 'exclusiveMinimum'),
  breaks(
    'MULTIPLE_OF_ADDED',
    'Only multiples, where any number was allowed',
    'Numbers that are no multiple were valid and may be stored already; the newer schema refuses them.',
    "Leave 'multipleOf' away.",
    [{ type: 'integer' }, { type: 'integer', multipleOf: 5 }],
  ),
  breaks(
    'MULTIPLE_OF_EXPANDED',
    'Multiples of a greater number',
    'Not every multiple of the earlier number is one of the new one: 5 is no multiple of 10.',
    "Keep the earlier 'multipleOf', or one that it is a multiple of.",
    [
      { type: 'integer', multipleOf: 5 },
      { type: 'integer', multipleOf: 10 },
    ],
  ),
  breaks(
    'MULTIPLE_OF_CHANGED',
    'Multiples of another number',
    'The multiples of the earlier number are not all multiples of the new one.',
    "Keep the earlier 'multipleOf', or one that it is a multiple of.",
    [
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 3 },
    ],
  ),
  breaks(
    'ENUM_ARRAY_NARROWED',
    'Fewer values in a list',
    'Values that are no longer listed may be stored already; the newer schema refuses them.',
    'Keep all values that were ever written.',
    [{ enum: ['red', 'green'] }, { enum: ['red'] }],
  ),
  breaks(
    'ENUM_ARRAY_CHANGED',
    'Other values in a list, or another fixed value',
    'Some of the earlier values are no longer allowed, and some are new. The earlier ones may be stored already. The ' +
      'numbers 1 and 1.0 count as different values here, although validators take one for the other.',
    'Keep all values that were ever written, and add the new ones.',
    [{ enum: ['red', 'green'] }, { enum: ['red', 'blue'] }],
  ),
]
