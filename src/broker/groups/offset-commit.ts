/** OffsetCommit: which offsets of a request are taken. Whether its sender may commit at all, the group decides. */

import { errorCodes, type OffsetCommit, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import type { OffsetChange, OffsetTable } from './offsets.ts'
import type { GroupSettings } from './settings.ts'
import type { TopicLookup } from './store.ts'

type CommitRequest = RequestOf<typeof OffsetCommit>
type AskedTopic = CommitRequest['topics'][number]
type AskedOffset = AskedTopic['partitions'][number]

/** One offset of a request: an error, or what is to be written. */
interface PlannedOffset {
  readonly partitionIndex: number
  readonly errorCode: number
  readonly change?: OffsetChange
}

/** What a request comes to, in its own order, which is that of the answer. */
export type CommitPlan = readonly {
  readonly name: string
  readonly topicId: string
  readonly offsets: readonly PlannedOffset[]
}[]

interface PlanOptions {
  readonly apiVersion: number
  readonly topics: TopicLookup
  readonly offsets: OffsetTable
  readonly settings: Pick<GroupSettings, 'offsetMetadataBytes' | 'offsetCount'>
  readonly now: number
}

export function planCommit({ groupId, topics }: CommitRequest, options: PlanOptions): CommitPlan {
  return topics.map((asked) => {
    const name = options.apiVersion >= 10 ? options.topics.topicName(asked.topicId) : asked.name
    const offsets = asked.partitions.map((offset) => planOffset({ groupId, topic: name }, offset, options))
    return { name: asked.name, topicId: asked.topicId, offsets }
  })
}

/** @param place.topic - undefined where the request's topic id is unknown. */
function planOffset(
  place: { readonly groupId: string; readonly topic: string | undefined },
  { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }: AskedOffset,
  { topics, offsets, settings, now }: PlanOptions,
): PlannedOffset {
  const { groupId, topic } = place
  const metadata = committedMetadata ?? ''
  if (topic === undefined) return { partitionIndex, errorCode: errorCodes.UNKNOWN_TOPIC_ID }
  if (!topics.hasPartition(topic, partitionIndex)) {
    return { partitionIndex, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }
  }
  if (Buffer.byteLength(metadata) > settings.offsetMetadataBytes) {
    return { partitionIndex, errorCode: errorCodes.OFFSET_METADATA_TOO_LARGE }
  }
  // One beyond 2^53 is not known exactly, and Kafka would give it back as it was.
  if (Math.abs(committedOffset) >= Number.MAX_SAFE_INTEGER) {
    return { partitionIndex, errorCode: errorCodes.OFFSET_OUT_OF_RANGE }
  }
  const key = { groupId, topic, partitionIndex }
  if (offsets.size >= settings.offsetCount && !offsets.find(key)) {
    return { partitionIndex, errorCode: errorCodes.GROUP_MAX_SIZE_REACHED }
  }
  const committed = {
    offset: committedOffset,
    leaderEpoch: committedLeaderEpoch,
    metadata,
    committedAt: now,
    topicId: topics.topicId(topic),
  }
  return { partitionIndex, errorCode: errorCodes.NONE, change: { key, committed } }
}

export function plannedChanges(plan: CommitPlan): OffsetChange[] {
  return plan.flatMap(({ offsets }) => offsets.flatMap(({ change }) => change ?? []))
}

/** @param errorCode - what became of the offsets that were not refused one by one. */
export function commitResponse(plan: CommitPlan, errorCode: number): ResponseInput<typeof OffsetCommit> {
  return {
    throttleTimeMs: 0,
    topics: plan.map(({ name, topicId, offsets }) => ({
      name,
      topicId,
      partitions: offsets.map(({ partitionIndex, errorCode: own, change }) => ({
        partitionIndex,
        errorCode: change ? errorCode : own,
      })),
    })),
  }
}
