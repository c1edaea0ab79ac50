/** How the rules of the page are written down. */

import type { RuleText } from '../../explanation/explanation.ts'

/** An example as a value that stands for its JSON. */
type Example = readonly [older: unknown, newer: unknown]

/** A difference after which the newer schema cannot read what the older one wrote. */
export function breaks(kind: string, title: string, text: string, usualFix: string, example: Example): RuleText {
  return { kind, nature: 'breaks', title, text, usualFix, example: written(example) }
}

/** A difference that is compatible and still seen by programs. */
export function surprises(kind: string, title: string, text: string, usualFix: string, example: Example): RuleText {
  return { kind, nature: 'surprises', title, text, usualFix, example: written(example) }
}

function written([older, newer]: Example): RuleText['example'] {
  return { older: JSON.stringify(older), newer: JSON.stringify(newer) }
}

export const modern = { $schema: 'https://json-schema.org/draft/2020-12/schema' }
