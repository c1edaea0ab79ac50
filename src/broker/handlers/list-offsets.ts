/** ListOffsets (API key 2): the offset at a time, at the start, at the end. */

import type { PartitionLog } from '../../log/index.ts'
import { errorCodes, ListOffsets, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { leaderEpoch, type Topic } from '../topic.ts'
import { countBy } from './request-items.ts'

type WantedPartition = RequestOf<typeof ListOffsets>['topics'][number]['partitions'][number]
type PartitionAnswer = ResponseInput<typeof ListOffsets>['topics'][number]['partitions'][number]

interface Found {
  readonly offset: number
  readonly timestamp: bigint
  readonly leaderEpoch: number
}

const noTimestamp = -1n
const nothing: Found = { offset: -1, timestamp: noTimestamp, leaderEpoch: -1 }

/** What the negative timestamps of the protocol mean, and since which version. */
const specialTimestamps: Readonly<Record<string, { since: number; find: (log: PartitionLog) => Promise<Found> }>> = {
  /** Latest: the high watermark, which is also the last stable offset as long as there are no transactions. */
  '-1': { since: 1, find: async ({ highWatermark }) => offsetAlone(highWatermark) },
  /** Earliest. */
  '-2': { since: 1, find: async ({ logStartOffset }) => offsetAlone(logStartOffset) },
  /** Of the record with the highest timestamp. */
  '-3': { since: 7, find: async (log) => readable(log, await log.findMaxTimestamp()) },
  /** Earliest on local disk: there is no other. */
  '-4': { since: 8, find: async ({ logStartOffset }) => offsetAlone(logStartOffset) },
  /** Latest in remote storage, which does not exist. */
  '-5': { since: 9, find: async () => nothing },
  /** Earliest that waits to be copied to remote storage. */
  '-6': { since: 11, find: async () => nothing },
}

export const listOffsets = handle(ListOffsets, async (request, context) => {
  const answers = request.topics.map(async (wanted) => {
    const topic = context.topics.find(wanted.name)
    const isAllowed = context.authorize('describe', { type: 'topic', name: wanted.name })
    const counts = countBy(wanted.partitions, ({ partitionIndex }) => partitionIndex)
    const partitions = wanted.partitions.map((partition) => {
      if (!isAllowed) return failed(partition, errorCodes.TOPIC_AUTHORIZATION_FAILED)
      if (counts.get(partition.partitionIndex) !== 1) return failed(partition, errorCodes.INVALID_REQUEST)
      return answerPartition(topic, partition, context)
    })
    return { name: wanted.name, partitions: await Promise.all(partitions) }
  })
  return { throttleTimeMs: 0, topics: await Promise.all(answers) }
})

async function answerPartition(
  topic: Topic | undefined,
  wanted: WantedPartition,
  context: HandlerContext,
): Promise<PartitionAnswer> {
  const log = topic?.partitions[wanted.partitionIndex]
  if (log === undefined) return failed(wanted, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  if (wanted.currentLeaderEpoch > leaderEpoch) return failed(wanted, errorCodes.UNKNOWN_LEADER_EPOCH)
  if (wanted.currentLeaderEpoch < leaderEpoch && wanted.currentLeaderEpoch !== -1) {
    return failed(wanted, errorCodes.FENCED_LEADER_EPOCH)
  }
  try {
    const found = await find(log, wanted.timestamp, context.apiVersion)
    if (found === undefined) return failed(wanted, errorCodes.UNSUPPORTED_VERSION)
    return { partitionIndex: wanted.partitionIndex, errorCode: errorCodes.NONE, ...found }
  } catch (error) {
    return failed(wanted, errorAnswer(error, context).errorCode)
  }
}

/** @returns `undefined` where the timestamp has no meaning in this version. */
async function find(log: PartitionLog, timestamp: bigint, apiVersion: number): Promise<Found | undefined> {
  if (timestamp >= 0n) return readable(log, await log.findOffsetByTimestamp(timestamp))
  const special = specialTimestamps[String(timestamp)]
  return special === undefined || apiVersion < special.since ? undefined : special.find(log)
}

/** A record beyond the high watermark may still be lost, so it cannot be an answer. */
function readable(log: PartitionLog, found: { offset: number; timestamp: bigint } | undefined): Found {
  return found === undefined || found.offset >= log.highWatermark ? nothing : { ...found, leaderEpoch }
}

function offsetAlone(offset: number): Found {
  return { offset, timestamp: noTimestamp, leaderEpoch }
}

function failed({ partitionIndex }: WantedPartition, errorCode: number): PartitionAnswer {
  return { partitionIndex, errorCode, ...nothing }
}
