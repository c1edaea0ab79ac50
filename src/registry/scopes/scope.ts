/** Scopes: where a config or a mode may be set, and in which order they are asked. */

import type { CompatibilityLevel } from '../compatibility/level.ts'
import { defaultContext, type SchemaReads, type ScopeSettings, type SubjectKey } from '../schema-store.ts'
import { globalContext } from '../subjects/subject-name.ts'
import type { Config } from './config.ts'
import { defaultMode, type Mode } from './mode.ts'

/** `/config` and `/mode`: what holds for the default context. */
export const globalScope: SubjectKey = { context: defaultContext, subject: '' }

/** `:.__GLOBAL:`: what holds where no context says anything. */
const lastResortScope: SubjectKey = { context: globalContext, subject: '' }

export function isGlobalScope({ context, subject }: SubjectKey): boolean {
  return context === defaultContext && subject === ''
}

export function isLastResort({ context, subject }: SubjectKey): boolean {
  return context === globalContext && subject === ''
}

export type EffectiveConfig = Config & { readonly compatibilityLevel: CompatibilityLevel }

/** A scope and those that it falls back on. Contexts other than the default one do not see the global scope. */
function scopesFrom(key: SubjectKey): SubjectKey[] {
  const scopes = [key]
  if (key.subject !== '') scopes.push({ context: key.context, subject: '' })
  if (key.context !== globalContext) scopes.push(lastResortScope)
  return scopes
}

/** Where what holds for registrations in a subject may be set, in the order in which {@link effectiveSettings} reads it. */
export function subjectScopes(key: SubjectKey): SubjectKey[] {
  return [globalScope, ...scopesFrom(key)]
}

type SettingsReads = Pick<SchemaReads, 'loadSettings'>

/** What is set on a scope and on those that it falls back on: of each the first that is set. */
export async function inheritedSettings(reads: SettingsReads, key: SubjectKey): Promise<ScopeSettings> {
  const settings = await reads.loadSettings(scopesFrom(key))
  return { config: firstOf(settings.map(({ config }) => config)), mode: firstOf(settings.map(({ mode }) => mode)) }
}

/** What is set on a scope itself. */
export async function ownSettings(reads: SettingsReads, key: SubjectKey): Promise<ScopeSettings> {
  const [settings] = await reads.loadSettings([key])
  return settings ?? { config: undefined, mode: undefined }
}

/**
 * What holds for registrations in a subject. A subject with a config of its own takes some fields that it leaves unset
 * from the global config; its level, metadata and rules it does not.
 *
 * @param settings - what is set on its {@link subjectScopes}, in their order.
 */
export function effectiveSettings(
  settings: readonly ScopeSettings[],
  defaultLevel: CompatibilityLevel,
): { config: EffectiveConfig; mode: Mode } {
  const [global, own, ...fallbacks] = settings
  const config = own?.config
    ? { ...inheritable(global?.config), ...own.config }
    : firstOf(fallbacks.map((fallback) => fallback.config))
  const mode = own?.mode ?? firstOf(fallbacks.map((fallback) => fallback.mode)) ?? defaultMode
  return { config: { compatibilityLevel: defaultLevel, ...config }, mode }
}

export async function effectiveMode(reads: SettingsReads, key: SubjectKey): Promise<Mode> {
  return (await inheritedSettings(reads, key)).mode ?? defaultMode
}

function firstOf<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => value !== undefined)
}

function inheritable(config: Config = {}): Config {
  const { compatibilityLevel, alias, aliasForDeks, ...rest } = config
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet, ...inherited } = rest
  return inherited
}
