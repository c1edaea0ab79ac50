/** JoinGroup (API key 11): a member enters a group's next generation; parked until all have. */

import { errorCodes, JoinGroup, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

type Request = RequestOf<typeof JoinGroup>

export const joinGroup = handle(
  JoinGroup,
  (request, context) => {
    const isAllowed = context.authorize('read', { type: 'group', name: request.groupId })
    if (!isAllowed) return failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
    return context.groups.join(request, context)
  },
  failed,
)

function failed({ memberId }: Request, errorCode: number): ResponseInput<typeof JoinGroup> {
  return {
    throttleTimeMs: 0,
    errorCode,
    generationId: -1,
    protocolName: '',
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }
}
