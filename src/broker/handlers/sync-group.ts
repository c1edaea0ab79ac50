/** SyncGroup (API key 14): the leader hands in the assignment, everybody takes theirs. */

import { errorCodes, type RequestOf, type ResponseInput, SyncGroup } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

type Request = RequestOf<typeof SyncGroup>

export const syncGroup = handle(
  SyncGroup,
  (request, context) => {
    const isAllowed = context.authorize('read', { type: 'group', name: request.groupId })
    if (!isAllowed) return failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
    return context.groups.sync(detached(request), context)
  },
  failed,
)

/** The group keeps the assignments, and must not keep the whole frame with them. */
function detached(request: Request): Request {
  const assignments = request.assignments.map(({ memberId, assignment }) => ({
    memberId,
    assignment: Buffer.from(assignment),
  }))
  return { ...request, assignments }
}

function failed(_: Request, errorCode: number): ResponseInput<typeof SyncGroup> {
  return { throttleTimeMs: 0, errorCode, assignment: Buffer.alloc(0) }
}
