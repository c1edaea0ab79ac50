/** CreateTopics (API key 19). */

import { CreateTopics, errorCodes, type RequestOf, type ResponseInput, zeroUuid } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import { type HandlerContext, handle } from '../handle.ts'
import type { NewTopic } from '../topic.ts'
import { effectiveValue, parseTopicConfigs } from '../topic-config.ts'
import { topicConfigNames } from '../topic-config-table.ts'
import { countBy, uniqueBy } from './request-items.ts'

type Wanted = RequestOf<typeof CreateTopics>['topics'][number]
type TopicAnswer = ResponseInput<typeof CreateTopics>['topics'][number]

const useDefault = -1

export const createTopics = handle(CreateTopics, async (request, context) => {
  const nameOf = ({ name }: Wanted) => name
  const counts = countBy(request.topics, nameOf)
  // A name that occurs twice is answered once.
  const topics = uniqueBy(request.topics, nameOf).map(async (wanted) => {
    const { name } = wanted
    const count = counts.get(name) ?? 1
    try {
      if (count > 1) throw brokerErrors.invalidRequest(`Topic '${name}' occurs ${count} times.`)
      return await createTopic(wanted, request.validateOnly, context)
    } catch (error) {
      return { name, topicId: zeroUuid, ...errorAnswer(error, context), configs: [] }
    }
  })
  return { throttleTimeMs: 0, topics: await Promise.all(topics) }
})

async function createTopic(wanted: Wanted, validateOnly: boolean, context: HandlerContext): Promise<TopicAnswer> {
  const { name } = wanted
  const isAllowed =
    context.authorize('create', { type: 'cluster', name: '' }) || context.authorize('create', { type: 'topic', name })
  if (!isAllowed) throw brokerErrors.topicDenied()
  const topic: NewTopic = {
    name,
    partitionCount: partitionCount(wanted, context),
    configs: parseTopicConfigs(wanted.configs),
  }
  if (validateOnly) context.topics.refuse(topic)
  const created = validateOnly ? undefined : await context.topics.create(topic)
  return {
    name,
    topicId: created?.topicId ?? zeroUuid,
    errorCode: errorCodes.NONE,
    errorMessage: null,
    numPartitions: topic.partitionCount,
    replicationFactor: 1,
    configs: effectiveConfigs(topic, context),
  }
}

function partitionCount({ numPartitions, replicationFactor, assignments }: Wanted, context: HandlerContext): number {
  if (assignments.length > 0) {
    if (numPartitions !== useDefault || replicationFactor !== useDefault) {
      throw brokerErrors.invalidRequest(
        'Both numPartitions and replicationFactor must be -1 where replicas are assigned.',
      )
    }
    refuseOtherAssignments(assignments, context.nodeId)
    return assignments.length
  }
  // KIP-464 allows the defaults from version 4 on, but KafkaJS sends -1 in version 3, and Kafka takes it.
  if (replicationFactor !== 1 && replicationFactor !== useDefault) {
    throw brokerErrors.invalidReplicationFactor(replicationFactor)
  }
  return numPartitions === useDefault ? context.topics.defaultPartitions : numPartitions
}

function refuseOtherAssignments(assignments: Wanted['assignments'], nodeId: number): void {
  const indexes = assignments.map(({ partitionIndex }) => partitionIndex).sort((a, b) => a - b)
  if (indexes.some((partitionIndex, position) => partitionIndex !== position)) {
    throw brokerErrors.invalidReplicaAssignment('Partitions must be numbered from 0 without gaps.')
  }
  if (assignments.some(({ brokerIds }) => brokerIds.length !== 1 || brokerIds[0] !== nodeId)) {
    throw brokerErrors.invalidReplicaAssignment(`Every partition must be assigned to broker ${nodeId} alone.`)
  }
}

function effectiveConfigs({ configs }: NewTopic, { topics }: HandlerContext): NonNullable<TopicAnswer['configs']> {
  return topicConfigNames.map((name) => {
    const { value, source } = effectiveValue(name, configs, topics.brokerConfigs)
    return { name, value, readOnly: false, configSource: source, isSensitive: false }
  })
}
