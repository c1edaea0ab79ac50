/** Committed offsets: where each group goes on reading, whether it has members or not. */

export interface OffsetKey {
  readonly groupId: string
  readonly topic: string
  readonly partitionIndex: number
}

export interface CommittedOffset {
  /** As the client gave it; whether the log has such an offset is the consumer's business when it gets there. */
  readonly offset: number
  /** Leader epoch of the last record consumed, -1 where the client does not know. */
  readonly leaderEpoch: number
  readonly metadata: string
  /** Milliseconds since the epoch. */
  readonly committedAt: number
  /** Id of the topic at that time: a topic of the same name that was made later is another one. */
  readonly topicId: string | undefined
}

/** A change on its way to the log; without a value the offset is removed. */
export interface OffsetChange {
  readonly key: OffsetKey
  readonly committed: CommittedOffset | undefined
}

interface Slot {
  committed: CommittedOffset | undefined
  /** Changes that are on their way to the log. */
  writes: number
}

/** What is durable, by group; beside it, which offsets are being written, so that a deletion can overtake none of them. */
export class OffsetTable {
  readonly #groups = new Map<string, Map<string, Map<number, Slot>>>()
  #size = 0

  /** Offsets that there are or are being written. */
  get size(): number {
    return this.#size
  }

  find({ groupId, topic, partitionIndex }: OffsetKey): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.get(topic)?.get(partitionIndex)?.committed
  }

  /** Whether the group has an offset, or one that is being written. */
  has(groupId: string): boolean {
    return this.#groups.has(groupId)
  }

  ofGroup(groupId: string): { topic: string; partitionIndex: number; committed: CommittedOffset }[] {
    const found = []
    for (const [topic, partitions] of this.#groups.get(groupId) ?? []) {
      for (const [partitionIndex, { committed }] of partitions) {
        if (committed) found.push({ topic, partitionIndex, committed })
      }
    }
    return found
  }

  /** Offsets of a topic in all groups, those that are being written among them. */
  keysOfTopic(topic: string): OffsetKey[] {
    const keys = []
    for (const [groupId, topics] of this.#groups) {
      for (const partitionIndex of topics.get(topic)?.keys() ?? []) keys.push({ groupId, topic, partitionIndex })
    }
    return keys
  }

  /** A change of this offset was handed to the log. */
  begin(key: OffsetKey): void {
    this.#slot(key).writes += 1
  }

  /** The change is durable, or it failed and the offset stays what it was. */
  end({ key, committed }: OffsetChange, durable: boolean): void {
    const slot = this.#slot(key)
    slot.writes -= 1
    if (durable) slot.committed = committed
    this.#sweep(key, slot)
  }

  /** Takes a change that was read from the log. */
  load({ key, committed }: OffsetChange): void {
    const slot = this.#slot(key)
    slot.committed = committed
    this.#sweep(key, slot)
  }

  #slot({ groupId, topic, partitionIndex }: OffsetKey): Slot {
    const topics = getOrAdd(this.#groups, groupId, () => new Map<string, Map<number, Slot>>())
    const partitions = getOrAdd(topics, topic, () => new Map<number, Slot>())
    return getOrAdd(partitions, partitionIndex, () => {
      this.#size += 1
      return { committed: undefined, writes: 0 }
    })
  }

  #sweep({ groupId, topic, partitionIndex }: OffsetKey, slot: Slot): void {
    if (slot.committed || slot.writes > 0) return
    const topics = this.#groups.get(groupId)
    const partitions = topics?.get(topic)
    if (partitions?.delete(partitionIndex)) this.#size -= 1
    if (partitions?.size === 0) topics?.delete(topic)
    if (topics?.size === 0) this.#groups.delete(groupId)
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
