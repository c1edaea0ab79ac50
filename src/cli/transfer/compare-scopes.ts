/** What two sides say beside their versions: contexts, configs, modes, associations. */

import { type AssociationEntry, stableJson } from './entry.ts'
import type { Inventory } from './inventory.ts'

export interface Difference {
  /** What differs: `missing`, `extra`, or the field. */
  kind: string
  /** The subject, or a context by its bare name; null for the whole registry. */
  subject: string | null
  version?: number
  source: unknown
  target: unknown
}

/** Contexts that are missing, and those that would give an id again that stood for something else. */
export function compareContexts(from: Inventory, to: Inventory): Difference[] {
  return [...from.contexts].flatMap(([context, source]) => {
    const target = to.contexts.get(context)
    if (to.contexts.has(context) && !isAhead(source, target)) return []
    // The default context is always there, and nobody knows whether it ever gave an id.
    if (context === '.' && source === undefined) return []
    // A registry that does not tell its counters is asked only for the context itself.
    if (to.contexts.has(context) && !to.exact) return []
    return [{ kind: 'context', subject: context, source: source ?? null, target: target ?? null }]
  })
}

/** Whether a counter of the source stands higher. One that does not stand anywhere yet gives 1 first. */
function isAhead(source: number | undefined, target: number | undefined): boolean {
  return source !== undefined && source > (target ?? 1)
}

export function compareConfigs(from: Inventory, to: Inventory): Difference[] {
  const differences: Difference[] = []
  for (const subject of comparedScopes(from, from.configs, to.configs)) {
    const [source, target] = [from.configs.get(subject), to.configs.get(subject)]
    if (isSameConfig(from, to, subject)) continue
    differences.push({ kind: 'config', subject, source: source ?? null, target: target ?? null })
  }
  return differences
}

/** Where one side fills in a level that nobody set, a missing level on the other is no difference. */
export function isSameConfig(from: Inventory, to: Inventory, subject: string | null): boolean {
  const [source, target] = [from.configs.get(subject), to.configs.get(subject)]
  const exact = from.exact && to.exact
  if (exact && (source === undefined) !== (target === undefined)) return false
  const [a, b] = [source ?? {}, target ?? {}]
  const filledIn = !exact && (a['compatibilityLevel'] === undefined || b['compatibilityLevel'] === undefined)
  // Without a config a subject inherits its level, and with one it does not.
  if (!filledIn || (subject !== null && (!source || !target)))
    return stableJson(source ?? null) === stableJson(target ?? null)
  return stableJson({ ...a, compatibilityLevel: null }) === stableJson({ ...b, compatibilityLevel: null })
}

export function compareModes(from: Inventory, to: Inventory): Difference[] {
  const differences: Difference[] = []
  for (const subject of comparedScopes(from, from.modes, to.modes)) {
    const [source, target] = [modeOf(from, to, subject), modeOf(to, from, subject)]
    if (source !== target) differences.push({ kind: 'mode', subject, source: source ?? null, target: target ?? null })
  }
  return differences
}

/** A registry that is not exact tells its own mode also where none is set. */
export function modeOf(side: Inventory, other: Inventory, subject: string | null): string | undefined {
  const unset = subject === null && !(side.exact && other.exact) ? 'READWRITE' : undefined
  return side.modes.get(subject) ?? unset
}

/** Associations of the source's resources; those of other resources are none of its business. */
export function compareAssociations(from: Inventory, to: Inventory): Difference[] {
  const resources = new Set([...from.associations.values()].map(resourceOf))
  const keys = new Set([
    ...from.associations.keys(),
    ...[...to.associations].filter(([, entry]) => resources.has(resourceOf(entry))).map(([key]) => key),
  ])
  return [...keys].flatMap((key) => {
    const [source, target] = [from.associations.get(key), to.associations.get(key)]
    if (stableJson(source ?? null) === stableJson(target ?? null)) return []
    const subject = (source ?? target)?.subject ?? null
    return [{ kind: 'association', subject, source: source ?? null, target: target ?? null }]
  })
}

export function resourceOf({ resourceType, resourceId }: AssociationEntry): string {
  return JSON.stringify([resourceType, resourceId])
}

/** Whose config and mode the source knows, also where it says that there is none. */
export function coveredScopes({ versions, contexts, configs, modes, exact }: Inventory): Set<string | null> {
  const covered = new Set<string | null>([...configs.keys(), ...modes.keys()])
  if (exact) covered.add(null).add(':.__GLOBAL:')
  for (const { subject } of versions.values()) covered.add(subject)
  for (const context of contexts.keys()) if (context !== '.') covered.add(`:${context}:`)
  return covered
}

/** A file may say nothing of the registry itself, and a name that only the target knows was there before. */
function comparedScopes(
  from: Inventory,
  ...sides: readonly ReadonlyMap<string | null, unknown>[]
): Iterable<string | null> {
  const covered = coveredScopes(from)
  return [...new Set(sides.flatMap((side) => [...side.keys()]))].filter((subject) => covered.has(subject))
}
