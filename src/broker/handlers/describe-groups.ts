/** DescribeGroups (API key 15): state and members of groups. */

import { DescribeGroups, errorCodes } from '../../protocol/index.ts'
import { handle } from '../handle.ts'
import { allowedOperations } from './allowed-operations.ts'
import { uniqueBy } from './request-items.ts'

export const describeGroups = handle(DescribeGroups, (request, context) => ({
  throttleTimeMs: 0,
  // A group that is named often is answered once: its members are far longer than its id.
  groups: uniqueBy(request.groups, (groupId) => groupId).map((groupId) => {
    const resource = { type: 'group', name: groupId } as const
    if (!context.authorize('describe', resource)) return denied(groupId)
    const group = context.groups.describe(groupId, context)
    if (!request.includeAuthorizedOperations) return group
    return { ...group, authorizedOperations: allowedOperations(context, resource) }
  }),
}))

function denied(groupId: string) {
  return {
    errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED,
    groupId,
    groupState: '',
    protocolType: '',
    protocolData: '',
    members: [],
  }
}
