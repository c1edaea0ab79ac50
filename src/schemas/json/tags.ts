/** Tags of objects and their properties: the keyword `confluent:tags`. */

import { printJson } from '../json-print.ts'
import type { JsonNode, JsonObject } from '../json-text.ts'
import { changeTags, type EntityPlace, type TagRules, taggedPlaces } from '../tags.ts'
import type { JsonSchemaDocument } from './model.ts'

type Place = EntityPlace<JsonObject>

const membersOf = (holder: JsonObject) => holder.members

export const jsonTags: TagRules<JsonSchemaDocument> = {
  find: ({ root }) => taggedPlaces(placesIn(root, ''), membersOf),
  edit({ root }, changes) {
    const places = [...placesIn(root, '')]
    const changed = changeTags(
      changes,
      ({ entityPath, entityType }) =>
        places.find((place) => place.entityType === entityType && place.entityPath === entityPath)?.holder,
      membersOf,
    )
    const edit = (node: JsonNode): JsonNode => {
      if (node.type === 'array') return { ...node, items: node.items.map(edit) }
      if (node.type !== 'object') return node
      const members = [...(changed.get(node) ?? node.members)].map(([key, value]) => [key, edit(value)] as const)
      return { ...node, members: new Map(members) }
    }
    return printJson(edit(root), 'decimal')
  },
}

/** One kind of thing that a schema says; the reference takes each for a schema of its own. */
interface Part {
  /** The reference numbers parts and members in the order of these names. */
  readonly kind: string
  places(scope: string): Iterable<Place>
}

/** @param scope - path of the node, with a dot behind it where there is one. */
function* placesIn(node: JsonNode | undefined, scope: string): Iterable<Place> {
  if (node?.type !== 'object' || node.members.has('$ref')) return
  const parts = partsOf(node).sort(byKind)
  if (parts.length === 1) yield* parts[0]?.places(scope) ?? []
  else for (const [index, part] of parts.entries()) yield* part.places(`${scope}allof.${index}.`)
}

const conditions = ['if', 'then', 'else']
const plainKinds: Readonly<Record<string, string>> = { enum: 'enum', const: 'const' }
const criteria = ['allOf', 'anyOf', 'oneOf']

function partsOf(node: JsonObject): Part[] {
  const { members } = node
  const parts: Part[] = []
  for (const criterion of criteria) {
    const list = members.get(criterion)
    if (list?.type === 'array')
      parts.push({ kind: 'combined', places: (scope) => memberPlaces(criterion, list.items, scope) })
  }
  if (conditions.some((key) => members.has(key)))
    parts.push({ kind: 'conditional', places: (scope) => branchPlaces(node, scope) })
  if (members.has('not')) parts.push({ kind: 'not', places: (scope) => placesIn(members.get('not'), `${scope}not.`) })
  for (const [key, kind] of Object.entries(plainKinds)) if (members.has(key)) parts.push({ kind, places: () => [] })
  return [...parts, ...typedParts(node)]
}

/** What is said of values of a type. A list of types is a choice between them. */
function typedParts(node: JsonObject): Part[] {
  const typed = typesOf(node).map((type) => typedPart(node, type))
  if (typed.length < 2) return typed
  const choices = typed.sort(byKind)
  return [
    {
      kind: 'combined',
      *places(scope) {
        for (const [index, part] of choices.entries()) yield* part.places(`${scope}anyof.${index}.`)
      },
    },
  ]
}

function typesOf({ members }: JsonObject): string[] {
  const type = members.get('type')
  if (type?.type === 'string') return [type.value]
  if (type?.type === 'array') return type.items.flatMap((item) => (item.type === 'string' ? [item.value] : []))
  if (members.has('properties') || members.has('additionalProperties') || members.has('required')) return ['object']
  return members.has('items') ? ['array'] : []
}

function typedPart(node: JsonObject, type: string): Part {
  if (type === 'object') return { kind: 'object', places: (scope) => objectPlaces(node, scope) }
  if (type === 'array')
    return { kind: 'array', places: (scope) => placesIn(node.members.get('items'), `${scope}array.`) }
  return { kind: type === 'integer' ? 'number' : type, places: () => [] }
}

function* objectPlaces(node: JsonObject, scope: string): Iterable<Place> {
  const entityPath = `${scope}object`
  yield { entityPath, entityType: 'sr_record', holder: node }
  for (const [name, property] of entriesOf(node, 'properties')) {
    const path = `${entityPath}.${name}`
    if (property.type === 'object') yield { entityPath: path, entityType: 'sr_field', holder: property }
    yield* placesIn(property, `${path}.`)
  }
  for (const keyword of ['definitions', '$defs'])
    for (const [name, schema] of entriesOf(node, keyword)) yield* placesIn(schema, `${entityPath}.${keyword}.${name}.`)
}

function* memberPlaces(criterion: string, members: readonly JsonNode[], scope: string): Iterable<Place> {
  const kindOf = (node: JsonNode) => {
    if (node.type !== 'object') return node.type === 'boolean' ? String(node.value) : ''
    if (node.members.has('$ref')) return 'reference'
    const parts = partsOf(node)
    return parts.length > 1 ? 'combined' : (parts[0]?.kind ?? 'empty')
  }
  const sorted = members.map((node) => ({ kind: kindOf(node), node })).sort(byKind)
  for (const [index, { node }] of sorted.entries())
    yield* placesIn(node, `${scope}${criterion.toLowerCase()}.${index}.`)
}

function* branchPlaces({ members }: JsonObject, scope: string): Iterable<Place> {
  for (const key of conditions) yield* placesIn(members.get(key), `${scope}conditional.${key}.`)
}

function entriesOf({ members }: JsonObject, keyword: string): Iterable<[string, JsonNode]> {
  const value = members.get(keyword)
  return value?.type === 'object' ? value.members : []
}

function byKind(a: { kind: string }, b: { kind: string }): number {
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0
}
