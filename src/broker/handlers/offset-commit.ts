/** OffsetCommit (API key 8): how far a group has read, durable before it is answered. */

import { errorCodes, OffsetCommit, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { splitBy } from './request-items.ts'
import { findTopic } from './topic-id.ts'

type Request = RequestOf<typeof OffsetCommit>
type WantedTopic = Request['topics'][number]

export const offsetCommit = handle(
  OffsetCommit,
  async (request, context) => {
    const isAllowed = context.authorize('read', { type: 'group', name: request.groupId })
    if (!isAllowed) return failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
    const [topics, denied] = splitBy(request.topics, (topic) => mayRead(topic, context))
    const committed = await context.groups.commitOffsets({ ...request, topics }, context)
    const refused = denied.map((topic) => failedTopic(topic, errorCodes.TOPIC_AUTHORIZATION_FAILED))
    return { ...committed, topics: [...committed.topics, ...refused] }
  },
  failed,
)

function mayRead(topic: WantedTopic, { authorize, topics }: HandlerContext): boolean {
  return authorize('read', { type: 'topic', name: findTopic(topics, topic)?.name ?? topic.name })
}

function failed({ topics }: Request, errorCode: number): ResponseInput<typeof OffsetCommit> {
  return { throttleTimeMs: 0, topics: topics.map((topic) => failedTopic(topic, errorCode)) }
}

function failedTopic({ name, topicId, partitions }: WantedTopic, errorCode: number) {
  return { name, topicId, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })) }
}
