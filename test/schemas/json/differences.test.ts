import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffJson } from '../../../src/schemas/index.ts'
import { differences } from '../../../src/schemas/json/differences.ts'
import { parseJson, type Written } from '../parse.ts'

/** Section 3.6 of the compatibility specification. */
const tolerated = {
  always: `ID_CHANGED DESCRIPTION_CHANGED TITLE_CHANGED DEFAULT_CHANGED SCHEMA_REMOVED TYPE_EXTENDED
    MAX_LENGTH_INCREASED MAX_LENGTH_REMOVED MIN_LENGTH_DECREASED MIN_LENGTH_REMOVED PATTERN_REMOVED
    MAXIMUM_INCREASED MAXIMUM_REMOVED MINIMUM_DECREASED MINIMUM_REMOVED EXCLUSIVE_MAXIMUM_INCREASED
    EXCLUSIVE_MAXIMUM_REMOVED EXCLUSIVE_MINIMUM_DECREASED EXCLUSIVE_MINIMUM_REMOVED MULTIPLE_OF_REDUCED
    MULTIPLE_OF_REMOVED REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED REQUIRED_ATTRIBUTE_REMOVED DEPENDENCY_ARRAY_NARROWED
    DEPENDENCY_ARRAY_REMOVED DEPENDENCY_SCHEMA_REMOVED MAX_PROPERTIES_INCREASED MAX_PROPERTIES_REMOVED
    MIN_PROPERTIES_DECREASED MIN_PROPERTIES_REMOVED ADDITIONAL_PROPERTIES_ADDED ADDITIONAL_PROPERTIES_EXTENDED
    UNEVALUATED_PROPERTIES_ADDED UNEVALUATED_PROPERTIES_EXTENDED PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL
    REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL
    PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL
    PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
    MAX_ITEMS_INCREASED MAX_ITEMS_REMOVED MIN_ITEMS_DECREASED MIN_ITEMS_REMOVED MAX_CONTAINS_INCREASED
    MAX_CONTAINS_REMOVED MIN_CONTAINS_DECREASED MIN_CONTAINS_REMOVED UNIQUE_ITEMS_REMOVED ADDITIONAL_ITEMS_ADDED
    ADDITIONAL_ITEMS_EXTENDED UNEVALUATED_ITEMS_ADDED UNEVALUATED_ITEMS_EXTENDED
    ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL ITEM_ADDED_TO_CLOSED_CONTENT_MODEL
    ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL
    ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
    ENUM_ARRAY_EXTENDED COMBINED_TYPE_EXTENDED PRODUCT_TYPE_NARROWED SUM_TYPE_EXTENDED NOT_TYPE_NARROWED`,
  lenient: `ADDITIONAL_PROPERTIES_NARROWED ADDITIONAL_PROPERTIES_REMOVED UNEVALUATED_PROPERTIES_NARROWED
    UNEVALUATED_PROPERTIES_REMOVED REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL
    OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL
    PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL`,
  never: `SCHEMA_ADDED TYPE_NARROWED TYPE_CHANGED MAX_LENGTH_ADDED MAX_LENGTH_DECREASED MIN_LENGTH_ADDED
    MIN_LENGTH_INCREASED PATTERN_ADDED PATTERN_CHANGED MAXIMUM_ADDED MAXIMUM_DECREASED MINIMUM_ADDED MINIMUM_INCREASED
    EXCLUSIVE_MAXIMUM_ADDED EXCLUSIVE_MAXIMUM_DECREASED EXCLUSIVE_MINIMUM_ADDED EXCLUSIVE_MINIMUM_INCREASED
    MULTIPLE_OF_ADDED MULTIPLE_OF_EXPANDED MULTIPLE_OF_CHANGED REQUIRED_ATTRIBUTE_ADDED DEPENDENCY_ARRAY_ADDED
    DEPENDENCY_ARRAY_EXTENDED DEPENDENCY_ARRAY_CHANGED DEPENDENCY_SCHEMA_ADDED MAX_PROPERTIES_ADDED
    MAX_PROPERTIES_DECREASED MIN_PROPERTIES_ADDED MIN_PROPERTIES_INCREASED REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL
    REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL MAX_ITEMS_ADDED MAX_ITEMS_DECREASED MIN_ITEMS_ADDED
    MIN_ITEMS_INCREASED MAX_CONTAINS_ADDED MAX_CONTAINS_DECREASED MIN_CONTAINS_ADDED MIN_CONTAINS_INCREASED
    UNIQUE_ITEMS_ADDED ADDITIONAL_ITEMS_REMOVED ADDITIONAL_ITEMS_NARROWED UNEVALUATED_ITEMS_REMOVED
    UNEVALUATED_ITEMS_NARROWED ITEM_ADDED_TO_OPEN_CONTENT_MODEL ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL
    ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
    ENUM_ARRAY_NARROWED ENUM_ARRAY_CHANGED COMBINED_TYPE_CHANGED PRODUCT_TYPE_EXTENDED SUM_TYPE_NARROWED
    COMBINED_TYPE_SUBSCHEMAS_CHANGED NOT_TYPE_EXTENDED CHECK_LIMIT_REACHED`,
}

test('every kind of difference is tolerated as the specification says, and none is missing', () => {
  for (const [tolerance, kinds] of Object.entries(tolerated)) {
    const table = Object.entries(differences).filter(([, row]) => row.tolerated === tolerance)
    assert.deepEqual(table.map(([kind]) => kind).sort(), kinds.split(/\s+/).sort())
  }
})

/** One difference in the words that a person reads and in those that clients of the reference get. */
const texts: [original: Written, update: Written, description: string, message: string][] = [
  [
    { properties: { lines: { items: { properties: { text: { maxLength: 10 } } } } } },
    { properties: { lines: { items: { properties: { text: { maxLength: 5 } } } } } },
    "Property 'lines[].text' has a smaller maximum length in the new schema than in the old one (10 → 5).",
    `{errorType:"MAX_LENGTH_DECREASED", description:"Property 'lines[].text' has a smaller maximum length in the new schema than in the old one (10 → 5). (path '#/properties/lines/items/properties/text/maxLength')"}`,
  ],
  [
    { properties: { a: {} } },
    { properties: { a: {}, b: { type: 'integer' } } },
    "Property 'b' is described only in the new schema. The old schema allows any other property, so data may already hold something else under that name.",
    `{errorType:"OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", description:"Property 'b' is described only in the new schema. The old schema allows any other property, so data may already hold something else under that name. (path '#/properties/b')"}`,
  ],
  [
    { type: 'string' },
    { type: 'integer' },
    'The schema itself is of another kind in the new schema than in the old one (string → integer).',
    `{errorType:"TYPE_CHANGED", description:"The schema itself is of another kind in the new schema than in the old one (string → integer). (path '#/')"}`,
  ],
  [
    { items: [{ type: 'string' }] },
    { items: [{ type: 'string', enum: ['a'] }] },
    "Item '[0]' is of another kind in the new schema than in the old one (string → several keywords).",
    `{errorType:"TYPE_CHANGED", description:"Item '[0]' is of another kind in the new schema than in the old one (string → several keywords). (path '#/items/0')"}`,
  ],
  [
    { properties: { '{reader}': { enum: ['a', 'b'] } } },
    { properties: { '{reader}': { enum: ['a'] } } },
    `Property '{reader}' takes fewer values in the new schema than in the old one (missing: ["b"]).`,
    `{errorType:"ENUM_ARRAY_NARROWED", description:"Property '{reader}' takes fewer values in the new schema than in the old one (missing: ["b"]). (path '#/properties/{reader}/enum')"}`,
  ],
]
for (const [original, update, description, message] of texts) {
  test(`a difference in plain words: ${description}`, () => {
    const [difference] = diffJson(parseJson(original), parseJson(update))
    assert.equal(difference?.description('new'), description)
    assert.equal(difference.message('new'), message)
    const other = description.replace(/\b(new|old)\b/g, (age) => (age === 'new' ? 'old' : 'new'))
    assert.equal(difference.description('old'), other)
  })
}

test('a difference carries both parts of the schemas', () => {
  const [difference] = diffJson(
    parseJson({ properties: { a: { type: 'string', maxLength: 5 } } }),
    parseJson({ properties: { a: { type: 'string', maxLength: 4 } } }),
  )
  assert.equal(difference?.writerFragment, '{"type":"string","maxLength":5}')
  assert.equal(difference.readerFragment, '{"type":"string","maxLength":4}')
})
