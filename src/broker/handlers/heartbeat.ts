/** Heartbeat (API key 12): a member says it is alive and learns whether to rejoin. */

import { errorCodes, Heartbeat, type ResponseInput } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

export const heartbeat = handle(
  Heartbeat,
  (request, { authorize, groups }) => {
    const isAllowed = authorize('read', { type: 'group', name: request.groupId })
    return isAllowed ? groups.heartbeat(request) : failed(request, errorCodes.GROUP_AUTHORIZATION_FAILED)
  },
  failed,
)

function failed(_: unknown, errorCode: number): ResponseInput<typeof Heartbeat> {
  return { throttleTimeMs: 0, errorCode }
}
