/** Produce (API key 0): appends record batches as they are. */

import { errorCodes, Produce, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { checkBatch, checkCompressedBatch, mustUnpack } from '../batch-check.ts'
import type { BatchRefusal } from '../batch-refusal.ts'
import { errorAnswer } from '../error-answer.ts'
import { type BrokerError, brokerErrors } from '../errors.ts'
import { type HandlerContext, handleOverlapping, noAnswer } from '../handle.ts'
import type { Topic } from '../topic.ts'
import { findTopic } from './topic-id.ts'

type Request = RequestOf<typeof Produce>
type TopicAnswer = ResponseInput<typeof Produce>['responses'][number]
type PartitionAnswer = TopicAnswer['partitionResponses'][number]

/** A partition's answer, and what it has to wait for before it is true. */
interface Appended {
  readonly answer: PartitionAnswer
  readonly durable: Promise<void> | undefined
}

const firstVersionWithIds = 13
const noRecords = Buffer.alloc(0)

/**
 * acks=1 waits as acks=all does: with one replica there is nothing else that all could mean, and both are durable by
 * the flush policy. The request's own timeout is not looked at; the disk answers or fails.
 */
export const produce = handleOverlapping(Produce, async (request, context) => {
  const topics: { name: string; topicId: string; partitions: Appended[] }[] = []
  for (const { name, topicId, partitionData } of request.topicData) {
    const found = resolveTopic(request, { name, topicId }, context)
    const partitions: Appended[] = []
    for (const { index, records } of partitionData) partitions.push(await append(found, index, records, context))
    topics.push({ name, topicId, partitions })
  }
  if (request.acks === 0) {
    refuseFailedWithoutAcks(topics.flatMap(({ partitions }) => partitions))
    return { answer: Promise.resolve(noAnswer) }
  }
  return { answer: whenDurable(topics, context) }
})

function resolveTopic(
  { acks, transactionalId }: Request,
  reference: { name: string; topicId: string },
  context: HandlerContext,
): Topic | BrokerError {
  if (![-1, 0, 1].includes(acks)) return brokerErrors.invalidRequiredAcks(acks)
  if (transactionalId !== null) return brokerErrors.invalidRequest('Transactions are not supported yet.')
  const topic = findTopic(context.topics, reference)
  const name = topic?.name ?? reference.name
  if (!context.authorize('write', { type: 'topic', name })) return brokerErrors.topicDenied()
  if (topic !== undefined) return topic
  return context.apiVersion < firstVersionWithIds
    ? brokerErrors.unknownTopicOrPartition()
    : brokerErrors.unknownTopicId()
}

/** Everything up to the append happens at once, in the order of the requests, unless a batch must be looked into. */
async function append(
  topic: Topic | BrokerError,
  index: number,
  records: Buffer | null,
  context: HandlerContext,
): Promise<Appended> {
  if (topic instanceof Error) return refused(index, { errorCode: topic.code, errorMessage: topic.message })
  const partition = topic.partitions[index]
  if (partition === undefined) return refused(index, errorAnswer(brokerErrors.unknownTopicOrPartition(), context))
  const batch = records ?? noRecords
  const fault = checkBatch(batch, topic, context.apiVersion, context.now())
  if (fault !== undefined) return refused(index, fault)
  try {
    const unpacked = mustUnpack(batch, topic) ? await checkCompressedBatch(batch) : undefined
    if (unpacked !== undefined) return refused(index, unpacked)
    // Awaited only where there is one: without it nothing comes between the check of a batch and its append.
    const refusal = context.checkBatch && (await context.checkBatch(topic, index, batch))
    if (refusal !== undefined) return refused(index, refusal)
    // A producer that waits for no answers would otherwise outrun the disk.
    const room = partition.writable()
    if (room !== undefined) await room
    const { baseOffset, durable } = partition.append(batch)
    const answer = { index, errorCode: errorCodes.NONE, baseOffset, logStartOffset: partition.logStartOffset }
    return { answer, durable }
  } catch (error) {
    return refused(index, errorAnswer(error, context))
  }
}

function refused(index: number, refusal: BatchRefusal): Appended {
  const { errorCode, errorMessage, recordErrors = [] } = refusal
  return {
    answer: { index, errorCode, baseOffset: -1, recordErrors: [...recordErrors], errorMessage },
    durable: undefined,
  }
}

/** A producer that wants no answers learns of an error by losing its connection. */
function refuseFailedWithoutAcks(partitions: readonly Appended[]): void {
  const failed = partitions.find(({ answer }) => answer.errorCode !== errorCodes.NONE)
  if (failed !== undefined) {
    throw brokerErrors.failedWithoutAcks(failed.answer.errorCode, failed.answer.errorMessage ?? '')
  }
}

async function whenDurable(
  topics: readonly { name: string; topicId: string; partitions: readonly Appended[] }[],
  context: HandlerContext,
): Promise<ResponseInput<typeof Produce>> {
  const responses: TopicAnswer[] = []
  for (const { name, topicId, partitions } of topics) {
    const partitionResponses: PartitionAnswer[] = []
    for (const { answer, durable } of partitions) {
      try {
        await durable
        partitionResponses.push(answer)
      } catch (error) {
        partitionResponses.push(refused(answer.index, errorAnswer(error, context)).answer)
      }
    }
    responses.push({ name, topicId, partitionResponses })
  }
  return { responses, throttleTimeMs: 0 }
}
