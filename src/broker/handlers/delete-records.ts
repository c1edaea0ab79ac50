/** DeleteRecords (API key 21). The timeout of the request is not looked at: the disk answers or fails. */

import { DeleteRecords, errorCodes, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import { type HandlerContext, handle } from '../handle.ts'
import type { Topic } from '../topic.ts'

type WantedPartition = RequestOf<typeof DeleteRecords>['topics'][number]['partitions'][number]
type PartitionAnswer = ResponseInput<typeof DeleteRecords>['topics'][number]['partitions'][number]

const toHighWatermark = -1

export const deleteRecords = handle(DeleteRecords, async (request, context) => {
  const topics = request.topics.map(async ({ name, partitions }) => {
    const answers = partitions.map((wanted) => answerPartition(name, wanted, context))
    return { name, partitions: await Promise.all(answers) }
  })
  return { throttleTimeMs: 0, topics: await Promise.all(topics) }
})

async function answerPartition(
  name: string,
  { partitionIndex, offset }: WantedPartition,
  context: HandlerContext,
): Promise<PartitionAnswer> {
  try {
    if (!context.authorize('delete', { type: 'topic', name })) throw brokerErrors.topicDenied()
    const topic = context.topics.find(name)
    const log = topic?.partitions[partitionIndex]
    if (topic === undefined || log === undefined) throw brokerErrors.unknownTopicOrPartition()
    refuseStateTopic(topic)
    const lowWatermark = await log.deleteRecords(offset === toHighWatermark ? log.highWatermark : offset)
    return { partitionIndex, lowWatermark, errorCode: errorCodes.NONE }
  } catch (error) {
    return { partitionIndex, lowWatermark: -1, errorCode: errorAnswer(error, context).errorCode }
  }
}

/** The records of a compacted topic are the state of somebody, of which no part may go by age alone. */
function refuseStateTopic({ name, isInternal, limits }: Topic): void {
  if (isInternal) throw brokerErrors.internalTopic(name)
  if (limits.compacted && limits.log.retention === undefined) throw brokerErrors.compactedTopic(name)
}
