/** The configs of a topic: which values are taken, and which of them counts. */

import type { PartitionLogConfig } from '../log/index.ts'
import { listEntries, maxLong } from './config-type.ts'
import { brokerErrors } from './errors.ts'
import { type TopicConfigName, type TopicConfigRow, topicConfigs } from './topic-config-table.ts'

/** Configs that Kafka 4 removed; old tools still send them. */
const removedConfigs = [
  'message.format.version',
  'message.timestamp.difference.max.ms',
  'message.downconversion.enable',
]

/** Values given for one topic or, as defaults, for all. */
export type ConfigValues = ReadonlyMap<TopicConfigName, string>

/** @throws {BrokerError} `unknownConfig`, `invalidConfig` or `unsupportedConfig` for the first value that cannot be. */
export function parseTopicConfigs(configs: readonly { name: string; value: string | null }[]): ConfigValues {
  const values = new Map<TopicConfigName, string>()
  for (const { name: text, value } of configs) {
    const name = topicConfigName(text)
    if (value === null) throw brokerErrors.invalidConfig(name, null, 'null is not a value')
    refuseInvalidValue(name, value)
    values.set(name, value)
  }
  refuseContradictingLags(values)
  return values
}

/** Both default to what fits everything, so that only two values of the topic's own can contradict each other. */
function refuseContradictingLags(values: ConfigValues): void {
  const least = values.get('min.compaction.lag.ms') ?? '0'
  const most = values.get('max.compaction.lag.ms')
  if (most === undefined || BigInt(least) <= BigInt(most)) return
  throw brokerErrors.invalidConfig(
    'min.compaction.lag.ms',
    least,
    `it is more than max.compaction.lag.ms, which is ${most}`,
  )
}

/** @throws {BrokerError} `unknownConfig` */
export function topicConfigName(name: string): TopicConfigName {
  if (isTopicConfigName(name)) return name
  throw brokerErrors.unknownConfig(name, removedConfigs.includes(name) ? ' (it was removed in Kafka 4.0)' : '')
}

function isTopicConfigName(name: string): name is TopicConfigName {
  return Object.hasOwn(topicConfigs, name)
}

function refuseInvalidValue(name: TopicConfigName, value: string): void {
  const { type, support, default: standard }: TopicConfigRow = topicConfigs[name]
  const reason = type.check(value)
  if (reason !== undefined) throw brokerErrors.invalidConfig(name, value, reason)
  if (support.kind === 'fixed' && value.toLowerCase() !== standard.toLowerCase()) {
    throw brokerErrors.unsupportedConfig(name, value, standard, support.because)
  }
}

/** Where a value comes from; the numbers are those of DescribeConfigs. */
export const configSources = { topic: 1, staticBroker: 4, default: 5 } as const

/** What counts for a topic: its own value, else the broker's, else the row's. */
export function effectiveValue(name: TopicConfigName, own: ConfigValues, broker: ConfigValues) {
  const value = own.get(name)
  return value === undefined ? brokerValue(name, broker) : { value, source: configSources.topic }
}

export function brokerValue(name: TopicConfigName, broker: ConfigValues): { value: string; source: number } {
  const value = broker.get(name)
  return value === undefined
    ? { value: topicConfigs[name].default, source: configSources.default }
    : { value, source: configSources.staticBroker }
}

/** The values that the broker itself reads, parsed. */
export interface TopicLimits {
  readonly maxMessageBytes: number
  readonly timestampAfterMaxMs: number
  readonly timestampBeforeMaxMs: number
  /** Whether records are compacted by key, and must therefore have one. */
  readonly compacted: boolean
  /** What the logs of its partitions go by. */
  readonly log: PartitionLogConfig
}

export function topicLimits(own: ConfigValues, broker: ConfigValues): TopicLimits {
  const textOf = (name: TopicConfigName) => effectiveValue(name, own, broker).value
  const policies = listEntries(textOf('cleanup.policy'))
  return {
    maxMessageBytes: Number(textOf('max.message.bytes')),
    // Beyond 2^53 the difference to the exact value is far from any time that can occur.
    timestampAfterMaxMs: Number(textOf('message.timestamp.after.max.ms')),
    timestampBeforeMaxMs: Number(textOf('message.timestamp.before.max.ms')),
    compacted: policies.includes('compact'),
    log: {
      segmentBytes: Number(textOf('segment.bytes')),
      segmentMs: Number(textOf('segment.ms')),
      retention: policies.includes('delete')
        ? { ms: limitOf(textOf('retention.ms')), bytes: limitOf(textOf('retention.bytes')) }
        : undefined,
      compaction: policies.includes('compact')
        ? {
            minDirtyRatio: Number(textOf('min.cleanable.dirty.ratio')),
            minLagMs: Number(textOf('min.compaction.lag.ms')),
            maxLagMs: limitOf(textOf('max.compaction.lag.ms')),
            deleteRetentionMs: Number(textOf('delete.retention.ms')),
          }
        : undefined,
    },
  }
}

/** -1 is no limit, and so is the largest number there is. */
function limitOf(value: string): number {
  return value === '-1' || value === String(maxLong) ? Number.POSITIVE_INFINITY : Number(value)
}
