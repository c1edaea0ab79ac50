/** The catalogue: which topics there are, under which id, with which configs, and where their partitions are. */

import type { LogFolder, PartitionLog } from '../log/index.ts'
import type { Logger } from '../telemetry/index.ts'
import type { ClusterState, TopicRecord } from './cluster-state.ts'
import { brokerErrors } from './errors.ts'
import { type ConfigValues, checkTopicConfigs, type TopicLimits, topicLimits } from './topic-config.ts'
import { checkTopicName, collisionKey, isInternalTopic, metadataTopic, offsetsTopic } from './topic-name.ts'

/**
 * Leader epoch of every partition. It stays 0 as long as no recovery loses acknowledged records, and may only rise.
 */
export const leaderEpoch = 0

export interface Topic {
  readonly name: string
  /** Random, and another one when a topic of the same name is created again. */
  readonly topicId: string
  readonly isInternal: boolean
  readonly configs: ConfigValues
  readonly limits: TopicLimits
  readonly partitions: readonly PartitionLog[]
}

/** What a new topic shall be, already checked for contradictions of its own. */
export interface NewTopic {
  readonly name: string
  readonly partitionCount: number
  readonly configs: ConfigValues
}

export interface TopicsOptions {
  readonly logFolder: LogFolder
  readonly state: ClusterState
  readonly logger: Logger
  readonly randomUuid: () => string
  /** Topic configs that the process's settings change for all topics. */
  readonly brokerConfigs: ConfigValues
  readonly defaultPartitions: number
  /** Partitions of all topics together. */
  readonly maxPartitions: number
}

export class Topics {
  readonly #options: TopicsOptions
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  /** Names that are taken or being made or removed, by the key under which they collide. */
  readonly #taken = new Map<string, string>()
  readonly #creating = new Map<string, Promise<Topic>>()
  readonly #deleting = new Map<string, Promise<void>>()
  #partitionCount = 0
  #forget: (name: string) => Promise<void> = async () => {}

  private constructor(options: TopicsOptions) {
    this.#options = options
  }

  /** Opens what the cluster's state names, and adopts folders that nobody names. */
  static async open(options: TopicsOptions): Promise<Topics> {
    const topics = new Topics(options)
    for (const [name, record] of options.state.topicsAtStart) {
      topics.#taken.set(collisionKey(name), name)
      if (!record.deleting) topics.#publish(name, record, await topics.#openPartitions(name, record))
    }
    await topics.#adoptUnknown()
    return topics
  }

  /**
   * From now on a deletion ends with `forget`, which removes what others know of the topic; it is part of the deletion,
   * and so repeated after a crash. Deletions that the last process left unfinished are finished now.
   */
  async finishDeletions(forget: (name: string) => Promise<void>): Promise<void> {
    this.#forget = forget
    for (const [name, record] of this.#options.state.topicsAtStart)
      if (record.deleting) await this.#remove(name, record)
  }

  get brokerConfigs(): ConfigValues {
    return this.#options.brokerConfigs
  }

  get defaultPartitions(): number {
    return this.#options.defaultPartitions
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  findById(topicId: string): Topic | undefined {
    return this.#byId.get(topicId)
  }

  all(): Iterable<Topic> {
    return this.#byName.values()
  }

  /**
   * What `create` would refuse, without creating.
   *
   * @throws {BrokerError}
   */
  check({ name, partitionCount }: NewTopic): void {
    checkTopicName(name)
    if (isInternalTopic(name)) throw brokerErrors.internalTopic(name)
    const other = this.#taken.get(collisionKey(name))
    if (other !== undefined && !this.#deleting.has(name)) {
      throw other === name ? brokerErrors.topicExists(name) : brokerErrors.collidingTopicName(name, other)
    }
    if (partitionCount < 1) throw brokerErrors.invalidPartitions('Number of partitions must be larger than 0.')
    const most = this.#options.maxPartitions
    if (this.#partitionCount + partitionCount > most) {
      throw brokerErrors.invalidPartitions(
        `${partitionCount} more partitions would exceed the ${most} that this broker keeps.`,
      )
    }
  }

  /** @throws {BrokerError} as `check`; {LogError} where the disk refuses. The topic is durable when this resolves. */
  async create(topic: NewTopic): Promise<Topic> {
    if (this.#deleting.has(topic.name)) await this.#deletionOf(topic.name)
    // From here on nothing may come between the check, the name being taken and the creation being known.
    this.check(topic)
    const created = this.#create(topic)
    this.#creating.set(topic.name, created)
    try {
      return await created
    } finally {
      this.#creating.delete(topic.name)
    }
  }

  /** For auto-creation: the topic that is there, is just being made, or is made now with the broker's defaults. */
  async findOrCreate(name: string): Promise<Topic> {
    if (this.#deleting.has(name)) await this.#deletionOf(name)
    const found = this.#byName.get(name) ?? this.#creating.get(name)
    return found ?? this.create({ name, partitionCount: this.#options.defaultPartitions, configs: new Map() })
  }

  /**
   * Removes a topic. It is gone for everybody once that is durable; reads that wait on it end, its files follow.
   *
   * @throws {BrokerError} `unknownTopicOrPartition`, `internalTopic`
   */
  async delete(name: string): Promise<void> {
    const topic = this.#byName.get(name)
    if (topic === undefined || this.#deleting.has(name)) throw brokerErrors.unknownTopicOrPartition()
    if (topic.isInternal) throw brokerErrors.internalTopic(name)
    const deleted = this.#delete(topic)
    this.#deleting.set(name, deleted)
    try {
      await deleted
    } finally {
      this.#deleting.delete(name)
    }
  }

  /** A deletion that is going on has to be over, however it ends, before the name is free. */
  async #deletionOf(name: string): Promise<void> {
    await this.#deleting.get(name)?.catch(() => {})
  }

  /** The topic in which groups keep their state; made at the first start. */
  async openOffsetsTopic(): Promise<Topic> {
    const found = this.#byName.get(offsetsTopic)
    if (found !== undefined) return found
    return this.#create({ name: offsetsTopic, partitionCount: 1, configs: new Map() })
  }

  async #create({ name, partitionCount, configs }: NewTopic): Promise<Topic> {
    const record = { topicId: this.#newTopicId(), partitionCount, configs: Object.fromEntries(configs) }
    this.#taken.set(collisionKey(name), name)
    this.#partitionCount += partitionCount
    try {
      // The record comes before the folders: a crash between them leaves a topic whose folders the next start makes.
      // The other way round it would leave folders whose records a topic of the same name would inherit.
      await this.#options.state.saveTopic(name, record)
      const partitions = await this.#openPartitions(name, record)
      this.#partitionCount -= partitionCount
      return this.#publish(name, record, partitions)
    } catch (error) {
      this.#partitionCount -= partitionCount
      await this.#undoCreation(name, record)
      throw error
    }
  }

  async #undoCreation(name: string, record: TopicRecord): Promise<void> {
    try {
      await this.#remove(name, record)
    } catch (error) {
      this.#options.logger.error({ topic: name, err: error }, 'a topic could not be created, nor its traces removed')
      this.#taken.delete(collisionKey(name))
    }
  }

  async #delete(topic: Topic): Promise<void> {
    const { name, topicId, partitions } = topic
    const record = { topicId, partitionCount: partitions.length, configs: {}, deleting: true }
    await this.#options.state.saveTopic(name, record)
    this.#byName.delete(name)
    this.#byId.delete(topicId)
    this.#partitionCount -= partitions.length
    await this.#remove(name, record)
  }

  async #remove(name: string, { partitionCount }: TopicRecord): Promise<void> {
    const { logFolder, state } = this.#options
    const present = new Set(
      logFolder
        .partitions()
        .filter(({ topic }) => topic === name)
        .map(({ partitionIndex }) => partitionIndex),
    )
    for (let index = 0; index < partitionCount; index++) if (present.has(index)) await logFolder.delete(name, index)
    await this.#forget(name)
    await state.saveTopic(name, null)
    this.#taken.delete(collisionKey(name))
  }

  /** Folders without a topic come from a backup that is not whole. Their records are worth more than their order. */
  async #adoptUnknown(): Promise<void> {
    const { logFolder, logger } = this.#options
    const counts = new Map<string, number>()
    for (const { topic, partitionIndex } of logFolder.partitions()) {
      if (topic === metadataTopic || this.#taken.get(collisionKey(topic)) === topic) continue
      counts.set(topic, Math.max(counts.get(topic) ?? 0, partitionIndex + 1))
    }
    for (const [name, partitionCount] of counts) {
      logger.warn(
        { topic: name, partitionCount },
        'a folder of the log belongs to no known topic; it is made one again',
      )
      await this.#create({ name, partitionCount, configs: new Map() })
    }
  }

  async #openPartitions(name: string, { partitionCount, configs }: TopicRecord): Promise<PartitionLog[]> {
    const { logFolder, brokerConfigs } = this.#options
    const { segmentBytes } = topicLimits(knownConfigs(configs), brokerConfigs)
    const partitions: PartitionLog[] = []
    for (let start = 0; start < partitionCount; start += openAtOnce) {
      const indexes = Array.from({ length: Math.min(openAtOnce, partitionCount - start) }, (_, index) => start + index)
      partitions.push(...(await Promise.all(indexes.map((index) => logFolder.open(name, index, { segmentBytes })))))
    }
    return partitions
  }

  #publish(name: string, { topicId, configs }: TopicRecord, partitions: readonly PartitionLog[]): Topic {
    const values = knownConfigs(configs)
    const topic: Topic = {
      name,
      topicId,
      isInternal: isInternalTopic(name),
      configs: values,
      limits: topicLimits(values, this.#options.brokerConfigs),
      partitions,
    }
    this.#byName.set(name, topic)
    this.#byId.set(topicId, topic)
    this.#partitionCount += partitions.length
    return topic
  }

  /** Java prints ids as url-safe base64 and its tools take one that starts with `-` for an option. */
  #newTopicId(): string {
    for (;;) {
      const topicId = this.#options.randomUuid()
      const printed = Buffer.from(topicId.replaceAll('-', ''), 'hex').toString('base64url')
      if (!printed.startsWith('-')) return topicId
    }
  }
}

/** Enough to keep the disk busy at the start, few enough not to hold a file each of ten thousand partitions. */
const openAtOnce = 64

/** Stored configs were checked when they were set. */
function knownConfigs(configs: TopicRecord['configs']): ConfigValues {
  return checkTopicConfigs(Object.entries(configs).map(([name, value]) => ({ name, value })))
}
