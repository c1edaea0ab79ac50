/** The configs of the broker itself under Kafka's names, for tools that look there. All are read-only. */

import { formatAddress } from '../address.ts'
import { bool, type ConfigType, int, list, long, text } from './config-type.ts'
import { defaultGroupSettings } from './groups/index.ts'
import type { HandlerContext } from './handle.ts'
import { brokerValue, configSources } from './topic-config.ts'
import { type TopicConfigRow, topicConfigNames, topicConfigs } from './topic-config-table.ts'

export interface BrokerConfig {
  readonly name: string
  readonly value: string
  /** False where the process's settings may have chosen the value. */
  readonly isDefault: boolean
  readonly type: ConfigType
  readonly doc: string
}

export function brokerConfigs(context: HandlerContext): BrokerConfig[] {
  return [...ownConfigs(context), ...topicDefaults(context)].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function ownConfigs({ nodeId, advertised, topics, settings }: HandlerContext): BrokerConfig[] {
  const { minSessionTimeoutMs, maxSessionTimeoutMs, memberCount, offsetMetadataBytes } = defaultGroupSettings
  const address = `PLAINTEXT://${formatAddress(advertised)}`
  return [
    set('advertised.listeners', text, address, 'Addresses that clients are told.'),
    set(
      'auto.create.topics.enable',
      bool,
      settings.autoCreateTopics,
      'Whether a topic is created when first asked for.',
    ),
    set('broker.id', int(0), nodeId, 'Id of this broker.'),
    set('connections.max.idle.ms', long(0), settings.idleMs, 'Silence after which a connection is closed.'),
    fixed('default.replication.factor', int(1), 1, 'Replicas of a topic: there is one broker.'),
    fixed('delete.topic.enable', bool, true, 'Whether topics can be deleted.'),
    set('fetch.max.bytes', int(0), settings.fetchBytes, 'Most bytes of records in one answer.'),
    fixed('group.coordinator.rebalance.protocols', list, 'classic', 'Group protocols that are served.'),
    set(
      'group.initial.rebalance.delay.ms',
      int(0),
      settings.groupInitialDelayMs,
      'Wait for more members of an empty group.',
    ),
    fixed('group.max.session.timeout.ms', int(1), maxSessionTimeoutMs, 'Longest session timeout of a group member.'),
    fixed('group.max.size', int(1), memberCount, 'Most members of a group.'),
    fixed('group.min.session.timeout.ms', int(1), minSessionTimeoutMs, 'Shortest session timeout of a group member.'),
    fixed('log.cleaner.enable', bool, true, 'Whether topics are compacted.'),
    set('node.id', int(0), nodeId, 'Id of this broker.'),
    set('num.partitions', int(1), topics.defaultPartitions, 'Partitions of a topic created without a number.'),
    fixed('offset.metadata.max.bytes', int(0), offsetMetadataBytes, 'Longest metadata of a committed offset.'),
    fixed('offsets.topic.num.partitions', int(1), 1, 'Partitions of __consumer_offsets.'),
    fixed('offsets.topic.replication.factor', int(1), 1, 'Replicas of __consumer_offsets.'),
    set('socket.request.max.bytes', int(1), settings.requestBytes, 'Largest request.'),
  ]
}

/** The defaults of topic configs, under the names that they have at the broker. */
function topicDefaults({ topics }: HandlerContext): BrokerConfig[] {
  return topicConfigNames.flatMap((topicName) => {
    const { brokerName, type, doc }: TopicConfigRow = topicConfigs[topicName]
    if (brokerName === undefined) return []
    const { value, source } = brokerValue(topicName, topics.brokerConfigs)
    return [{ name: brokerName, value, isDefault: source === configSources.default, type, doc }]
  })
}

function set(name: string, type: ConfigType, value: string | number | boolean, doc: string): BrokerConfig {
  return { name, value: String(value), isDefault: false, type, doc }
}

function fixed(name: string, type: ConfigType, value: string | number | boolean, doc: string): BrokerConfig {
  return { name, value: String(value), isDefault: true, type, doc }
}
