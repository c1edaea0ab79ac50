/** Two sides held against each other: every difference, with what each says. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import {
  compareAssociations,
  compareConfigs,
  compareContexts,
  compareModes,
  type Difference,
} from './compare-scopes.ts'
import { type SchemaEntry, stableJson } from './entry.ts'
import { type HeldVersion, type Inventory, type Source, sorted, versionKey } from './inventory.ts'

export interface Comparison {
  differences: Difference[]
  /** Versions whose texts are the same JSON, written in another way: the target keeps its own canonical text. */
  reformatted: number
  /** Subjects that only the target has; they were there before and are none of the source's business. */
  onlyInTarget: number
}

interface Side {
  source: Source
  inventory: Inventory
}

/** @param modes - whether modes should be the same too. */
export async function compare(from: Side, to: Side, { modes }: { modes: boolean }): Promise<Comparison> {
  const result: Comparison = { differences: [], reformatted: 0, onlyInTarget: 0 }
  result.differences.push(...compareContexts(from.inventory, to.inventory))
  result.differences.push(...compareConfigs(from.inventory, to.inventory))
  if (modes) result.differences.push(...compareModes(from.inventory, to.inventory))
  result.differences.push(...compareAssociations(from.inventory, to.inventory))
  const changed: [HeldVersion, HeldVersion][] = []
  for (const held of sorted(from.inventory.versions.values())) {
    const other = to.inventory.versions.get(versionKey(held))
    if (!other) result.differences.push(difference('missing', held, held.id, null))
    else if (compareHeld(held, other, result)) changed.push([held, other])
  }
  const contents = await mapBounded(changed, requestsAtOnce, ([held, other]) =>
    compareContent(from.source, to.source, held, other),
  )
  for (const content of contents) {
    result.differences.push(...content)
    if (content.length === 0) result.reformatted += 1
  }
  countExtra(from.inventory, to.inventory, result)
  return result
}

/** The same in a line. */
export function describeDifference({ kind, subject, version, source, target }: Difference): string {
  const what = `${subject === null ? 'the registry' : `'${subject}'`}${version === undefined ? '' : ` version ${version}`}`
  if (kind === 'context')
    return `the context '${subject}' gives id ${shown(source)} next in the source, ${shown(target)} in the target`
  if (kind === 'missing') return `${what} is missing`
  if (kind === 'extra') return `${what} is only in the target`
  return `${kind} of ${what}: ${shown(source)} in the source, ${shown(target)} in the target`
}

function shown(value: unknown): string {
  const text = value === null || value === undefined ? 'none' : typeof value === 'string' ? value : stableJson(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** What can be told without the texts; whether the texts have to be looked at. */
function compareHeld(held: HeldVersion, other: HeldVersion, { differences }: Comparison): boolean {
  if (held.id !== other.id) differences.push(difference('id', held, held.id, other.id))
  if (held.deleted !== other.deleted) differences.push(difference('deleted', held, held.deleted, other.deleted))
  if (held.digest !== other.digest) return true
  // Registries before 8.0 say no guid.
  if (held.guid !== undefined && other.guid !== undefined && held.guid !== other.guid)
    differences.push(difference('guid', held, held.guid, other.guid))
  return false
}

async function compareContent(from: Source, to: Source, held: HeldVersion, other: HeldVersion): Promise<Difference[]> {
  const [source, target] = await Promise.all([from.load(held), to.load(other)])
  if (!source || !target) return [difference('missing', held, source ? held.id : null, target ? other.id : null)]
  const parts = ['schemaType', 'references', 'metadata', 'ruleSet'] as const
  const found = parts
    .filter(
      (part) => stableJson(source[part] ?? {}) !== stableJson(target[part] ?? {}) && !bothEmpty(source, target, part),
    )
    .map((part) => difference(part, held, source[part] ?? null, target[part] ?? null))
  if (!sameText(source, target)) found.push(difference('schema', held, source.schema, target.schema))
  return found
}

function bothEmpty(
  source: SchemaEntry,
  target: SchemaEntry,
  part: 'schemaType' | 'references' | 'metadata' | 'ruleSet',
) {
  return Object.keys(source[part] ?? {}).length === 0 && Object.keys(target[part] ?? {}).length === 0
}

/** Whether two texts differ in nothing but their spelling: white space, the order of keys. */
function sameText({ schemaType, schema }: SchemaEntry, { schema: other }: SchemaEntry): boolean {
  if (schema === other) return true
  if (schemaType === 'PROTOBUF') return protobufTokens(schema) === protobufTokens(other)
  try {
    return stableJson(JSON.parse(schema)) === stableJson(JSON.parse(other))
  } catch {
    return false
  }
}

/** Without comments and white space. */
function protobufTokens(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/\s+/g, '')
}

function countExtra(from: Inventory, to: Inventory, result: Comparison): void {
  const subjects = new Set([...from.versions.values()].map(({ subject }) => subject))
  const others = new Set<string>()
  for (const held of to.versions.values()) {
    if (from.versions.has(versionKey(held))) continue
    if (subjects.has(held.subject)) result.differences.push(difference('extra', held, null, held.id))
    else others.add(held.subject)
  }
  result.onlyInTarget = others.size
}

function difference(kind: string, { subject, version }: HeldVersion, source: unknown, target: unknown): Difference {
  return { kind, subject, version, source, target }
}
