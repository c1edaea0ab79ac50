/** Repairs of keywords that limit single values: bounds, lists of values, types. */

import { printJson, withSortedKeys } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import type { Move } from './move.ts'
import { restoreEntry } from './restore.ts'
import { wordsFor } from './site.ts'
import { memberOf, outsideKeywords, type Slot } from './slots.ts'

export const restoreKeyword: Move = (site, { listed, place }) => restoreEntry(site, listed.segments, wordsFor(place))

/** The reader's list takes the writer's values too. */
export const addValues: Move = (site) => {
  const missing = valuesOf(site.theirJson).filter(notIn(valuesOf(site.json)))
  const operations = missing.map((value) => site.set(['enum', Number.MAX_SAFE_INTEGER], printJson(value, 'decimal')))
  return site.repair(`Let ${site.place} be ${listOf(missing)} too.`, ...operations)
}

/** The writer's list keeps to the reader's values. */
export const dropValues: Move = (site) => {
  const values = valuesOf(site.json)
  const surplus = values.filter(notIn(valuesOf(site.theirJson)))
  if (surplus.length === values.length) return undefined
  const operations = surplus.reverse().map((value) => site.remove(['enum', values.indexOf(value)]))
  return site.repair(`Let ${site.place} not be ${listOf(surplus)}.`, ...operations)
}

function valuesOf(schema: JsonNode | undefined): JsonNode[] {
  const values = memberOf(schema, 'enum')
  return values?.type === 'array' ? [...values.items] : []
}

function notIn(others: readonly JsonNode[]): (value: JsonNode) => boolean {
  const texts = new Set(others.map(textOf))
  return (value) => !texts.has(textOf(value))
}

function textOf(value: JsonNode): string {
  return printJson(withSortedKeys(value), 'decimal')
}

function listOf(values: readonly JsonNode[]): string {
  const shown = values.slice(0, 5).map((value) => printJson(value, 'decimal'))
  return shown.join(' or ') + (values.length > shown.length ? ` and ${values.length - shown.length} more` : '')
}

/** The reader takes values of both types, where types are all that keeps them apart. */
export const takeBothTypes: Move = (site) => {
  const [ours, theirs] = [typeNames(site.json), typeNames(site.theirJson)]
  const missing = theirs.filter((name) => !ours.includes(name))
  if (ours.length === 0 || missing.length === 0) return undefined
  // Every integer is a number.
  const names = [...ours, ...missing].filter((name, _, all) => name !== 'integer' || !all.includes('number'))
  const value = names.length === 1 ? names[0] : names
  return site.repair(
    `Let ${site.place} be of type ${missing.join(' or ')} too.`,
    site.set(['type'], JSON.stringify(value)),
  )
}

function typeNames(schema: JsonNode | undefined): string[] {
  const type = memberOf(schema, 'type')
  const names = type?.type === 'array' ? type.items : type ? [type] : []
  return names.flatMap((name) => (name.type === 'string' ? [name.value] : []))
}

export const restoreType: Move = (site) => restoreEntry(site, ['type'], site.place)

/** The reader takes what either of the schemas allows. */
export const takeEither: Move = (site) => {
  const { their, json, our, place } = site
  if (!their || json.type !== 'object' || our.source !== json) return undefined
  const inside = withoutOutside(json)
  const value = `[${printJson(inside, 'decimal')},${site.copyOf(withoutOutside(their.source))}]`
  const operations = site.remove(...keywordsOf(inside))
  return site.repair(`Let ${place} be what it was, too.`, operations, [
    { op: 'add', path: site.pointer('anyOf'), value },
  ])
}

function keywordsOf(schema: JsonNode): Slot[] {
  return schema.type === 'object' ? [...schema.members.keys()].map((keyword): Slot => [keyword]) : []
}

function withoutOutside(schema: JsonNode): JsonNode {
  if (schema.type !== 'object') return schema
  return { ...schema, members: new Map([...schema.members].filter(([keyword]) => !outsideKeywords.has(keyword))) }
}
