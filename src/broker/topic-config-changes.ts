/** Changes to single configs of a topic: set, back to the default, entries added to lists and taken out of them. */

import { listEntries } from './config-type.ts'
import { brokerErrors } from './errors.ts'
import { type ConfigValues, effectiveValue, parseTopicConfigs, topicConfigName } from './topic-config.ts'
import { type TopicConfigRow, topicConfigs } from './topic-config-table.ts'

export interface ConfigChange {
  readonly name: string
  /** Number of `operations`. */
  readonly configOperation: number
  readonly value: string | null
}

const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const

/**
 * @param own - the values that the topic has now.
 * @returns all that it has afterwards.
 * @throws {BrokerError} invalidRequest, unknownConfig, invalidConfig, unsupportedConfig
 */
export function changedConfigs(
  own: ConfigValues,
  changes: readonly ConfigChange[],
  broker: ConfigValues,
): ConfigValues {
  const values = new Map(own)
  const changed = new Set<string>()
  for (const change of changes) {
    const name = topicConfigName(change.name)
    if (changed.has(name)) throw brokerErrors.invalidRequest(`Config '${name}' is changed more than once.`)
    changed.add(name)
    if (change.configOperation === operations.delete) {
      values.delete(name)
      continue
    }
    if (change.value === null) throw brokerErrors.invalidRequest(`Config '${name}' cannot be set to null.`)
    const value = newValue(change, change.value, effectiveValue(name, own, broker).value)
    for (const [known, text] of parseTopicConfigs([{ name, value }])) values.set(known, text)
  }
  return values
}

/** @param before - what counts now, the default included: a list begins with it. */
function newValue({ name, configOperation }: ConfigChange, value: string, before: string): string {
  if (configOperation === operations.set) return value
  const { isList }: TopicConfigRow['type'] = topicConfigs[topicConfigName(name)].type
  if (configOperation !== operations.append && configOperation !== operations.subtract) {
    throw brokerErrors.invalidRequest(`There is no operation ${configOperation} on configs.`)
  }
  if (!isList) throw brokerErrors.invalidConfig(name, value, 'it is no list to which entries could be added')
  const entries = listEntries(before)
  const named = listEntries(value)
  const result =
    configOperation === operations.append
      ? [...new Set([...entries, ...named])]
      : entries.filter((entry) => !named.includes(entry))
  return result.join(',')
}
