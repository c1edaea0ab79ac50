/** Rules about the properties of objects. */

import type { RuleText } from '../../explanation/explanation.ts'
import { breaks, modern } from './rule-text.ts'
import { boundRules } from './rules-of-values.ts'

const text = { type: 'string' }
const open = { type: 'object', properties: { a: text } }
const closed = { ...open, additionalProperties: false }

const aboutOpen =
  'The older schema is open: it allows any property that it does not describe, so a property of this name, with any ' +
  'value, may be stored already.'

export const objectRules: readonly RuleText[] = [
  breaks(
    'REQUIRED_ATTRIBUTE_ADDED',
    'A property that became required',
    'The property could be left out, so data without it may be stored already; the newer schema refuses them.',
    "Leave the property out of 'required', or give it a default that readers fill in.",
    [open, { ...open, required: ['a'] }],
  ),
  breaks(
    'DEPENDENCY_ARRAY_ADDED',
    'A property that now needs others',
    'Data that hold the property without the others were valid and may be stored already.',
    'Leave the dependency away.',
    [open, { ...open, dependencies: { a: ['b'] } }],
  ),
  breaks(
    'DEPENDENCY_ARRAY_EXTENDED',
    'A property that needs more others',
    'Data that hold the property without the further ones were valid and may be stored already.',
    'Keep the list of the properties that are needed as it was.',
    [
      { ...open, dependencies: { a: ['b'] } },
      { ...open, dependencies: { a: ['b', 'c'] } },
    ],
  ),
  breaks(
    'DEPENDENCY_ARRAY_CHANGED',
    'A property that needs different others',
    'Data that hold the property with the earlier ones need not hold those that are needed now.',
    'Keep the list of the properties that are needed as it was, or take names out of it.',
    [
      { ...open, dependencies: { a: ['b'] } },
      { ...open, dependencies: { a: ['c'] } },
    ],
  ),
  breaks(
    'DEPENDENCY_SCHEMA_ADDED',
    'A property that makes a further schema hold',
    'Data that hold the property did not have to fulfil the further schema before.',
    'Leave the dependency away.',
    [open, { ...open, dependencies: { a: { required: ['b'] } } }],
  ),
  ...boundRules('MAX_PROPERTIES', 'upper', 'maximum number of properties', {
    none: { type: 'object' },
    loose: { type: 'object', maxProperties: 3 },
    tight: { type: 'object', maxProperties: 2 },
  }),
  ...boundRules('MIN_PROPERTIES', 'lower', 'minimum number of properties', {
    none: { type: 'object' },
    loose: { type: 'object', minProperties: 1 },
    tight: { type: 'object', minProperties: 2 },
  }),
  breaks(
    'ADDITIONAL_PROPERTIES_REMOVED',
    'Other properties are forbidden now',
    'Data with properties that are not described were valid and may be stored already; the newer schema refuses them.',
    "Keep 'additionalProperties' as it was, or use the policy LENIENT where nobody writes undescribed properties.",
    [open, closed],
  ),
  breaks(
    'ADDITIONAL_PROPERTIES_NARROWED',
    'Other properties must fulfil a schema now',
    'Properties that are not described could be anything. An empty schema, {}, counts as a schema too, although it ' +
      'demands nothing, and then there is no record that shows it.',
    "Keep 'additionalProperties' as it was.",
    [open, { ...open, additionalProperties: text }],
  ),
  breaks(
    'UNEVALUATED_PROPERTIES_REMOVED',
    'Properties that no part describes are forbidden now',
    'Data with properties that no part of the schema describes were valid and may be stored already.',
    "Keep 'unevaluatedProperties' as it was.",
    [
      { ...modern, ...open },
      { ...modern, ...open, unevaluatedProperties: false },
    ],
  ),
  breaks(
    'UNEVALUATED_PROPERTIES_NARROWED',
    'Properties that no part describes must fulfil a schema now',
    'Properties that no part of the schema describes could be anything.',
    "Keep 'unevaluatedProperties' as it was.",
    [
      { ...modern, ...open },
      { ...modern, ...open, unevaluatedProperties: text },
    ],
  ),
  breaks(
    'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
    'A new property in an open object',
    `${aboutOpen} There are three ways out: close the object in all versions ("additionalProperties": false), say in ` +
      "'additionalProperties' what such properties are and keep to it, or use the policy LENIENT, which trusts that " +
      'nobody writes undescribed properties.',
    'Describe the property without saying what its values are, or use the policy LENIENT.',
    [open, { ...open, properties: { a: text, b: text } }],
  ),
  breaks(
    'REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL',
    'A new required property with a default in an open object',
    `${aboutOpen} The default counts for data that lack the property, not for those that hold something else.`,
    'Describe the property without saying what its values are, or use the policy LENIENT.',
    [open, { ...open, properties: { a: text, b: { ...text, default: '' } }, required: ['b'] }],
  ),
  breaks(
    'REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
    'A new required property in an open object',
    `${aboutOpen} And data without it may be stored, since it was not required.`,
    'Let the property be optional, and describe it without saying what its values are.',
    [open, { ...open, properties: { a: text, b: text }, required: ['b'] }],
  ),
  breaks(
    'REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL',
    'A new required property',
    'The older schema does not describe the property, so stored data lack it; the newer schema refuses them.',
    'Let the property be optional, or give it a default that readers fill in.',
    [closed, { ...closed, properties: { a: text, b: text }, required: ['b'] }],
  ),
  breaks(
    'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
    'A new property that does not take what was allowed under its name',
    'The older schema says what properties without a description of their own may be. A property of this name may be ' +
      'stored with such a value, and the new description refuses some of them.',
    'Describe the property as the older schema describes all others.',
    [
      { ...open, additionalProperties: text },
      { ...open, properties: { a: text, b: { type: 'integer' } }, additionalProperties: text },
    ],
  ),
  breaks(
    'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL',
    'A property removed from a closed object',
    'The newer schema allows only the properties that it describes, so it refuses data that hold this one.',
    'Keep the property as an optional one, or allow other properties.',
    [closed, { type: 'object', properties: {}, additionalProperties: false }],
  ),
  breaks(
    'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
    'A property removed that the rest does not cover',
    'The newer schema says what properties without a description of their own may be, and that does not take all the ' +
      'values that the property could have.',
    "Keep the property, or let 'additionalProperties' take its values.",
    [
      { ...open, additionalProperties: { type: 'integer' } },
      { type: 'object', properties: {}, additionalProperties: { type: 'integer' } },
    ],
  ),
]
