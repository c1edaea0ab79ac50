/** Scopes: where a config or a mode may be set, and in which order they are asked. */

import type { CompatibilityLevel } from './compatibility-level.ts'
import type { Config } from './config.ts'
import type { Mode } from './mode.ts'
import { defaultContext, type SchemaReads, type SubjectKey } from './schema-store.ts'
import { globalContext } from './subject-name.ts'

/** `/config` and `/mode`: what holds for the default context. */
export const globalScope: SubjectKey = { context: defaultContext, subject: '' }

/** `:.__GLOBAL:`: what holds where no context says anything. */
export const lastResortScope: SubjectKey = { context: globalContext, subject: '' }

export function isGlobalScope({ context, subject }: SubjectKey): boolean {
  return context === defaultContext && subject === ''
}

export function isLastResort({ context, subject }: SubjectKey): boolean {
  return context === globalContext && subject === ''
}

export type EffectiveConfig = Config & { readonly compatibilityLevel: CompatibilityLevel }

/** A scope and those that it falls back on. Contexts other than the default one do not see the global scope. */
export function scopesFrom(key: SubjectKey): SubjectKey[] {
  const scopes = [key]
  if (key.subject !== '') scopes.push({ context: key.context, subject: '' })
  if (key.context !== globalContext) scopes.push(lastResortScope)
  return scopes
}

/** The first config that is set, from `key` upwards. */
export async function inheritedConfig(reads: SchemaReads, key: SubjectKey): Promise<Config | undefined> {
  const configs = await reads.loadConfigs(scopesFrom(key))
  return configs.find((config) => config !== undefined)
}

/**
 * What holds for registrations in a subject. A subject with a config of its own takes some fields that it leaves unset
 * from the global config; its level, metadata and rules it does not.
 */
export async function effectiveConfig(
  reads: SchemaReads,
  key: SubjectKey,
  defaultLevel: CompatibilityLevel,
): Promise<EffectiveConfig> {
  const [global, own, ...fallbacks] = await reads.loadConfigs([globalScope, ...scopesFrom(key)])
  const config = own ? { ...inheritable(global), ...own } : fallbacks.find((fallback) => fallback !== undefined)
  return { compatibilityLevel: defaultLevel, ...config }
}

export async function effectiveMode(reads: SchemaReads, key: SubjectKey): Promise<Mode> {
  const modes = await reads.loadModes(scopesFrom(key))
  return modes.find((mode) => mode !== undefined) ?? 'READWRITE'
}

function inheritable(config: Config = {}): Config {
  const { compatibilityLevel, alias, aliasForDeks, ...rest } = config
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet, ...inherited } = rest
  return inherited
}
