/** Reads a topic from any broker without joining a group: plain fetches, partition by partition, until the end or for ever. */

import type { Consumer } from '@platformatic/kafka'

/** A record as it lies in the log. */
export interface TopicRecord {
  topic: string
  partition: number
  offset: bigint
  /** Milliseconds since the epoch. */
  timestamp: bigint
  key: Buffer | null
  value: Buffer | null
  headers: [string, string][]
}

export interface ReadOptions {
  topic: string
  from: 'beginning' | 'end'
  /** Go on after the end, waiting for more. */
  follow: boolean
  signal: AbortSignal
}

interface Position {
  partition: number
  next: bigint
  /** Where reading ends, unless it follows. */
  end: bigint
}

const fetchBytes = 4 * 1024 * 1024
const fetchWaitMs = 1000

/** Yields the records of all partitions; within a partition in order of offset. */
export async function* readTopic(consumer: Consumer, options: ReadOptions): AsyncGenerator<TopicRecord> {
  const { topic, signal } = options
  const positions = await positionsOf(consumer, options)
  const pending = () => (options.follow ? positions : positions.filter(({ next, end }) => next < end))
  while (pending().length > 0 && !signal.aborted) {
    const { topics } = await consumer.metadata({ topics: [topic] })
    const leaderOf = ({ partition }: Position) => topics.get(topic)?.partitions[partition]?.leader ?? -1
    for (const [leader, wanted] of Map.groupBy(pending(), leaderOf))
      yield* fetchOnce(consumer, { topic, topicId: topics.get(topic)?.id ?? '' }, leader, wanted)
  }
}

async function positionsOf(consumer: Consumer, { topic, from }: ReadOptions): Promise<Position[]> {
  const earliest = await consumer.listOffsets({ topics: [topic], timestamp: -2n })
  const latest = await consumer.listOffsets({ topics: [topic], timestamp: -1n })
  const starts = (from === 'beginning' ? earliest : latest).get(topic) ?? []
  return starts.map((next, partition) => ({ partition, next, end: latest.get(topic)?.[partition] ?? next }))
}

async function* fetchOnce(
  consumer: Consumer,
  { topic, topicId }: { topic: string; topicId: string },
  leader: number,
  positions: Position[],
): AsyncGenerator<TopicRecord> {
  const partitions = positions.map(({ partition, next }) => ({
    partition,
    fetchOffset: next,
    partitionMaxBytes: fetchBytes,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  }))
  const { responses } = await consumer.fetch({
    node: leader,
    topics: [{ topicId, partitions }],
    maxBytes: fetchBytes,
    maxWaitTime: fetchWaitMs,
    minBytes: 1,
  })
  for (const { partitionIndex, records } of responses.flatMap((response) => response.partitions)) {
    const position = positions.find(({ partition }) => partition === partitionIndex)
    if (position) yield* recordsOf(topic, position, records)
  }
}

type Batches = Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number]['records']

const controlBatchBit = 1 << 5

function* recordsOf(topic: string, position: Position, batches: Batches): Generator<TopicRecord> {
  for (const batch of batches ?? []) {
    const isControl = (batch.attributes & controlBatchBit) !== 0
    for (const record of isControl ? [] : batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta)
      // A batch is fetched whole, also where the wanted offset lies in its middle.
      if (offset < position.next) continue
      yield {
        topic,
        partition: position.partition,
        offset,
        timestamp: batch.firstTimestamp + record.timestampDelta,
        key: record.key,
        value: record.value,
        headers: record.headers.map(([name, value]) => [String(name ?? ''), String(value ?? '')]),
      }
    }
    const after = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
    if (after > position.next) position.next = after
  }
}
