/** The catalogue: which topics there are, and what happens to their names when several people create and delete. */

import type { Logger } from '../telemetry/index.ts'
import { brokerErrors } from './errors.ts'
import type { NewTopic, Topic } from './topic.ts'
import type { ConfigValues } from './topic-config.ts'
import { collisionKey, isInternalTopic, offsetsTopic, refuseInvalidTopicName } from './topic-name.ts'
import { TopicStore, type TopicStoreOptions } from './topic-store.ts'

export interface TopicsOptions extends TopicStoreOptions {
  readonly logger: Logger
  readonly defaultPartitions: number
  /** Partitions of all topics together. */
  readonly maxPartitions: number
}

export class Topics {
  readonly #options: TopicsOptions
  readonly #store: TopicStore
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  /** Names that are there or being made or removed, by the key under which they collide. */
  readonly #taken = new Map<string, string>()
  readonly #creating = new Map<string, Promise<Topic>>()
  readonly #deleting = new Map<string, Promise<void>>()
  /** The last change of a topic's configs that is under way. */
  readonly #altering = new Map<string, Promise<void>>()
  /** Of the topics that are there and being made. */
  #partitionCount = 0
  #forget: (name: string) => Promise<void> = async () => {}

  private constructor(options: TopicsOptions) {
    this.#options = options
    this.#store = new TopicStore(options)
  }

  /** Opens what the last process left, folders that nobody names included: they come from a backup that is not whole. */
  static async open(options: TopicsOptions): Promise<Topics> {
    const topics = new Topics(options)
    for await (const topic of topics.#store.open()) topics.#add(topic)
    for (const { name } of topics.#store.unfinishedDeletions()) topics.#taken.set(collisionKey(name), name)
    for (const found of topics.#store.foldersWithoutRecord()) {
      const { name, partitionCount } = found
      options.logger.warn({ topic: name, partitionCount }, 'a folder of no known topic is made a topic again')
      topics.#add(await topics.#store.create(found))
    }
    return topics
  }

  /** From now on a deletion ends with `forget`. Deletions that the last process left unfinished are finished now. */
  async finishDeletions(forget: (name: string) => Promise<void>): Promise<void> {
    this.#forget = forget
    for (const { name, partitionCount } of this.#store.unfinishedDeletions()) await this.#remove(name, partitionCount)
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
   * Refuses what `create` would, without creating.
   *
   * @throws {BrokerError}
   */
  refuse({ name, partitionCount }: NewTopic): void {
    refuseInvalidTopicName(name)
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

  /** @throws {BrokerError} as `refuse`; {LogError} where the disk refuses. The topic is durable when this resolves. */
  async create(topic: NewTopic): Promise<Topic> {
    if (this.#deleting.has(topic.name)) await this.#deletionOf(topic.name)
    // From here on nothing may come between the check, the name being taken and the creation being known.
    this.refuse(topic)
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

  /** The topic in which groups keep their state; made at the first start. */
  async openOffsetsTopic(): Promise<Topic> {
    const found = this.#byName.get(offsetsTopic)
    return found ?? this.#create({ name: offsetsTopic, partitionCount: 1, configs: new Map() })
  }

  /**
   * Removes a topic. It is gone for everybody once that is durable; reads that wait on it end, its files follow.
   *
   * @throws {BrokerError} `unknownTopicOrPartition`, `internalTopic`; {LogError} where the disk refuses.
   */
  async delete(name: string): Promise<void> {
    // A change that is kept after the deletion would bring the topic back with the next start.
    while (this.#altering.has(name)) await this.#altering.get(name)?.catch(() => {})
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

  /**
   * Gives a topic other configs. One change of a topic after the other, so that each sees what the one before has left.
   *
   * @param change - the configs that it shall have.
   * @throws {BrokerError} `unknownTopicOrPartition`, `internalTopic`, what `change` throws; {LogError} where the disk refuses.
   */
  async alter(
    name: string,
    change: (topic: Topic) => ConfigValues,
    { validateOnly }: { readonly validateOnly: boolean },
  ): Promise<void> {
    const before = this.#altering.get(name)?.catch(() => {})
    const altered = (before ?? Promise.resolve()).then(() => this.#alter(name, change, validateOnly))
    this.#altering.set(name, altered)
    try {
      await altered
    } finally {
      if (this.#altering.get(name) === altered) this.#altering.delete(name)
    }
  }

  /** A deletion that is going on has to be over, however it ends, before the name is free. */
  async #deletionOf(name: string): Promise<void> {
    await this.#deleting.get(name)?.catch(() => {})
  }

  async #create(wanted: NewTopic): Promise<Topic> {
    const { name, partitionCount } = wanted
    this.#taken.set(collisionKey(name), name)
    this.#partitionCount += partitionCount
    try {
      const topic = await this.#store.create(wanted)
      this.#add(topic)
      return topic
    } catch (error) {
      await this.#undoCreation(wanted)
      throw error
    } finally {
      this.#partitionCount -= partitionCount
    }
  }

  /** Takes away what a failed creation has left; what the disk refuses now is seen to by the next start. */
  async #undoCreation({ name, partitionCount }: NewTopic): Promise<void> {
    try {
      await this.#remove(name, partitionCount)
    } catch (error) {
      this.#options.logger.error({ topic: name, err: error }, 'a topic could not be created, nor its traces removed')
      this.#taken.delete(collisionKey(name))
    }
  }

  async #alter(name: string, change: (topic: Topic) => ConfigValues, validateOnly: boolean): Promise<void> {
    const topic = this.#byName.get(name)
    if (topic === undefined || this.#deleting.has(name)) throw brokerErrors.unknownTopicOrPartition()
    if (topic.isInternal) throw brokerErrors.internalTopic(name)
    const configs = change(topic)
    if (validateOnly) return
    const altered = await this.#store.alter(topic, configs)
    this.#byName.set(name, altered)
    this.#byId.set(altered.topicId, altered)
  }

  async #delete(topic: Topic): Promise<void> {
    const { name, topicId, partitions } = topic
    await this.#store.recordDeletion(topic)
    this.#byName.delete(name)
    this.#byId.delete(topicId)
    this.#partitionCount -= partitions.length
    await this.#remove(name, partitions.length)
  }

  async #remove(name: string, partitionCount: number): Promise<void> {
    await this.#store.remove(name, partitionCount, this.#forget)
    this.#taken.delete(collisionKey(name))
  }

  #add(topic: Topic): void {
    this.#taken.set(collisionKey(topic.name), topic.name)
    this.#byName.set(topic.name, topic)
    this.#byId.set(topic.topicId, topic)
    this.#partitionCount += topic.partitions.length
  }
}
