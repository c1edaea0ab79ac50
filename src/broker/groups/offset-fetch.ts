/** OffsetFetch: what groups have committed. A group that nobody knows has committed nothing, which is no error. */

import { errorCodes, type OffsetFetch, type RequestOf, type ResponseInput, zeroUuid } from '../../protocol/index.ts'
import type { OffsetTable } from './offsets.ts'
import type { TopicLookup } from './store.ts'

type FetchRequest = RequestOf<typeof OffsetFetch>
type FetchResponse = ResponseInput<typeof OffsetFetch>
type FetchedTopic = FetchResponse['groups'][number]['topics'][number]
type FetchedPartition = FetchedTopic['partitions'][number]

/** A topic that is asked for: by its id from version 10, by its name before; its partitions, or all that there are. */
interface AskedTopic {
  readonly name: string
  readonly topicId: string
  readonly partitionIndexes: readonly number[]
}

interface Source {
  readonly offsets: OffsetTable
  readonly topics: TopicLookup
  readonly apiVersion: number
}

/** @param source.apiVersion - up to 7 a request is for one group; from 8 for many; from 10 topics go by their id. */
export function fetchOffsets(request: FetchRequest, source: Source): FetchResponse {
  const answer = (groupId: string, asked: readonly AskedTopic[] | null): FetchedTopic[] =>
    (asked ? eachOnce(asked) : committedTopics(groupId, source)).map((topic) => fetchTopic(groupId, topic, source))
  if (source.apiVersion < 8) {
    const asked = request.topics?.map((topic) => ({ ...topic, topicId: zeroUuid })) ?? null
    const topics = answer(request.groupId, asked)
    return { throttleTimeMs: 0, topics, errorCode: errorCodes.NONE, groups: [] }
  }
  const groups = request.groups.map(({ groupId, topics }) => ({
    groupId,
    topics: answer(groupId, topics),
    errorCode: errorCodes.NONE,
  }))
  return { throttleTimeMs: 0, topics: [], errorCode: errorCodes.NONE, groups }
}

/** Each topic and partition once: a partition is asked for in 4 bytes, and may be answered with 4 KiB of metadata. */
function eachOnce(asked: readonly AskedTopic[]): AskedTopic[] {
  const byTopic = Map.groupBy(asked, ({ name, topicId }) => `${topicId} ${name}`)
  return Array.from(byTopic.values()).flatMap((parts) => {
    const partitionIndexes = new Set(parts.flatMap((part) => part.partitionIndexes))
    return parts.slice(0, 1).map((topic) => ({ ...topic, partitionIndexes: [...partitionIndexes] }))
  })
}

/** All that a group has committed, as if somebody had asked for just that. */
function committedTopics(groupId: string, { offsets, topics, apiVersion }: Source): AskedTopic[] {
  const asked = new Map<string, { name: string; topicId: string; partitionIndexes: number[] }>()
  for (const { topic, partitionIndex, committed } of offsets.ofGroup(groupId)) {
    if (isOfOtherTopic(committed.topicId, topic, topics)) continue
    if (apiVersion >= 10 && topics.topicId(topic) === undefined) continue
    const known = asked.get(topic)
    if (known) known.partitionIndexes.push(partitionIndex)
    else
      asked.set(topic, { name: topic, topicId: topics.topicId(topic) ?? zeroUuid, partitionIndexes: [partitionIndex] })
  }
  return [...asked.values()]
}

function fetchTopic(groupId: string, asked: AskedTopic, { offsets, topics, apiVersion }: Source): FetchedTopic {
  const { name, topicId, partitionIndexes } = asked
  const topic = apiVersion >= 10 ? topics.topicName(topicId) : name
  const partitions = partitionIndexes.map((partitionIndex): FetchedPartition => {
    if (topic === undefined) return { ...nothing(partitionIndex), errorCode: errorCodes.UNKNOWN_TOPIC_ID }
    const committed = offsets.find({ groupId, topic, partitionIndex })
    if (!committed || isOfOtherTopic(committed.topicId, topic, topics)) return nothing(partitionIndex)
    return {
      partitionIndex,
      committedOffset: committed.offset,
      committedLeaderEpoch: committed.leaderEpoch,
      metadata: committed.metadata,
      errorCode: errorCodes.NONE,
    }
  })
  return { name, topicId, partitions }
}

function nothing(partitionIndex: number): FetchedPartition {
  return { partitionIndex, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: errorCodes.NONE }
}

/**
 * Whether an offset belongs to a topic that is gone, though one of its name exists: the deletion of the topic was
 * durable and that of its offsets was not when the process ended.
 */
function isOfOtherTopic(committedTo: string | undefined, topic: string, topics: TopicLookup): boolean {
  const topicId = topics.topicId(topic)
  return committedTo !== undefined && topicId !== undefined && committedTo !== topicId
}
