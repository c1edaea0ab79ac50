/**
 * Topics on disk: a record in the cluster's state, and a folder of the log for each partition.
 *
 * The record comes before the folders, and a deletion is recorded before the folders go. So a crash in between leaves
 * work that the next start finishes, and never folders whose records a new topic of the same name would inherit.
 */

import type { LogFolder, PartitionLog, PartitionLogConfig } from '../log/index.ts'
import type { ClusterState, TopicRecord } from './cluster-state.ts'
import type { NewTopic, Topic } from './topic.ts'
import { type ConfigValues, parseTopicConfigs, topicLimits } from './topic-config.ts'
import { isInternalTopic, metadataTopic } from './topic-name.ts'

export interface TopicStoreOptions {
  readonly logFolder: LogFolder
  readonly state: ClusterState
  readonly randomUuid: () => string
  /** Topic configs that the process's settings change for all topics. */
  readonly brokerConfigs: ConfigValues
}

/** Enough to keep a disk busy, few enough not to hold a file of each of ten thousand partitions. */
const openAtOnce = 64

/** What somebody has brought back from a backup must not go for being old. */
const keptForEver: ConfigValues = new Map([['retention.ms', '-1']])

/** State, of which the last value of each key counts; the size is Kafka's offsets.topic.segment.bytes. */
const internalConfigs: ConfigValues = new Map([
  ['cleanup.policy', 'compact'],
  ['segment.bytes', '104857600'],
])

export class TopicStore {
  readonly #options: TopicStoreOptions

  constructor(options: TopicStoreOptions) {
    this.#options = options
  }

  /** Opens the topics that the last process left. */
  async *open(): AsyncGenerator<Topic> {
    for (const [name, record] of this.#options.state.topicsAtStart) {
      if (!record.deleting) yield await this.#open(name, record)
    }
  }

  /** Deletions that the last process had recorded and not finished. */
  unfinishedDeletions(): { name: string; partitionCount: number }[] {
    return Array.from(this.#options.state.topicsAtStart, ([name, record]) => ({ name, ...record })).filter(
      ({ deleting }) => deleting === true,
    )
  }

  /** Folders that no record names, as topics with as many partitions as they need. What was asked of them is not known. */
  foldersWithoutRecord(): NewTopic[] {
    const { logFolder, state } = this.#options
    const counts = new Map<string, number>()
    for (const { topic, partitionIndex } of logFolder.partitions()) {
      if (topic === metadataTopic || state.topicsAtStart.has(topic)) continue
      counts.set(topic, Math.max(counts.get(topic) ?? 0, partitionIndex + 1))
    }
    return Array.from(counts, ([name, partitionCount]) => ({ name, partitionCount, configs: keptForEver }))
  }

  /** @throws {LogError} where the disk refuses; what is there by then stays. */
  async create({ name, partitionCount, configs }: NewTopic): Promise<Topic> {
    const record = { topicId: this.#newTopicId(), partitionCount, configs: Object.fromEntries(configs) }
    await this.#options.state.saveTopic(name, record)
    return this.#open(name, record)
  }

  /** Keeps other configs of a topic; they count from the moment at which they cannot be lost. */
  async alter(topic: Topic, configs: ConfigValues): Promise<Topic> {
    const { name, topicId, partitions } = topic
    const record = { topicId, partitionCount: partitions.length, configs: Object.fromEntries(configs) }
    await this.#options.state.saveTopic(name, record)
    const limits = topicLimits(configs, this.#options.brokerConfigs)
    for (const partition of partitions) partition.configure(limits.log)
    return { ...topic, configs, limits }
  }

  /** When this resolves the topic is gone for good, though not yet its files. */
  async recordDeletion({ name, topicId, partitions }: Topic): Promise<void> {
    const record = { topicId, partitionCount: partitions.length, configs: {}, deleting: true }
    await this.#options.state.saveTopic(name, record)
  }

  /** @param forget - removes what others know of the topic; it is repeated with all the rest after a crash. */
  async remove(name: string, partitionCount: number, forget: (name: string) => Promise<void>): Promise<void> {
    const { logFolder, state } = this.#options
    const present = logFolder.partitions().filter(({ topic }) => topic === name)
    for (const { partitionIndex } of present) {
      if (partitionIndex < partitionCount) await logFolder.delete(name, partitionIndex)
    }
    await forget(name)
    await state.saveTopic(name, null)
  }

  async #open(name: string, { topicId, partitionCount, configs: stored }: TopicRecord): Promise<Topic> {
    // They were checked when they were set; this gives them their types again.
    const own = parseTopicConfigs(Object.entries(stored).map(([config, value]) => ({ name: config, value })))
    const configs = isInternalTopic(name) ? internalConfigs : own
    const limits = topicLimits(configs, this.#options.brokerConfigs)
    const partitions = await this.#openPartitions(name, partitionCount, limits.log)
    return { name, topicId, isInternal: isInternalTopic(name), configs, limits, partitions }
  }

  async #openPartitions(name: string, partitionCount: number, config: PartitionLogConfig): Promise<PartitionLog[]> {
    const partitions: PartitionLog[] = []
    for (let start = 0; start < partitionCount; start += openAtOnce) {
      const indexes = Array.from({ length: Math.min(openAtOnce, partitionCount - start) }, (_, index) => start + index)
      const opening = indexes.map((index) => this.#options.logFolder.open(name, index, config))
      partitions.push(...(await Promise.all(opening)))
    }
    return partitions
  }

  /** Java prints ids as url-safe base64, and its tools take one that starts with `-` for an option. */
  #newTopicId(): string {
    for (;;) {
      const topicId = this.#options.randomUuid()
      const printed = Buffer.from(topicId.replaceAll('-', ''), 'hex').toString('base64url')
      if (!printed.startsWith('-')) return topicId
    }
  }
}
