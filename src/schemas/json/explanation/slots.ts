/** Which keywords of a text the steps of a difference stand for: the drafts have other names for some. */

import type { JsonNode } from '../../json-text.ts'
import type { Draft } from '../draft.ts'

/** A keyword and, where it has entries, the name or position of one. */
export type Slot = readonly [keyword: string, entry?: string | number]

/** The slots that steps may mean in a draft, the likeliest first. */
function slotsFor([keyword = '', entry]: readonly string[], draft: Draft): Slot[] {
  const isModern = draft === 'modern'
  if (keyword === 'additionalItems') return [[isModern ? 'items' : keyword]]
  if (keyword === 'minContains' && isModern) return [[keyword], ['contains']]
  if (entry === undefined) return [[keyword]]
  if (keyword === 'items') return [[isModern ? 'prefixItems' : keyword, Number(entry)]]
  if (keyword !== 'dependencies' || !isModern) return [[keyword, entry]]
  return [
    ['dependentRequired', entry],
    ['dependentSchemas', entry],
  ]
}

/** The slot of a schema object that the steps of a difference lead to, if it has one. */
export function slotIn(schema: JsonNode | undefined, segments: readonly string[], draft: Draft): Slot | undefined {
  return slotsFor(segments, draft).find((slot) => valueIn(schema, slot) !== undefined)
}

/** Where the steps of a difference would lead if there were what `value` is elsewhere. */
export function slotLike(value: JsonNode, segments: readonly string[], draft: Draft): Slot | undefined {
  const slots = slotsFor(segments, draft)
  return (value.type === 'array' ? slots[0] : slots.at(-1)) ?? slots[0]
}

export function valueIn(schema: JsonNode | undefined, [keyword, entry]: Slot): JsonNode | undefined {
  const value = memberOf(schema, keyword)
  if (entry === undefined || !value) return value
  if (keyword === 'required' && value.type === 'array') {
    return value.items.find((item) => item.type === 'string' && item.value === entry)
  }
  if (value.type === 'array') return typeof entry === 'number' ? value.items[entry] : undefined
  return memberOf(value, String(entry))
}

export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.type === 'object' ? node.members.get(key) : undefined
}

/** Keywords of a text rather than of a schema in it, and what is only told. */
export const outsideKeywords: ReadonlySet<string> = new Set([
  ...['$schema', '$id', 'id', '$anchor', '$comment', 'definitions', '$defs'],
  ...['title', 'description', 'default', 'examples'],
])
