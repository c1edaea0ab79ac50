/** All scopes on which something is set: no other registry lists them, and nobody can take over what cannot be found. */

import type { Core } from '../core.ts'
import { type Page, pageOf } from '../page.ts'
import { formatSubject, parsePrefix } from '../subjects/subject-name.ts'
import type { Config } from './config.ts'
import type { Mode } from './mode.ts'

/** A scope by its name, with what is set there and nothing filled in. */
export interface ListedScope {
  /** Empty for the whole registry, `:.ctx:` for a context. */
  readonly subject: string
  readonly config: Config | undefined
  readonly mode: Mode | undefined
}

export interface ScopesOptions extends Page {
  /** `:*:` and `:.ctx:` choose contexts; every context where absent. */
  readonly prefix?: string | undefined
}

/** By name, as {@link formatSubject} writes it. */
export async function listScopes(core: Core, { prefix = ':*:', ...page }: ScopesOptions): Promise<ListedScope[]> {
  const scopes = await core.reads.loadScopes(parsePrefix(prefix))
  const named = scopes.map(({ config, mode, ...key }) => ({ subject: formatSubject(key), config, mode }))
  return pageOf(named.sort(bySubject), page, core.rules.schemaLists)
}

function bySubject({ subject: a }: ListedScope, { subject: b }: ListedScope): number {
  return a < b ? -1 : 1
}
