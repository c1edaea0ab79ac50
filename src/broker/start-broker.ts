/** Builds a broker from its parts: state replayed, topics and groups opened, and only then the port. */

import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import type { Authorize } from '../authorize.ts'
import type { LogFolder } from '../log/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import type { BatchCheck } from './batch-check.ts'
import { openClusterState } from './cluster-state.ts'
import type { Connection, ConnectionLimits } from './connection.ts'
import { Dispatcher } from './dispatcher.ts'
import { Draining } from './draining.ts'
import { GroupCoordinator } from './groups/index.ts'
import type { BrokerServices } from './handle.ts'
import { Listener } from './listener.ts'
import { brokerMetrics } from './metrics.ts'
import { ProducerIds } from './producer-ids.ts'
import { StateLog } from './state-log.ts'
import type { ConfigValues, TopicConfigName } from './topic-config.ts'
import { topicConfigs } from './topic-config.ts'
import { metadataTopic } from './topic-name.ts'
import { Topics } from './topics.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface BrokerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /**
   * What clients are told to connect to; by default the address of the listener, or, where that is a wildcard, the one
   * by which the client came.
   */
  readonly advertised?: Address | undefined
  /** Owned by the caller, who closes it after the broker. */
  readonly logFolder: LogFolder
  readonly now: () => number
  readonly logger: Logger
  readonly metrics: Metrics
  readonly authorize: Authorize
  /** Whether a topic is created when a client first asks for it. */
  readonly autoCreateTopics?: boolean
  readonly defaultPartitions?: number
  /** Size of segment files of topics that do not choose their own. */
  readonly segmentBytes?: number
  readonly groupInitialDelayMs?: number
  /** A last word on batches that the broker itself would take. */
  readonly checkBatch?: BatchCheck | undefined
  readonly limits?: Partial<BrokerLimits>
  /** Source of topic ids, member ids and the cluster id, as UUIDs. */
  readonly randomUuid?: () => string
}

export interface BrokerLimits extends ConnectionLimits {
  readonly connections: number
  /** Partitions of all topics together. */
  readonly partitions: number
  /** Bytes of records in one answer to Fetch; the first batch is always whole. */
  readonly fetchBytes: number
  /** Time that requests in flight have when the broker closes. */
  readonly drainMs: number
}

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

const MiB = 1024 * 1024

const defaultLimits: BrokerLimits = {
  requestBytes: 100 * MiB,
  queuedRequests: 100,
  queuedBytes: 8 * MiB,
  unsentBytes: MiB,
  idleMs: 600_000,
  connections: 10_000,
  partitions: 50_000,
  // Kafka's fetch.max.bytes.
  fetchBytes: 55 * MiB,
  drainMs: 5000,
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
  const partition = await logFolder.open(metadataTopic, 0, { segmentBytes: metadataSegmentBytes })
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
    producerIds: new ProducerIds(state),
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
    now,
  }
}

const metadataSegmentBytes = 16 * MiB

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
    overlaps: (frame) => dispatcher.overlaps(frame),
    start: (frame, connection: Connection) => dispatcher.start(frame, connection),
  })
}

/**
 * The listener's name where it has one, for certificates bear names; `localhost` is none, since clients may take it for
 * an address of the other family than the one that is bound.
 *
 * @param bound - where a connection came in, or the listener itself, which for a wildcard is no address to connect to.
 */
function ownAddress(host: string, bound: Address): Address {
  const isName = isIP(host) === 0 && host !== 'localhost' && host !== ''
  if (isName) return { host, port: bound.port }
  const loopback = wildcards.get(bound.host)
  return loopback === undefined ? bound : { host: loopback, port: bound.port }
}

const wildcards: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

function settingsAsConfigs({ segmentBytes }: BrokerOptions): ConfigValues {
  const values = new Map<TopicConfigName, string>()
  if (segmentBytes !== undefined && String(segmentBytes) !== topicConfigs['segment.bytes'].default) {
    values.set('segment.bytes', String(segmentBytes))
  }
  return values
}
