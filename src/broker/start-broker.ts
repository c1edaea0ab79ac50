/** Builds a broker from its parts: state replayed, topics and groups opened, and only then the port. */

import { randomUUID } from 'node:crypto'
import type { Address } from '../address.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import { type BrokerLimits, type BrokerOptions, defaultLimits } from './broker-options.ts'
import { openClusterState } from './cluster-state.ts'
import { Dispatcher } from './dispatcher.ts'
import { Draining } from './draining.ts'
import { GroupCoordinator } from './groups/index.ts'
import type { BrokerServices } from './handle.ts'
import { LimitedLog } from './limited-log.ts'
import { Listener } from './listener.ts'
import { brokerMetrics } from './metrics.ts'
import { ownAddress } from './own-address.ts'
import { ProducerIds } from './producer-ids.ts'
import { StateLog } from './state-log.ts'
import type { ConfigValues } from './topic-config.ts'
import { type TopicConfigName, topicConfigs } from './topic-config-table.ts'
import { metadataTopic } from './topic-name.ts'
import { Topics } from './topics.ts'

export interface Broker {
  /** Where it listens. */
  readonly address: Address
  /** Where it tells its clients to connect. */
  readonly advertised: Address
  /** Made at the first start, and the same ever after: 22 characters of URL-safe base64. */
  readonly clusterId: string
  /** No new connections; requests in flight are answered, parked ones at once. Calling it again does nothing more. */
  close(): Promise<void>
}

/** The one node of the cluster. Any number does, as long as it is the same everywhere and for ever. */
const nodeId = 1

/** @throws {BrokerError} where the port cannot be had or the stored state not be read; nothing is left running. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const limits = { ...defaultLimits, ...options.limits }
  const draining = new Draining()
  const services = await openServices(options, limits, draining)
  try {
    const listener = await openListener(options, limits, services)
    options.logger.info({ address: listener.address, clusterId: services.clusterId }, 'broker listens')
    let closed: Promise<void> | undefined
    const close = async () => {
      draining.begin()
      services.groups.close()
      await listener.close(limits.drainMs)
    }
    return {
      address: listener.address,
      clusterId: services.clusterId,
      advertised: options.advertised ?? ownAddress(options.host, listener.address),
      close: () => (closed ??= close()),
    }
  } catch (error) {
    services.groups.close()
    throw error
  }
}

async function openServices(options: BrokerOptions, limits: BrokerLimits, draining: Draining): Promise<BrokerServices> {
  const { logFolder, now, logger, randomUuid = randomUUID, groupInitialDelayMs = 3000 } = options
  const brokerConfigs = settingsAsConfigs(options)
  const partition = await logFolder.open(metadataTopic, 0, metadataLogConfig)
  const state = await openClusterState({ partition, now, randomUuid })
  const topics = await Topics.open({
    logFolder,
    state,
    logger,
    randomUuid,
    brokerConfigs,
    defaultPartitions: options.defaultPartitions ?? 1,
    maxPartitions: limits.partitions,
  })
  const groups = await openGroups({ ...options, topics, randomUuid, groupInitialDelayMs })
  await topics.finishDeletions((topic) => groups.deleteOffsetsOfTopic(topic))
  return {
    clusterId: state.clusterId,
    nodeId,
    topics,
    groups,
    producerIds: new ProducerIds(state, highestProducerId(topics)),
    settings: {
      autoCreateTopics: options.autoCreateTopics ?? true,
      groupInitialDelayMs,
      requestBytes: limits.requestBytes,
      idleMs: limits.idleMs,
      fetchBytes: limits.fetchBytes,
    },
    checkBatch: options.checkBatch,
    draining,
    logger,
    limitedLog: new LimitedLog({ logger, now }),
    now,
  }
}

function highestProducerId(topics: Topics): bigint {
  let highest = -1n
  for (const { partitions } of topics.all())
    for (const { highestProducerId } of partitions) if (highestProducerId > highest) highest = highestProducerId
  return highest
}

/** Its values replace each other by key, as those of any compacted topic. */
const metadataLogConfig = {
  segmentBytes: 16 * 1024 * 1024,
  compaction: { minDirtyRatio: 0.5, minLagMs: 0, maxLagMs: Number.POSITIVE_INFINITY, deleteRetentionMs: 86_400_000 },
}

async function openGroups(options: {
  readonly topics: Topics
  readonly now: () => number
  readonly logger: Logger
  readonly metrics: Metrics
  readonly randomUuid: () => string
  readonly groupInitialDelayMs: number
}): Promise<GroupCoordinator> {
  const { topics, now, logger, metrics, randomUuid, groupInitialDelayMs } = options
  const [partition] = (await topics.openOffsetsTopic()).partitions
  if (partition === undefined) throw new Error('the offsets topic has no partition')
  const store = new StateLog(partition, now)
  const groups = new GroupCoordinator({
    store,
    topics: {
      hasPartition: (name, partitionIndex) => topics.find(name)?.partitions[partitionIndex] !== undefined,
      topicId: (name) => topics.find(name)?.topicId,
      topicName: (topicId) => topics.findById(topicId)?.name,
    },
    now,
    newId: randomUuid,
    logger,
    metrics,
    settings: { initialDelayMs: groupInitialDelayMs },
  })
  await store.replay(({ key, value }) => groups.load(key, value))
  return groups
}

async function openListener(options: BrokerOptions, limits: BrokerLimits, services: BrokerServices): Promise<Listener> {
  const { host, port, authorize, logger } = options
  const metrics = brokerMetrics(options.metrics)
  const dispatcher = new Dispatcher({
    services,
    authorize,
    metrics,
    advertise: (connection) => options.advertised ?? ownAddress(host, connection.localAddress),
  })
  return Listener.open({
    host,
    port,
    limits,
    maxConnections: limits.connections,
    metrics,
    logger,
    limitedLog: services.limitedLog,
    serve: (connection) => dispatcher.serve(connection),
  })
}

function settingsAsConfigs({ segmentBytes, retentionMs, retentionBytes }: BrokerOptions): ConfigValues {
  const settings: [TopicConfigName, number | undefined][] = [
    ['segment.bytes', segmentBytes],
    ['retention.ms', retentionMs],
    ['retention.bytes', retentionBytes],
  ]
  const values = new Map<TopicConfigName, string>()
  for (const [name, number] of settings) {
    if (number === undefined) continue
    const value = number === Number.POSITIVE_INFINITY ? '-1' : String(number)
    if (value !== topicConfigs[name].default) values.set(name, value)
  }
  return values
}
