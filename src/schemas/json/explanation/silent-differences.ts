/** What differs between two texts without the check looking at it: keywords that the reference does not compare. */

import { printJson, withSortedKeys } from '../../json-print.ts'
import type { JsonNode, JsonObject } from '../../json-text.ts'
import { jsonPath, placeOf } from '../place.ts'
import { memberOf } from './slots.ts'

/** A keyword, or what is said by several, that is not compared. */
export type SilentTopic =
  | 'format'
  | 'patternProperties'
  | 'propertyNames'
  | 'contains'
  | 'condition'
  | 'content'
  | 'visibility'
  | 'examples'
  | 'draft'
  | 'flags'
  | 'required'
  | 'type'
  | 'no longer required'
  | 'no type'
  | 'order'

export interface SilentDifference {
  readonly topic: SilentTopic
  readonly path: string
  /** The part of the data that it is about. */
  readonly place: string
  /** What was and what is, for people. */
  readonly detail: string
  /** Where it stands in the newer text. */
  readonly position: number
}

const keywordsOf: { readonly [topic in SilentTopic]?: readonly string[] } = {
  draft: ['$schema'],
  format: ['format'],
  patternProperties: ['patternProperties'],
  propertyNames: ['propertyNames'],
  contains: ['contains'],
  condition: ['if', 'then', 'else'],
  content: ['contentEncoding', 'contentMediaType', 'contentSchema'],
  visibility: ['readOnly', 'writeOnly', 'deprecated'],
  examples: ['examples', '$comment'],
}

/** Keywords whose entries have names, and those whose value is a schema or a list of schemas. */
const namedSchemas = ['properties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']
const schemas = ['items', 'additionalItems', 'additionalProperties', 'unevaluatedItems', 'unevaluatedProperties', 'not']
const listedSchemas = ['prefixItems', 'items', 'allOf', 'anyOf', 'oneOf']

/** Both schemas at one place of the texts. */
interface Pair {
  readonly older: JsonNode
  readonly newer: JsonNode
  readonly steps: readonly (readonly string[])[]
}

/** Differences listed; a longer list serves nobody. */
const mostDifferences = 1000

/** Compares what has the same place in both texts. */
export function silentDifferences(older: JsonNode, newer: JsonNode): SilentDifference[] {
  const found: SilentDifference[] = []
  const open: Pair[] = [{ older, newer, steps: [] }]
  // A list that grows while it is walked: texts may be nested deeply.
  for (const pair of open) {
    if (pair.older.type !== 'object' || pair.newer.type !== 'object') continue
    found.push(...differencesAt(pair.older, pair.newer, pair.steps))
    if (found.length > mostDifferences) break
    open.push(...pairsInside(pair))
  }
  return found.slice(0, mostDifferences)
}

function differencesAt(older: JsonObject, newer: JsonObject, steps: Pair['steps']): SilentDifference[] {
  const place = placeOf(steps)
  const found: SilentDifference[] = []
  const add = (topic: SilentTopic, segments: readonly string[], before: string, after: string, at?: JsonNode) => {
    const path = jsonPath([...steps, segments])
    found.push({ topic, path, place, detail: `${before} → ${after}`, position: (at ?? newer).start })
  }
  for (const [topic, keywords] of Object.entries(keywordsOf) as [SilentTopic, readonly string[]][]) {
    const keyword = keywords.find((name) => textOf(older.members.get(name)) !== textOf(newer.members.get(name)))
    if (keyword === undefined) continue
    const [before, after] = [older.members.get(keyword), newer.members.get(keyword)]
    add(topic, [keyword], shortText(before), shortText(after), after)
  }
  for (const keyword of ['exclusiveMaximum', 'exclusiveMinimum']) {
    const [before, after] = [older.members.get(keyword), newer.members.get(keyword)]
    const isFlag = before?.type === 'boolean' || after?.type === 'boolean'
    if (isFlag && isTrue(before) !== isTrue(after)) add('flags', [keyword], shortText(before), shortText(after), after)
  }
  const [gained, lost] = [undescribedNames(older, newer), undescribedNames(newer, older)]
  const required = newer.members.get('required')
  if (gained.length > 0) add('required', ['required'], 'optional', `required: ${gained.join(', ')}`, required)
  if (lost.length > 0) add('no longer required', ['required'], `required: ${lost.join(', ')}`, 'optional', required)
  const [typeBefore, type] = [older.members.get('type'), newer.members.get('type')]
  if (type && isBareFamily(older)) add('type', ['type'], 'nothing', shortText(type), type)
  if (typeBefore && isBareFamily(newer)) add('no type', ['type'], shortText(typeBefore), 'nothing')
  const orders = ['properties', 'enum'].filter((keyword) =>
    isReordered(older.members.get(keyword), newer.members.get(keyword)),
  )
  for (const keyword of orders) add('order', [keyword], 'one order', 'another', newer.members.get(keyword))
  return found
}

/** Names that became required and that the newer schema does not describe: the check passes them by. */
function undescribedNames(older: JsonObject, newer: JsonObject): string[] {
  const before = new Set(textsIn(older.members.get('required')))
  const properties = newer.members.get('properties')
  return textsIn(newer.members.get('required')).filter((name) => !before.has(name) && !memberOf(properties, name))
}

function textsIn(list: JsonNode | undefined): string[] {
  return list?.type === 'array' ? list.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) : []
}

/** Keywords that say something of values of one type and nothing of others. */
const familyKeywords: ReadonlySet<string> = new Set([
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'properties', 'required', 'additionalProperties'],
  ...['patternProperties', 'minProperties', 'maxProperties'],
])
const kindKeywords = ['type', 'enum', 'const', '$ref', 'allOf', 'anyOf', 'oneOf', 'not']

function isBareFamily({ members }: JsonObject): boolean {
  return !kindKeywords.some((name) => members.has(name)) && [...members.keys()].some((name) => familyKeywords.has(name))
}

/** Whether the same entries come in another order. */
function isReordered(older: JsonNode | undefined, newer: JsonNode | undefined): boolean {
  const [before, after] = [entryNames(older), entryNames(newer)]
  const kept = new Set(before).intersection(new Set(after))
  return before.filter((name) => kept.has(name)).join('\n') !== after.filter((name) => kept.has(name)).join('\n')
}

function entryNames(node: JsonNode | undefined): string[] {
  if (node?.type === 'object') return [...node.members.keys()].map((name) => JSON.stringify(name))
  return node?.type === 'array' ? node.items.map(textOf) : []
}

function pairsInside({ older, newer, steps }: Pair): Pair[] {
  const pairs: Pair[] = []
  const add = (before: JsonNode | undefined, after: JsonNode | undefined, segments: readonly string[]) => {
    if (before && after) pairs.push({ older: before, newer: after, steps: [...steps, segments] })
  }
  for (const keyword of namedSchemas) {
    const [before, after] = [memberOf(older, keyword), memberOf(newer, keyword)]
    if (before?.type !== 'object' || after?.type !== 'object') continue
    for (const [name, value] of after.members) add(before.members.get(name), value, [keyword, name])
  }
  for (const keyword of schemas) add(memberOf(older, keyword), memberOf(newer, keyword), [keyword])
  for (const keyword of listedSchemas) {
    const [before, after] = [memberOf(older, keyword), memberOf(newer, keyword)]
    if (before?.type !== 'array' || after?.type !== 'array') continue
    for (const [index, value] of after.items.entries()) add(before.items[index], value, [keyword, String(index)])
  }
  return pairs
}

function textOf(node: JsonNode | undefined): string {
  return node ? printJson(withSortedKeys(node), 'decimal') : ''
}

function shortText(node: JsonNode | undefined): string {
  if (!node) return 'nothing'
  const text = printJson(node, 'decimal')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function isTrue(node: JsonNode | undefined): boolean {
  return node?.type === 'boolean' && node.value
}
