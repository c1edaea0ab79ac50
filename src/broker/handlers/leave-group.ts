/** LeaveGroup (API key 13): members go, by themselves or removed by an administrator. */

import { errorCodes, LeaveGroup, type ResponseInput } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

export const leaveGroup = handle(
  LeaveGroup,
  (request, context) => {
    const isAllowed = context.authorize('read', { type: 'group', name: request.groupId })
    return isAllowed ? context.groups.leave(request, context) : failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
  },
  failed,
)

function failed(_: unknown, errorCode: number): ResponseInput<typeof LeaveGroup> {
  return { throttleTimeMs: 0, errorCode, members: [] }
}
