/**
 * Every kind of difference between two JSON Schemas: whether the reader still reads what the writer writes, and what it
 * means in plain words. The names are those of the Confluent registry.
 */
import { checkLimitReached } from '../finding.ts'
import { capitalized } from '../sentence.ts'

/** `always`: compatible; `lenient`: only under the policy LENIENT; `never`: incompatible. */
export type Tolerance = 'always' | 'lenient' | 'never'

interface Row {
  readonly tolerated: Tolerance
  /** With `{place}`, `{name}`, `{detail}`, and `{reader}` and `{writer}` as `new` and `old` or the reverse. */
  readonly text: string
}

export type DifferenceKind = keyof typeof differences

type BoundKind<Prefix extends string> = `${Prefix}_${'ADDED' | 'REMOVED' | 'INCREASED' | 'DECREASED'}`

const differsIn = '{place} has another {what} in the {reader} schema than in the {writer} one.'

export const differences = {
  // Any schema
  ID_CHANGED: always(differsIn.replace('{what}', 'id')),
  TITLE_CHANGED: always(differsIn.replace('{what}', 'title')),
  DESCRIPTION_CHANGED: always(differsIn.replace('{what}', 'description')),
  DEFAULT_CHANGED: always(differsIn.replace('{what}', 'default')),
  SCHEMA_ADDED: never('{place}: the {reader} schema says what is allowed here, the {writer} schema allows anything.'),
  SCHEMA_REMOVED: always('{place}: the {reader} schema allows anything here, the {writer} schema does not.'),
  TYPE_EXTENDED: always('{place} takes any number in the {reader} schema and only integers in the {writer} one.'),
  TYPE_NARROWED: never(
    '{place} takes only integers in the {reader} schema, but any number in the {writer} one, so 1.5 would be refused.',
  ),
  TYPE_CHANGED: never('{place} is of another kind in the {reader} schema than in the {writer} one ({detail}).'),

  // Texts
  ...bound('MAX_LENGTH', 'upper', 'maximum length'),
  ...bound('MIN_LENGTH', 'lower', 'minimum length'),
  PATTERN_ADDED: never(
    '{place} must match a pattern in the {reader} schema ({detail}), the {writer} schema demands none.',
  ),
  PATTERN_REMOVED: always('{place} must match a pattern in the {writer} schema only ({detail}).'),
  PATTERN_CHANGED: never(
    '{place} must match another pattern in the {reader} schema than in the {writer} one ({detail}); ' +
      'patterns are not compared by what they match, so any change of them counts.',
  ),

  // Numbers
  ...bound('MAXIMUM', 'upper', 'maximum'),
  ...bound('MINIMUM', 'lower', 'minimum'),
  ...bound('EXCLUSIVE_MAXIMUM', 'upper', 'exclusive maximum'),
  ...bound('EXCLUSIVE_MINIMUM', 'lower', 'exclusive minimum'),
  MULTIPLE_OF_ADDED: never(
    '{place} must be a multiple of {detail} in the {reader} schema, the {writer} schema takes other numbers too.',
  ),
  MULTIPLE_OF_REMOVED: always('{place} must be a multiple of {detail} in the {writer} schema only.'),
  MULTIPLE_OF_EXPANDED: never(
    '{place} must be a multiple of a greater number in the {reader} schema than in the {writer} one ({detail}).',
  ),
  MULTIPLE_OF_REDUCED: always(
    '{place} must be a multiple of a smaller number in the {reader} schema than in the {writer} one ({detail}), ' +
      'which all its multiples are too.',
  ),
  MULTIPLE_OF_CHANGED: never(
    '{place} must be a multiple of another number in the {reader} schema than in the {writer} one ({detail}).',
  ),

  // Values
  ENUM_ARRAY_EXTENDED: always('{place} takes more values in the {reader} schema than in the {writer} one ({detail}).'),
  ENUM_ARRAY_NARROWED: never(
    '{place} takes fewer values in the {reader} schema than in the {writer} one (missing: {detail}).',
  ),
  ENUM_ARRAY_CHANGED: never('{place} takes other values in the {reader} schema than in the {writer} one ({detail}).'),

  // Objects
  REQUIRED_ATTRIBUTE_ADDED: never(
    '{place} is required in the {reader} schema but optional in the {writer} one, so data may lack it.',
  ),
  REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED: always(
    '{place} is required in the {reader} schema but optional in the {writer} one; it has a default to take.',
  ),
  REQUIRED_ATTRIBUTE_REMOVED: always('{place} is optional in the {reader} schema but required in the {writer} one.'),
  DEPENDENCY_ARRAY_ADDED: never(
    '{place}: in the {reader} schema, data with this property must have others too ({detail}); not so in the {writer} one.',
  ),
  DEPENDENCY_ARRAY_REMOVED: always(
    '{place}: in the {writer} schema only, data with this property must have others too ({detail}).',
  ),
  DEPENDENCY_ARRAY_EXTENDED: never(
    '{place}: in the {reader} schema, data with this property must have more others than in the {writer} one ({detail}).',
  ),
  DEPENDENCY_ARRAY_NARROWED: always(
    '{place}: in the {reader} schema, data with this property need fewer others than in the {writer} one ({detail}).',
  ),
  DEPENDENCY_ARRAY_CHANGED: never(
    '{place}: in the {reader} schema, data with this property must have other ones than in the {writer} one ({detail}).',
  ),
  DEPENDENCY_SCHEMA_ADDED: never(
    '{place}: in the {reader} schema, data with this property must fulfil a further schema; not so in the {writer} one.',
  ),
  DEPENDENCY_SCHEMA_REMOVED: always(
    '{place}: in the {writer} schema only, data with this property must fulfil a further schema.',
  ),
  ...bound('MAX_PROPERTIES', 'upper', 'maximum number of properties'),
  ...bound('MIN_PROPERTIES', 'lower', 'minimum number of properties'),
  ...additional('ADDITIONAL_PROPERTIES', 'lenient', 'properties that are not described'),
  ...additional('UNEVALUATED_PROPERTIES', 'lenient', 'properties that no part describes'),
  PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema, and there it may be anything.',
  ),
  OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: lenient(
    '{place} is described only in the {reader} schema. The {writer} schema allows any other property, ' +
      'so data may already hold something else under that name.',
  ),
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL: lenient(
    '{place} is described, and required, only in the {reader} schema. It has a default, but the {writer} schema allows ' +
      'any other property, so data may already hold something else under that name.',
  ),
  REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: never(
    '{place} is required in the {reader} schema and not described in the {writer} one, so data may lack it ' +
      'or hold something else under that name.',
  ),
  OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema, and it is optional.',
  ),
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL: always(
    '{place} is described, and required, only in the {reader} schema; it has a default to take.',
  ),
  REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: never(
    '{place} is required in the {reader} schema and not described in the {writer} one, so data lack it.',
  ),
  PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema, and takes all that the {writer} schema allows for other properties.',
  ),
  PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: lenient(
    '{place} is described only in the {reader} schema, and does not take all that the {writer} schema allows for other properties.',
  ),
  PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema, which allows any other property.',
  ),
  PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema; the {writer} schema forbids it.',
  ),
  PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL: lenient(
    '{place} is not described in the {reader} schema, which allows no other property, so data with it are refused.',
  ),
  PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema, which allows it by what it says of other properties.',
  ),
  PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: lenient(
    '{place} is not described in the {reader} schema, and what that says of other properties does not take all its values.',
  ),

  // Arrays
  ...bound('MAX_ITEMS', 'upper', 'maximum number of items'),
  ...bound('MIN_ITEMS', 'lower', 'minimum number of items'),
  ...bound('MAX_CONTAINS', 'upper', "maximum number of items that match 'contains'"),
  ...bound('MIN_CONTAINS', 'lower', "minimum number of items that match 'contains'"),
  UNIQUE_ITEMS_ADDED: never('{place} must hold no item twice in the {reader} schema, but may in the {writer} one.'),
  UNIQUE_ITEMS_REMOVED: always('{place} may hold an item twice in the {reader} schema, but not in the {writer} one.'),
  ...additional('ADDITIONAL_ITEMS', 'never', 'items that are not described'),
  ...additional('UNEVALUATED_ITEMS', 'never', 'items that no part describes'),
  ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema, and there it may be anything.',
  ),
  ITEM_ADDED_TO_OPEN_CONTENT_MODEL: never(
    '{place} is described only in the {reader} schema. The {writer} schema allows any further item, ' +
      'so data may already hold something else there.',
  ),
  ITEM_ADDED_TO_CLOSED_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema; the {writer} schema allows no further item.',
  ),
  ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: always(
    '{place} is described only in the {reader} schema, and takes all that the {writer} schema allows for further items.',
  ),
  ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: never(
    '{place} is described only in the {reader} schema, and does not take all that the {writer} schema allows for further items.',
  ),
  ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema, which allows any further item.',
  ),
  ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema; the {writer} schema forbids it.',
  ),
  ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL: never(
    '{place} is not described in the {reader} schema, which allows no further item, so data with it are refused.',
  ),
  ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: always(
    '{place} is not described in the {reader} schema, which allows it by what it says of further items.',
  ),
  ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: never(
    '{place} is not described in the {reader} schema, and what that says of further items does not take all its values.',
  ),

  // Combinations
  COMBINED_TYPE_EXTENDED: always('{place} combines its parts less strictly in the {reader} schema ({detail}).'),
  COMBINED_TYPE_CHANGED: never(
    '{place} combines its parts in another way in the {reader} schema than in the {writer} one ({detail}); ' +
      'only the keyword is compared, so it counts even where both take the same data.',
  ),
  PRODUCT_TYPE_EXTENDED: never(
    '{place} must fulfil more schemas at once in the {reader} schema than in the {writer} one ({detail}).',
  ),
  PRODUCT_TYPE_NARROWED: always(
    '{place} must fulfil fewer schemas at once in the {reader} schema than in the {writer} one ({detail}).',
  ),
  SUM_TYPE_EXTENDED: always(
    '{place} has more schemas to choose from in the {reader} schema than in the {writer} one ({detail}).',
  ),
  SUM_TYPE_NARROWED: never(
    '{place} has fewer schemas to choose from in the {reader} schema than in the {writer} one ({detail}).',
  ),
  COMBINED_TYPE_SUBSCHEMAS_CHANGED: never(
    '{place}: not every alternative of the {writer} schema can be paired with one of the {reader} schema that reads it ({detail}); ' +
      'each needs one of its own, so it counts even where another takes its data too.',
  ),
  NOT_TYPE_NARROWED: always('{place} forbids no more in the {reader} schema than in the {writer} one.'),
  NOT_TYPE_EXTENDED: never('{place} forbids more in the {reader} schema than in the {writer} one.'),

  [checkLimitReached]: never('The schemas are too large or too deeply recursive to be compared: {detail}.'),
} satisfies Record<string, Row>

export interface DifferenceWords {
  readonly place: string
  readonly detail: string
  readonly reader: string
  readonly writer: string
}

/** One sentence on a difference, beginning with a capital. */
export function explain(kind: DifferenceKind, words: DifferenceWords): string {
  const { text }: Row = differences[kind]
  // Found in one pass, so that a property named '{reader}' stays what it is.
  const sentence = text.replace(/\{(place|detail|reader|writer)\}/g, (_, key: keyof DifferenceWords) => words[key])
  return capitalized(sentence)
}

function always(text: string): Row {
  return { tolerated: 'always', text }
}

function lenient(text: string): Row {
  return { tolerated: 'lenient', text }
}

function never(text: string): Row {
  return { tolerated: 'never', text }
}

/** The four kinds of a limit. An upper one may grow or go, a lower one may shrink or go. */
function bound<Prefix extends string>(prefix: Prefix, side: 'upper' | 'lower', what: string) {
  const article = /^[aeiou]/.test(what) ? 'an' : 'a'
  const [growing, shrinking] = side === 'upper' ? [always, never] : [never, always]
  // TypeScript does not join a computed key with its type.
  return {
    [`${prefix}_ADDED`]: never(
      `{place} has ${article} ${what} in the {reader} schema ({detail}), but none in the {writer} one.`,
    ),
    [`${prefix}_REMOVED`]: always(
      `{place} has ${article} ${what} in the {writer} schema ({detail}), but none in the {reader} one.`,
    ),
    [`${prefix}_INCREASED`]: growing(
      `{place} has a greater ${what} in the {reader} schema than in the {writer} one ({detail}).`,
    ),
    [`${prefix}_DECREASED`]: shrinking(
      `{place} has a smaller ${what} in the {reader} schema than in the {writer} one ({detail}).`,
    ),
  } as Record<BoundKind<Prefix>, Row>
}

type AdditionalKind<Prefix extends string> = `${Prefix}_${'ADDED' | 'REMOVED' | 'EXTENDED' | 'NARROWED'}`

/** The four kinds of what is said about the rest. */
function additional<Prefix extends string>(prefix: Prefix, restricting: 'lenient' | 'never', what: string) {
  const restricted = restricting === 'lenient' ? lenient : never
  // TypeScript does not join a computed key with its type.
  return {
    [`${prefix}_ADDED`]: always(`{place}: ${what} are allowed in the {reader} schema, but not in the {writer} one.`),
    [`${prefix}_REMOVED`]: restricted(
      `{place}: ${what} are forbidden in the {reader} schema, but allowed in the {writer} one.`,
    ),
    [`${prefix}_EXTENDED`]: always(
      `{place}: ${what} may be anything in the {reader} schema, but must fulfil a schema in the {writer} one.`,
    ),
    [`${prefix}_NARROWED`]: restricted(
      `{place}: ${what} must fulfil a schema in the {reader} schema, but may be anything in the {writer} one.`,
    ),
  } as Record<AdditionalKind<Prefix>, Row>
}
