/** Configs, modes and contexts of a live registry: a list where it is a Schemalog, and else those of the names that are known. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import type { RegistryDoor } from '../registry-door.ts'
import type { ConfigEntry } from './entry.ts'
import type { Inventory } from './inventory.ts'
import { optional, pagesOf } from './listing.ts'

interface ScopeAnswer {
  subject: string
  config?: ConfigEntry['config']
  mode?: string
}

/** @param names - subjects that are known to be there. */
export async function readScopes(door: RegistryDoor, inventory: Inventory, names: ReadonlySet<string>): Promise<void> {
  // Apicurio writes them as they stand in subjects.
  const contexts = ((await optional(door, '/contexts')) as string[] | undefined) ?? ['.']
  for (const context of contexts.map((name) => name.replace(/^:(.*):$/, '$1')))
    if (!inventory.contexts.has(context)) inventory.contexts.set(context, undefined)
  if ((await optional(door, '/schemalog/v1/scopes?limit=1')) === undefined)
    return readKnownScopes(door, inventory, names)
  inventory.exact = true
  for await (const page of pagesOf(door, '/schemalog/v1/scopes'))
    for (const scope of page as ScopeAnswer[]) add(inventory, scope.subject === '' ? null : scope.subject, scope)
  for await (const page of pagesOf(door, '/schemalog/v1/contexts'))
    for (const { context, nextSchemaId } of page as { context: string; nextSchemaId: number }[])
      inventory.contexts.set(context, nextSchemaId)
}

/** Whether requests for a subject go to another one. */
export function isAlias({ configs }: Inventory, subject: string): boolean {
  return typeof configs.get(subject)?.['alias'] === 'string'
}

/** `/config/<subject>` or `/mode/<subject>`; without one it is the registry's. */
export function scope(resource: 'config' | 'mode', subject: string | null): string {
  return subject === null ? `/${resource}` : `/${resource}/${encodeURIComponent(subject)}`
}

/** What is set on other names stays hidden: the API has no list of it. */
async function readKnownScopes(door: RegistryDoor, inventory: Inventory, names: ReadonlySet<string>): Promise<void> {
  const contexts = [...inventory.contexts.keys()].filter((name) => name !== '.').map((name) => `:${name}:`)
  const known: (string | null)[] = [null, ':.__GLOBAL:', ...new Set([...contexts, ...names])]
  await mapBounded(known, requestsAtOnce, async (subject) => {
    const config = (await optional(door, scope('config', subject))) as ConfigEntry['config'] | undefined
    const mode = (await optional(door, scope('mode', subject))) as { mode?: string } | undefined
    add(inventory, subject, { ...(config && { config }), ...(mode?.mode && { mode: mode.mode }) })
  })
}

function add(
  { configs, modes }: Inventory,
  subject: string | null,
  { config, mode }: Omit<ScopeAnswer, 'subject'>,
): void {
  if (config) configs.set(subject, config)
  if (mode) modes.set(subject, mode)
}
