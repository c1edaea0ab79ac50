/** Reading and changing the config of a scope: /config and /config/{subject}. */

import type { Reading } from '../changes/historical-reads.ts'
import type { CompatibilityLevel } from '../compatibility/level.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { refuseReadOnly } from '../removal/deletion.ts'
import type { SubjectKey } from '../schema-store.ts'
import { formatSubject, isQualified, parseSubject, parseValidSubject } from '../subjects/subject-name.ts'
import type { WriteOptions } from '../write-options.ts'
import { applyPatch, type Config, type ConfigPatch } from './config.ts'
import {
  effectiveSettings,
  globalScope,
  inheritedSettings,
  isGlobalScope,
  ownSettings,
  subjectScopes,
} from './scope.ts'

/** A config as it is shown: a level is always there. */
export type ShownConfig = Config & { readonly compatibilityLevel: CompatibilityLevel }

/** @throws {RegistryError} `configNotFound`. */
export async function readConfig(
  core: Reading,
  subject: string | undefined,
  options: { defaultToGlobal?: boolean | undefined },
): Promise<ShownConfig> {
  const key = scopeOf(subject)
  const read = options.defaultToGlobal ? inheritedSettings : ownSettings
  const { config } = await read(core.reads, key)
  if (!config && !options.defaultToGlobal && !isGlobalScope(key))
    throw registryErrors.configNotFound(formatSubject(key))
  return shown(core, config)
}

/** @throws {RegistryError} `invalidCompatibilityLevel`, `invalidRuleSet`, `invalidSubject`, `readOnlyMode`, in this order. */
export async function changeConfig(
  core: Core,
  subject: string | undefined,
  patch: ConfigPatch,
  writer: WriteOptions,
): Promise<Config> {
  applyPatch({}, patch)
  const key = subject === undefined ? globalScope : parseValidSubject(subject, { settings: true })
  return core.write({ contexts: [key.context], ...writer }, async (transaction, record) => {
    await refuseReadOnly(transaction, key)
    const { config: before } = await ownSettings(transaction, key)
    const after = applyPatch(before ?? {}, patch)
    await transaction.saveConfig(key, after)
    await record({ operation: 'setConfig', target: key, before, after })
    return after
  })
}

/** @throws {RegistryError} `subjectNotFound` where nothing is set on the subject. */
export async function removeConfig(
  core: Core,
  subject: string | undefined,
  writer: WriteOptions,
): Promise<ShownConfig> {
  const key = scopeOf(subject)
  return core.write({ contexts: [key.context], ...writer }, async (transaction, record) => {
    const { config: before } = await ownSettings(transaction, key)
    if (!before && !isGlobalScope(key)) throw registryErrors.subjectNotFound(formatSubject(key))
    await refuseReadOnly(transaction, key)
    if (before) {
      await transaction.saveConfig(key, undefined)
      await record({ operation: 'deleteConfig', target: key, before, after: undefined })
    }
    return shown(core, before)
  })
}

export async function configInForce(core: Core, subject: string): Promise<ShownConfig> {
  const key = parseSubject(subject)
  const { settings } = await core.reads.loadSubject(key, subjectScopes(key))
  return effectiveSettings(settings, core.defaultLevel).config
}

/** One hop only: an alias of an alias is not followed. An unqualified one stays in the context of its subject. */
export async function aliasOf(core: Core, subject: string): Promise<string> {
  const key = parseSubject(subject)
  // Asked before nearly every request on a subject, which then finds the rest of the answer here.
  const { settings } = await core.reads.loadSubject(key, subjectScopes(key))
  return realName(subject, settings[1]?.config)
}

/** The same for a subject in whose context an id is read, which is known however long the database is away. */
export async function lastingAliasOf(core: Core, subject: string): Promise<string> {
  const { config } = await ownSettings(core.lastingSettings, parseSubject(subject))
  return realName(subject, config)
}

function realName(subject: string, config: Config | undefined): string {
  const target = aliasTarget(parseSubject(subject), config)
  return target ? formatSubject(target) : subject
}

/** The subject that a config names as alias; one of a context or of the whole registry names none. */
export function aliasTarget({ context, subject }: SubjectKey, config: Config | undefined): SubjectKey | undefined {
  if (subject === '' || !config?.alias) return undefined
  return isQualified(config.alias) ? parseSubject(config.alias) : { context, subject: config.alias }
}

export function scopeOf(subject: string | undefined): SubjectKey {
  return subject === undefined ? globalScope : parseSubject(subject)
}

function shown({ defaultLevel }: Reading, config: Config | undefined): ShownConfig {
  return { compatibilityLevel: defaultLevel, ...config }
}
