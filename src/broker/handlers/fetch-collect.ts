/** One pass over the partitions of a fetch: what each has, within the limits of the request (KIP-74). */

import type { PartitionLog } from '../../log/index.ts'
import { errorCodes, type Fetch, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import type { HandlerContext } from '../handle.ts'
import { leaderEpoch, type Topic } from '../topic.ts'
import type { SeenLog } from './fetch-watch.ts'
import { findTopic } from './topic-id.ts'

type Request = RequestOf<typeof Fetch>
type WantedPartition = Request['topics'][number]['partitions'][number]
type TopicAnswer = ResponseInput<typeof Fetch>['responses'][number]
type PartitionAnswer = TopicAnswer['partitions'][number]

export interface CollectedBatches {
  readonly responses: TopicAnswer[]
  readonly recordBytes: number
  readonly hasError: boolean
  /** The logs that were asked, for a wait. */
  readonly seen: readonly SeenLog[]
}

/** Client libraries fail a whole answer whose records are null (librdkafka up to 2.15). */
const noRecords = Buffer.alloc(0)
const readCommitted = 1
const firstVersionWithIds = 13

export async function collectBatches(
  request: Request,
  maxBytes: number,
  context: HandlerContext,
): Promise<CollectedBatches> {
  const pass = new Pass(request, maxBytes, context)
  const responses: TopicAnswer[] = []
  for (const { topic: name, topicId, partitions: wanted } of request.topics) {
    const topic = findTopic(context.topics, { name, topicId })
    const partitions: PartitionAnswer[] = []
    for (const partition of wanted) partitions.push(await pass.read(topic, partition))
    responses.push({ topic: name, topicId, partitions })
  }
  const { recordBytes, hasError, seen } = pass
  return { responses, recordBytes, hasError, seen }
}

class Pass {
  readonly #request: Request
  readonly #maxBytes: number
  readonly #context: HandlerContext
  readonly seen: SeenLog[] = []
  recordBytes = 0
  hasError = false

  constructor(request: Request, maxBytes: number, context: HandlerContext) {
    this.#request = request
    this.#maxBytes = maxBytes
    this.#context = context
  }

  async read(topic: Topic | undefined, wanted: WantedPartition): Promise<PartitionAnswer> {
    const log = topic?.partitions[wanted.partition]
    const refusal = topic && log ? this.#refusal(topic, wanted) : this.#unknownTopic()
    if (log === undefined || refusal !== errorCodes.NONE) return this.#failed(wanted, refusal)
    const { highWatermark } = log
    this.seen.push({ log, highWatermark })
    try {
      return this.#found(wanted, log, highWatermark, await this.#readBatches(log, wanted, highWatermark))
    } catch (error) {
      const { errorCode } = errorAnswer(error, this.#context)
      const code = errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION ? this.#unknownTopic() : errorCode
      return { ...this.#failed(wanted, code), highWatermark, logStartOffset: log.logStartOffset }
    }
  }

  /** The first partition that has anything gives one batch at least, however large; the others what still fits. */
  async #readBatches(log: PartitionLog, { fetchOffset, partitionMaxBytes }: WantedPartition, upTo: number) {
    const maxBytes = Math.max(0, Math.min(partitionMaxBytes, this.#maxBytes - this.recordBytes))
    const atLeastOneBatch = this.recordBytes === 0
    const isInRange = fetchOffset >= log.logStartOffset && fetchOffset <= log.logEndOffset
    if (isInRange && (fetchOffset >= upTo || (maxBytes === 0 && !atLeastOneBatch))) return noRecords
    const batches = await log.read(fetchOffset, { maxBytes, upTo, atLeastOneBatch })
    this.recordBytes += batches.length
    return batches
  }

  #refusal({ name }: Topic, { currentLeaderEpoch }: WantedPartition): number {
    if (!this.#context.authorize('read', { type: 'topic', name })) return errorCodes.TOPIC_AUTHORIZATION_FAILED
    if (currentLeaderEpoch === -1 || currentLeaderEpoch === leaderEpoch) return errorCodes.NONE
    return currentLeaderEpoch < leaderEpoch ? errorCodes.FENCED_LEADER_EPOCH : errorCodes.UNKNOWN_LEADER_EPOCH
  }

  #unknownTopic(): number {
    return this.#context.apiVersion < firstVersionWithIds
      ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
      : errorCodes.UNKNOWN_TOPIC_ID
  }

  #found(wanted: WantedPartition, log: PartitionLog, highWatermark: number, records: Buffer): PartitionAnswer {
    return {
      partitionIndex: wanted.partition,
      errorCode: errorCodes.NONE,
      highWatermark,
      // No transaction is ever open.
      lastStableOffset: highWatermark,
      logStartOffset: log.logStartOffset,
      abortedTransactions: this.#request.isolationLevel === readCommitted ? [] : null,
      records,
    }
  }

  #failed(wanted: WantedPartition, errorCode: number): PartitionAnswer {
    this.hasError = true
    return {
      partitionIndex: wanted.partition,
      errorCode,
      highWatermark: -1,
      abortedTransactions: null,
      records: noRecords,
    }
  }
}
