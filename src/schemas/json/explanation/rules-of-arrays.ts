/** Rules about the items of arrays. */

import type { RuleText } from '../../explanation/explanation.ts'
import { breaks, modern } from './rule-text.ts'
import { boundRules } from './rules-of-values.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }

export const arrayRules: readonly RuleText[] = [
  ...boundRules('MAX_ITEMS', 'upper', 'maximum number of items', {
    none: { type: 'array' },
    loose: { type: 'array', maxItems: 3 },
    tight: { type: 'array', maxItems: 2 },
  }),
  ...boundRules('MIN_ITEMS', 'lower', 'minimum number of items', {
    none: { type: 'array' },
    loose: { type: 'array', minItems: 1 },
    tight: { type: 'array', minItems: 2 },
  }),
  ...boundRules('MAX_CONTAINS', 'upper', "maximum number of items that match 'contains'", {
    none: { ...modern, type: 'array', contains: text },
    loose: { ...modern, type: 'array', contains: text, maxContains: 3 },
    tight: { ...modern, type: 'array', contains: text, maxContains: 2 },
  }),
  ...boundRules('MIN_CONTAINS', 'lower', "minimum number of items that match 'contains'", {
    none: { ...modern, type: 'array' },
    loose: { ...modern, type: 'array', contains: text, minContains: 1 },
    tight: { ...modern, type: 'array', contains: text, minContains: 2 },
  }),
  breaks(
    'UNIQUE_ITEMS_ADDED',
    'No item twice',
    'Arrays that hold an item twice were valid and may be stored already; the newer schema refuses them.',
    "Leave 'uniqueItems' away.",
    [{ type: 'array' }, { type: 'array', uniqueItems: true }],
  ),
  breaks(
    'ADDITIONAL_ITEMS_REMOVED',
    'Further items are forbidden now',
    'Arrays with more items than are described were valid and may be stored already.',
    "Keep 'additionalItems' (from draft 2020-12 on: 'items') as it was.",
    [
      { type: 'array', items: [text] },
      { type: 'array', items: [text], additionalItems: false },
    ],
  ),
  breaks(
    'ADDITIONAL_ITEMS_NARROWED',
    'Further items must fulfil a schema now',
    'Items after those that are described could be anything. An empty schema, {}, counts as a schema too, although it ' +
      'demands nothing, and then there is no record that shows it.',
    "Keep 'additionalItems' (from draft 2020-12 on: 'items') as it was.",
    [
      { type: 'array', items: [text] },
      { type: 'array', items: [text], additionalItems: text },
    ],
  ),
  breaks(
    'UNEVALUATED_ITEMS_REMOVED',
    'Items that no part describes are forbidden now',
    'Arrays with items that no part of the schema describes were valid and may be stored already.',
    "Keep 'unevaluatedItems' as it was.",
    [
      { ...modern, type: 'array', prefixItems: [text] },
      { ...modern, type: 'array', prefixItems: [text], unevaluatedItems: false },
    ],
  ),
  breaks(
    'UNEVALUATED_ITEMS_NARROWED',
    'Items that no part describes must fulfil a schema now',
    'Items that no part of the schema describes could be anything.',
    "Keep 'unevaluatedItems' as it was.",
    [
      { ...modern, type: 'array', prefixItems: [text] },
      { ...modern, type: 'array', prefixItems: [text], unevaluatedItems: text },
    ],
  ),
  breaks(
    'ITEM_ADDED_TO_OPEN_CONTENT_MODEL',
    'A further item is described in an open array',
    'The older schema allows any further item, so something else may stand there in stored arrays.',
    'Describe the item without saying what its values are.',
    [
      { type: 'array', items: [text] },
      { type: 'array', items: [text, integer] },
    ],
  ),
  breaks(
    'ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
    'A further item that does not take what was allowed there',
    'The older schema says what further items may be, and the new description refuses some of them.',
    'Describe the item as the older schema describes further ones.',
    [
      { type: 'array', items: [text], additionalItems: text },
      { type: 'array', items: [text, integer], additionalItems: text },
    ],
  ),
  breaks(
    'ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL',
    'An item removed from a closed array',
    'The newer schema allows only the items that it describes, so it refuses arrays that hold this one.',
    'Keep the item, or allow further items.',
    [
      { type: 'array', items: [text, integer], additionalItems: false },
      { type: 'array', items: [text], additionalItems: false },
    ],
  ),
  breaks(
    'ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
    'An item removed that the rest does not cover',
    'The newer schema says what further items may be, and that does not take all the values that the item could have.',
    "Keep the item, or let 'additionalItems' (from draft 2020-12 on: 'items') take its values.",
    [
      { type: 'array', items: [text, integer], additionalItems: text },
      { type: 'array', items: [text], additionalItems: text },
    ],
  ),
]
