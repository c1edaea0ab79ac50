/** OffsetFetch (API key 9): how far groups have read. */

import { errorCodes, OffsetFetch, type RequestOf, type ResponseInput, zeroUuid } from '../../protocol/index.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { splitBy, uniqueBy } from './request-items.ts'
import { findTopic } from './topic-id.ts'

type Request = RequestOf<typeof OffsetFetch>
type Answer = ResponseInput<typeof OffsetFetch>

const firstVersionWithGroups = 8

export const offsetFetch = handle(
  OffsetFetch,
  async (request, context) => {
    if (context.apiVersion < firstVersionWithGroups) {
      if (!mayDescribe(request.groupId, context)) return failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
      return withoutDenied(await context.groups.fetchOffsets(request, context), context)
    }
    // A group that is named often is answered once: it may ask for all that it has committed, in a few bytes.
    const asked = uniqueBy(request.groups, ({ groupId }) => groupId)
    const [allowed, denied] = splitBy(asked, ({ groupId }) => mayDescribe(groupId, context))
    const fetched = await context.groups.fetchOffsets({ ...request, groups: allowed }, context)
    const { groups = [], ...rest } = withoutDenied(fetched, context)
    return { ...rest, groups: [...groups, ...denied.map(deniedGroup)] }
  },
  failed,
)

function mayDescribe(name: string, { authorize }: HandlerContext): boolean {
  return authorize('describe', { type: 'group', name })
}

/** Offsets of topics that the principal may not see are not told. */
function withoutDenied(answer: Answer, context: HandlerContext): Answer {
  const isVisible = (topic: { name?: string; topicId?: string }) => {
    const name = findTopic(context.topics, { name: null, topicId: zeroUuid, ...topic })?.name ?? topic.name ?? ''
    return context.authorize('describe', { type: 'topic', name })
  }
  return {
    ...answer,
    topics: (answer.topics ?? []).filter(isVisible),
    groups: (answer.groups ?? []).map((group) => ({ ...group, topics: group.topics.filter(isVisible) })),
  }
}

function deniedGroup({ groupId }: Request['groups'][number]) {
  return { groupId, topics: [], errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED }
}

function failed({ groups }: Request, errorCode: number): Answer {
  return {
    throttleTimeMs: 0,
    topics: [],
    errorCode,
    groups: groups.map(({ groupId }) => ({ groupId, topics: [], errorCode })),
  }
}
