/** Repairs of combinations: which members of the one schema have no partner in the other, and what to do about them. */

import type { JsonPatchOperation, Repair } from '../../explanation/explanation.ts'
import type { JsonNode } from '../../json-text.ts'
import { Comparison } from '../comparison.ts'
import { maximumMatching } from '../matching.ts'
import type { CombinedSchema, SchemaNode } from '../model.ts'
import type { Move } from './move.ts'
import type { Site } from './site.ts'
import { memberOf, valueIn } from './slots.ts'
import { textMapOf } from './text-map.ts'

/** Pairs of members that are compared to find out which are left over. */
const mostPairs = 400

interface Unpaired {
  readonly ours: readonly SchemaNode[]
  readonly theirs: readonly SchemaNode[]
}

/** Adds what only the other side has: to a choice of the reader, or to the demands of the writer. */
export const addMembers: Move = (site) => {
  const { our } = site
  if (our.kind !== 'combined') return undefined
  const { theirs } = unpaired(site) ?? { theirs: [] }
  return site.repair(
    `Put ${whatIn(our, theirs)} of ${site.place} back.`,
    theirs.flatMap((member) => addMember(site, our, member)),
  )
}

/** Takes out what only we have: from a choice of the writer, or from the demands of the reader. */
export const dropMembers: Move = (site) => {
  const { our } = site
  if (our.kind !== 'combined') return undefined
  const { ours } = unpaired(site) ?? { ours: [] }
  return site.repair(`Take ${whatIn(our, ours)} of ${site.place} out.`, dropped(site, our, ours))
}

/** What has no partner is put in the place of what has none on the other side. */
export const swapMembers: Move = (site): Repair | undefined => {
  const { our } = site
  const left = unpaired(site)
  if (our.kind !== 'combined' || !left || our.isImplicit) return undefined
  const operations = left.theirs.flatMap((member, index) => {
    const position = positionOf(site, our, left.ours[index])
    const value = position === undefined ? undefined : valueFor(site, our, member)
    return position === undefined || value === undefined ? [] : site.set([keywordOf(our), position], value)
  })
  return site.repair(`Describe the alternatives of ${site.place} that changed as they were.`, operations)
}

/** `anyOf` takes at least what any other combination of the same members does. */
export const combineByAnyOf: Move = (site) => {
  const { our } = site
  const members = memberOf(site.json, our.kind === 'combined' ? our.criterion : '')
  if (our.kind !== 'combined' || our.isImplicit || !members || keywordOf(our) === 'type') return undefined
  return site.repair(
    `Let ${site.place} fulfil any of its schemas ('anyOf' for '${our.criterion}').`,
    site.remove([our.criterion]),
    site.set(['anyOf'], textIn(site, members)),
  )
}

/** The same members, combined as the other side does. */
export const combineAsTheirs: Move = (site) => {
  const { our, their, place } = site
  if (our.kind !== 'combined' || their?.kind !== 'combined' || our.isImplicit || their.isImplicit) return undefined
  const members = memberOf(site.json, our.criterion)
  if (!members || keywordOf(their) === 'type') return undefined
  const title = `Write '${their.criterion}' for '${our.criterion}' in ${place}, as it was.`
  return site.repair(title, site.remove([our.criterion]), site.set([their.criterion], textIn(site, members)))
}

function textIn(site: Site, node: JsonNode): string {
  return (textMapOf(site.bench.ours).spotOf(node)?.text.text ?? '').slice(node.start, node.end)
}

/** The members that no matching pairs; nothing where there are too many to compare them all. */
function unpaired({ our, their, bench }: Site): Unpaired | undefined {
  if (our.kind !== 'combined') return undefined
  const ours = our.distinctMembers
  const theirs = their?.kind === 'combined' ? their.distinctMembers : their ? [their] : []
  if (ours.length * theirs.length > mostPairs) return undefined
  // One comparison for all, so that its bounds hold for all together.
  const comparison = new Comparison('STRICT')
  const takes = (mine: SchemaNode, other: SchemaNode) => {
    const [original, update] = bench.side === 'reader' ? [other, mine] : [mine, other]
    return comparison.run(original, update).isCompatible
  }
  const partners = maximumMatching(
    ours.map((mine) => theirs.flatMap((other, index) => (takes(mine, other) ? [index] : []))),
  )
  return {
    ours: ours.filter((_, index) => partners[index] === -1),
    theirs: theirs.filter((_, index) => !partners.includes(index)),
  }
}

/** The keyword that a combination is written with. */
function keywordOf({ criterion, source }: CombinedSchema): string {
  return memberOf(source, criterion) ? criterion : 'type'
}

function addMember(site: Site, our: CombinedSchema, member: SchemaNode): JsonPatchOperation[] {
  const { source } = member
  if (our.isImplicit) {
    if (source.type !== 'object') return []
    return [...source.members].flatMap(([keyword, value]) =>
      valueIn(site.json, [keyword]) ? [] : site.set([keyword], site.copyOf(value)),
    )
  }
  const value = valueFor(site, our, member)
  return value === undefined ? [] : site.set([keywordOf(our), Number.MAX_SAFE_INTEGER], value)
}

/** Keywords, types or members of a list, in words. */
function whatIn(our: CombinedSchema, members: readonly SchemaNode[]): string {
  if (our.isImplicit) return `'${members.flatMap(keywordsIn).join("', '")}'`
  const keyword = keywordOf(our)
  if (keyword !== 'type') return members.length === 1 ? `one of '${keyword}'` : `${members.length} of '${keyword}'`
  return `type ${members.flatMap(typeOf).join(' and ')}`
}

function keywordsIn({ source }: SchemaNode): string[] {
  return source.type === 'object' ? [...source.members.keys()] : []
}

function typeOf({ source }: SchemaNode): string[] {
  const type = memberOf(source, 'type')
  return type?.type === 'string' ? [type.value] : []
}

/** A member as it is written in the list: a schema, or the name of a type. */
function valueFor(site: Site, our: CombinedSchema, member: SchemaNode): string | undefined {
  if (keywordOf(our) !== 'type') return site.copyOf(member.source)
  const [type] = typeOf(member)
  return type === undefined ? undefined : JSON.stringify(type)
}

function dropped(site: Site, our: CombinedSchema, members: readonly SchemaNode[]): JsonPatchOperation[] {
  if (our.isImplicit) {
    return site.remove(...members.flatMap(keywordsIn).map((keyword): [string] => [keyword]))
  }
  const positions = members.flatMap((member) => positionOf(site, our, member) ?? [])
  return positions.sort((a, b) => b - a).flatMap((position) => site.remove([keywordOf(our), position]))
}

function positionOf(site: Site, our: CombinedSchema, member: SchemaNode | undefined): number | undefined {
  const list = memberOf(site.json, keywordOf(our))
  if (!member || list?.type !== 'array') return undefined
  if (keywordOf(our) === 'type') {
    const [type] = typeOf(member)
    const index = list.items.findIndex((item) => item.type === 'string' && item.value === type)
    return index < 0 ? undefined : index
  }
  const json = textMapOf(site.bench.ours).spotOf(member.source)?.json
  const index = json ? list.items.indexOf(json) : -1
  return index < 0 ? undefined : index
}
