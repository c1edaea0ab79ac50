/** What the coordinator needs from the outside: somewhere durable to write, and what topics there are. */

/** One keyed record of `__consumer_offsets` in Kafka's own layout; a null value removes the key. */
export interface GroupRecord {
  readonly key: Buffer
  readonly value: Buffer | null
}

/** The compacted log that outlives the process. */
export interface GroupStore {
  /** Resolves when all records are durable, in the order of the calls; rejects when they could not be written. */
  append(records: readonly GroupRecord[]): Promise<void>
}

/** What the coordinator asks about topics. */
export interface TopicLookup {
  hasPartition(topic: string, partitionIndex: number): boolean
  /** Id of a topic that exists. */
  topicId(topic: string): string | undefined
  /** Name of the topic with this id. */
  topicName(topicId: string): string | undefined
}
