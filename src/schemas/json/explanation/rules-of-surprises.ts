/** Warnings: changes that the check lets pass and that programs see. */

import type { RuleText } from '../../explanation/explanation.ts'
import { surprises } from './rule-text.ts'

const text = { type: 'string' }
const object = { type: 'object', properties: { a: text } }

const notCompared = 'The check does not compare this keyword, because the reference does not. Validators do look at it.'

export const surpriseRules: readonly RuleText[] = [
  surprises(
    'TYPE_EXTENDED',
    'Integers become numbers',
    'The newer schema reads all that was written. But programs that keep the value in an integer type now meet fractions.',
    "Keep 'integer' where programs count with it.",
    [{ type: 'integer' }, { type: 'number' }],
  ),
  surprises(
    'ENUM_ARRAY_EXTENDED',
    'New values in a list',
    'Programs that handle each of the earlier values meet others as soon as somebody writes them.',
    'Change the readers first, and let them expect values that they do not know.',
    [{ enum: ['red'] }, { enum: ['red', 'blue'] }],
  ),
  surprises(
    'SUM_TYPE_EXTENDED',
    'Further alternatives',
    'Programs that handle each of the earlier alternatives, null or not among them, meet others as soon as somebody writes them.',
    'Change the readers first.',
    [text, { type: ['string', 'null'] }],
  ),
  surprises(
    'DEFAULT_CHANGED',
    'Another default',
    'The same data mean something else to programs that fill defaults in. Validators take no notice of a default.',
    'Keep the default, or write the value out.',
    [
      { ...text, default: 'a' },
      { ...text, default: 'b' },
    ],
  ),
  surprises(
    'REQUIRED_ATTRIBUTE_REMOVED',
    'A property may be missing',
    'Programs that count on the property meet data without it.',
    'Change the readers first.',
    [{ ...object, required: ['a'] }, object],
  ),
  surprises(
    'REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED',
    'Required with a default',
    'The reference trusts that readers fill the default in. Validators do not: they refuse data that lack the property.',
    "Leave the property out of 'required', or fill defaults in before validating.",
    [object, { type: 'object', properties: { a: { ...text, default: '' } }, required: ['a'] }],
  ),
  surprises(
    'REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL',
    'New and required, with a default',
    'The reference trusts that readers fill the default in. Validators do not: they refuse data that lack the property.',
    "Leave the property out of 'required', or fill defaults in before validating.",
    [
      { ...object, additionalProperties: false },
      {
        type: 'object',
        properties: { a: text, b: { ...text, default: '' } },
        required: ['b'],
        additionalProperties: false,
      },
    ],
  ),
  surprises(
    'PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL',
    'A property is no longer described',
    'The object is open, so data may still hold the property, and may hold anything under its name. A later version ' +
      'cannot describe it again without breaking that.',
    'Keep the description as long as anybody writes the property.',
    [object, { type: 'object', properties: {} }],
  ),
  surprises(
    'PROPERTY_ADDED_BESIDE_PATTERNS',
    'A new property beside patterns',
    'An object with patternProperties counts as closed in the check, as it does in the reference. It is not: without ' +
      '"additionalProperties": false it allows any other property, so something else may be stored under the name.',
    'Close the object with "additionalProperties": false in all versions, or describe the property without saying what its values are.',
    [
      { ...object, patternProperties: { '^x-': text } },
      { type: 'object', properties: { a: text, b: { type: 'integer' } }, patternProperties: { '^x-': text } },
    ],
  ),
  surprises(
    'FORMAT_CHANGED',
    'Another format',
    `${notCompared} A date where there was a time, or a format where there was none, changes what programs read.`,
    'Keep the format, or use a new property.',
    [
      { ...text, format: 'date' },
      { ...text, format: 'date-time' },
    ],
  ),
  surprises(
    'PATTERN_PROPERTIES_CHANGED',
    'Other rules for properties by pattern',
    notCompared,
    "Keep 'patternProperties', or only widen what it allows.",
    [{ patternProperties: { '^x-': text } }, { patternProperties: { '^x-': { type: 'integer' } } }],
  ),
  surprises(
    'PROPERTY_NAMES_CHANGED',
    'Other rules for names',
    notCompared,
    "Keep 'propertyNames', or only widen what it allows.",
    [object, { ...object, propertyNames: { maxLength: 5 } }],
  ),
  surprises('CONTAINS_CHANGED', 'Other items must be contained', notCompared, "Keep 'contains'.", [
    { type: 'array', contains: text },
    { type: 'array', contains: { type: 'integer' } },
  ]),
  surprises(
    'CONDITION_CHANGED',
    'Other conditions',
    notCompared,
    "Keep 'if', 'then' and 'else', or only widen what they allow.",
    [
      { if: { required: ['a'] }, else: { required: ['b'] } },
      { if: { required: ['a'] }, else: { required: ['c'] } },
    ],
  ),
  surprises(
    'CONTENT_CHANGED',
    'Another encoding or media type',
    'The text stays a text, but what stands in it must be decoded in another way.',
    'Use a new property.',
    [
      { ...text, contentEncoding: 'base64' },
      { ...text, contentEncoding: 'base16' },
    ],
  ),
  surprises(
    'DRAFT_CHANGED',
    'Another draft of JSON Schema',
    'Drafts give keywords other meanings: a list in items, what stands beside $ref, the exclusive bounds. Validators ' +
      'follow the draft that the schema names.',
    'Change the draft in a version of its own, and look at what it does to stored data.',
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', ...text },
      { $schema: 'https://json-schema.org/draft/2020-12/schema', ...text },
    ],
  ),
  surprises(
    'EXCLUSIVE_FLAG_CHANGED',
    'A bound that is excluded (draft 4)',
    'The check does not compare the flags of draft 4, because the reference does not. Validators do.',
    'Keep the flag.',
    [
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'integer', maximum: 5 },
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'integer', maximum: 5, exclusiveMaximum: true },
    ],
  ),
  surprises(
    'REQUIRED_UNDESCRIBED',
    'Required, but not described',
    "Names in 'required' are compared only for properties that are described. Validators demand all of them.",
    "Leave the name out of 'required'.",
    [object, { ...object, required: ['b'] }],
  ),
  surprises(
    'TYPE_ASSERTED',
    'A type where its keywords stood alone',
    "Without 'type', minLength limits texts and lets everything else pass. The check takes both for the same. Validators do not.",
    "Leave 'type' away, where other values may be stored.",
    [{ minLength: 1 }, { ...text, minLength: 1 }],
  ),
]
