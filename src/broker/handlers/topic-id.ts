/** Topics are named by name or, in newer versions, by id; a message has a field for each. */

import { zeroUuid } from '../../protocol/index.ts'
import type { Topic } from '../topic.ts'
import type { Topics } from '../topics.ts'

export function isTopicId(topicId: string): boolean {
  return topicId !== zeroUuid
}

/** @param reference - fields of a message of a version that has one of the two; the other has its default. */
export function findTopic(
  topics: Topics,
  { name, topicId }: { readonly name: string | null; readonly topicId: string },
): Topic | undefined {
  if (isTopicId(topicId)) return topics.findById(topicId)
  return name === null ? undefined : topics.find(name)
}
