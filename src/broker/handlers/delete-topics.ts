/** DeleteTopics (API key 20), by name or by id. */

import { DeleteTopics, errorCodes, type RequestOf, type ResponseInput, zeroUuid } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { isTopicId } from './topic-id.ts'

type Wanted = RequestOf<typeof DeleteTopics>['topics'][number]
type TopicAnswer = ResponseInput<typeof DeleteTopics>['responses'][number]

const firstVersionWithIds = 6

export const deleteTopics = handle(DeleteTopics, async (request, context) => {
  const wanted: readonly Wanted[] =
    context.apiVersion < firstVersionWithIds
      ? request.topicNames.map((name) => ({ name, topicId: zeroUuid }))
      : request.topics
  return { throttleTimeMs: 0, responses: await Promise.all(wanted.map((topic) => answerTopic(topic, context))) }
})

async function answerTopic({ name, topicId }: Wanted, context: HandlerContext): Promise<TopicAnswer> {
  try {
    const topic = await deleteTopic(name, topicId, context)
    return { ...topic, errorCode: errorCodes.NONE, errorMessage: null }
  } catch (error) {
    return { name, topicId, ...errorAnswer(error, context) }
  }
}

async function deleteTopic(name: string | null, topicId: string, context: HandlerContext) {
  if (name !== null && isTopicId(topicId)) {
    throw brokerErrors.invalidRequest('A topic is named by name or by id, not by both.')
  }
  const topic = name === null ? context.topics.findById(topicId) : context.topics.find(name)
  const known = topic?.name ?? name
  if (known !== null && !context.authorize('delete', { type: 'topic', name: known })) throw brokerErrors.topicDenied()
  if (topic === undefined) throw name === null ? brokerErrors.unknownTopicId() : brokerErrors.unknownTopicOrPartition()
  await context.topics.delete(topic.name)
  return { name: topic.name, topicId: topic.topicId }
}
