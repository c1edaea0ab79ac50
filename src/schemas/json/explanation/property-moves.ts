/** Repairs of what an object says of its properties, and an array of its items. */

import { printJson } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import type { Move } from './move.ts'
import type { Site } from './site.ts'
import { memberOf, valueIn } from './slots.ts'

export const dropRequired: Move = (site, { listed, place }) =>
  site.repair(`Take ${place} out of 'required'.`, site.dropRequired(nameIn(listed.segments)))

export const addRequired: Move = (site, { listed, place }) =>
  site.repair(`Put ${place} back into 'required'.`, site.addRequired(nameIn(listed.segments)))

/** The reference takes a default for a promise that whoever reads fills it in. */
export const giveDefault: Move = (site, { listed, place }) => {
  const name = nameIn(listed.segments)
  const property = valueIn(site.json, ['properties', name])
  const value = property && defaultFor(property)
  if (property?.type !== 'object' || value === undefined) return undefined
  const path = site.pointer('properties', name, 'default')
  return site.repair(`Give ${place} the default ${value}.`, [{ op: 'add', path, value }])
}

const emptyValues: Readonly<Record<string, string>> = {
  null: 'null',
  string: '""',
  boolean: 'false',
  integer: '0',
  number: '0',
  array: '[]',
  object: '{}',
}

function defaultFor(property: JsonNode): string | undefined {
  const fixed = memberOf(property, 'const') ?? firstOf(memberOf(property, 'enum'))
  if (fixed) return printJson(fixed, 'decimal')
  const type = memberOf(property, 'type')
  const names = type?.type === 'array' ? type.items : type ? [type] : []
  const known = names.flatMap((name) => (name.type === 'string' ? [name.value] : []))
  const name = known.includes('null') ? 'null' : known[0]
  return name === undefined ? undefined : emptyValues[name]
}

function firstOf(list: JsonNode | undefined): JsonNode | undefined {
  return list?.type === 'array' ? list.items[0] : undefined
}

/** Keywords that tell of a property without limiting it. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** What the writer never limited may be anything; only what is told of it stays. */
export const loosenProperty: Move = (site, { listed, place }) => {
  const name = nameIn(listed.segments)
  const value = withoutLimits(valueIn(site.json, ['properties', name]))
  return site.repair(
    `Let ${place} be anything, as the other schema does.`,
    site.set(['properties', name], value),
    site.dropRequired(name),
  )
}

export const loosenItem: Move = (site, { listed, place }) => {
  const slot = site.ourSlot(listed.segments)
  if (!slot) return undefined
  const value = withoutLimits(valueIn(site.json, slot))
  return site.repair(`Let ${place} be anything, as the other schema does.`, site.set(slot, value))
}

function withoutLimits(schema: JsonNode | undefined): string {
  if (schema?.type !== 'object') return '{}'
  const members = new Map([...schema.members].filter(([keyword]) => annotations.has(keyword)))
  return printJson({ ...schema, members }, 'decimal')
}

export const takePropertyOut: Move = (site, { listed, place }) => {
  const name = nameIn(listed.segments)
  return site.repair(`Take ${place} out again.`, site.remove(['properties', name]), site.dropRequired(name))
}

export const restoreProperty: Move = (site, { listed, place }) => {
  const name = nameIn(listed.segments)
  const theirs = valueIn(site.theirJson, ['properties', name])
  if (!theirs) return undefined
  const wasRequired = valueIn(site.theirJson, ['required', name]) !== undefined
  return site.repair(
    `Put ${place} back.`,
    site.set(['properties', name], site.copyOf(theirs)),
    wasRequired ? site.addRequired(name) : [],
  )
}

/** What the writer says of all other properties is said of this one. */
export const describeAsRest: Move = (site, { listed, place }) => {
  const name = nameIn(listed.segments)
  const rest = restOf(site)
  if (!rest) return undefined
  const operations = site.set(['properties', name], site.copyOf(rest))
  return site.repair(`Describe ${place} as the other schema describes properties that it does not name.`, operations)
}

function restOf({ their }: Site): JsonNode | undefined {
  if (their?.kind !== 'object') return undefined
  return (their.additional.schema ?? their.unevaluated)?.source
}

export const closeModel: Move = (site) =>
  site.repair(`Allow no other properties in ${site.place}.`, site.set(['additionalProperties'], 'false'))

export const openModel: Move = (site) =>
  site.repair(
    `Allow other properties in ${site.place}.`,
    ...(['additionalProperties', 'unevaluatedProperties'] as const).map((keyword) => site.remove([keyword])),
  )

function nameIn([, name = '']: readonly string[]): string {
  return name
}
