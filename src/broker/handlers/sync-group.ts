/** SyncGroup (API key 14): the leader hands in the assignment, everybody takes theirs. */

import { errorCodes, type RequestOf, type ResponseInput, SyncGroup } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

type Request = RequestOf<typeof SyncGroup>

export const syncGroup = handle(
  SyncGroup,
  (request, context) => {
    const isAllowed = context.authorize('read', { type: 'group', name: request.groupId })
    if (!isAllowed) return failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
    return context.groups.sync(request, context)
  },
  failed,
)

function failed(_: Request, errorCode: number): ResponseInput<typeof SyncGroup> {
  return { throttleTimeMs: 0, errorCode, assignment: Buffer.alloc(0) }
}
