/** Metadata (API key 3): topics, their partitions, and where this broker is. */

import { errorCodes, Metadata, type RequestOf, type ResponseInput, zeroUuid } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { leaderEpoch, type Topic } from '../topic.ts'
import { isInternalTopic, refuseInvalidTopicName } from '../topic-name.ts'
import { allowedOperations } from './allowed-operations.ts'
import { uniqueBy } from './request-items.ts'
import { isTopicId } from './topic-id.ts'

type Answer = ResponseInput<typeof Metadata>
type TopicAnswer = Answer['topics'][number]
type WantedTopic = NonNullable<RequestOf<typeof Metadata>['topics']>[number]

const firstVersionWithNoTopics = 1
const firstVersionWithIds = 12

/**
 * A topic that is created on the way is in the answer at once; Kafka answers 5 (LEADER_NOT_AVAILABLE) first and lets
 * the client ask again.
 */
export const metadata = handle(Metadata, async (request, context) => {
  const { clusterId, nodeId, advertised } = context
  const topics = await Promise.all(wantedTopics(request, context))
  return {
    throttleTimeMs: 0,
    brokers: [{ nodeId, ...advertised, rack: null }],
    clusterId,
    controllerId: nodeId,
    topics: request.includeTopicAuthorizedOperations ? topics.map((topic) => withOperations(topic, context)) : topics,
    errorCode: errorCodes.NONE,
    ...(request.includeClusterAuthorizedOperations && {
      clusterAuthorizedOperations: allowedOperations(context, { type: 'cluster', name: '' }),
    }),
  }
})

function wantedTopics(
  request: RequestOf<typeof Metadata>,
  context: HandlerContext,
): (TopicAnswer | Promise<TopicAnswer>)[] {
  const { topics } = request
  // Version 0 has no null: there an empty list means all.
  const isAll = topics === null || (topics.length === 0 && context.apiVersion < firstVersionWithNoTopics)
  if (!isAll) {
    // An answer is as large as its topics have partitions: a topic that is named often is answered once.
    return uniqueBy(topics, referenceOf).map((topic) => answerWanted(topic, request.allowAutoTopicCreation, context))
  }
  return Array.from(context.topics.all())
    .filter(({ name }) => context.authorize('describe', { type: 'topic', name }))
    .map((topic) => describeTopic(topic, context))
}

/** By its id where it has one, whatever its name beside that. */
function referenceOf({ name, topicId }: WantedTopic): string {
  return isTopicId(topicId) ? `id ${topicId}` : `name ${name ?? ''}`
}

async function answerWanted(
  { name, topicId }: WantedTopic,
  mayCreate: boolean,
  context: HandlerContext,
): Promise<TopicAnswer> {
  const isById = isTopicId(topicId)
  if ((isById || name === null) && context.apiVersion < firstVersionWithIds) {
    throw brokerErrors.invalidRequest(`Metadata version ${context.apiVersion} asks for topics by name only.`)
  }
  if (isById || name === null) return answerById(topicId, context)
  return answerByName(name, mayCreate, context)
}

function answerById(topicId: string, context: HandlerContext): TopicAnswer {
  const topic = context.topics.findById(topicId)
  const isVisible = topic !== undefined && context.authorize('describe', { type: 'topic', name: topic.name })
  return isVisible ? describeTopic(topic, context) : failedTopic(errorCodes.UNKNOWN_TOPIC_ID, null, topicId)
}

async function answerByName(name: string, mayCreate: boolean, context: HandlerContext): Promise<TopicAnswer> {
  const resource = { type: 'topic', name } as const
  if (!context.authorize('describe', resource)) return failedTopic(errorCodes.TOPIC_AUTHORIZATION_FAILED, name)
  const topic = context.topics.find(name)
  if (topic !== undefined) return describeTopic(topic, context)
  try {
    refuseInvalidTopicName(name)
    if (!mayCreate || !context.settings.autoCreateTopics || isInternalTopic(name)) {
      return failedTopic(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, name)
    }
    const isAllowed =
      context.authorize('create', { type: 'cluster', name: '' }) || context.authorize('create', resource)
    if (!isAllowed) return failedTopic(errorCodes.TOPIC_AUTHORIZATION_FAILED, name)
    return describeTopic(await context.topics.findOrCreate(name), context)
  } catch (error) {
    return failedTopic(errorAnswer(error, context).errorCode, name)
  }
}

function failedTopic(errorCode: number, name: string | null, topicId = zeroUuid): TopicAnswer {
  return { errorCode, name, topicId, isInternal: false, partitions: [] }
}

function describeTopic({ name, topicId, isInternal, partitions }: Topic, { nodeId }: HandlerContext): TopicAnswer {
  return {
    errorCode: errorCodes.NONE,
    name,
    topicId,
    isInternal,
    partitions: partitions.map((_, partitionIndex) => ({
      errorCode: errorCodes.NONE,
      partitionIndex,
      leaderId: nodeId,
      leaderEpoch,
      replicaNodes: [nodeId],
      isrNodes: [nodeId],
      offlineReplicas: [],
    })),
  }
}

function withOperations(topic: TopicAnswer, context: HandlerContext): TopicAnswer {
  const { name, errorCode } = topic
  if (errorCode !== errorCodes.NONE || name === null || name === undefined) return topic
  return { ...topic, topicAuthorizedOperations: allowedOperations(context, { type: 'topic', name }) }
}
