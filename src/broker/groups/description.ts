/** How a group is shown to administrators. */

import { type DescribeGroups, errorCodes, type ListGroups, type ResponseInput } from '../../protocol/index.ts'
import type { Group } from './group.ts'

type ElementOf<List> = List extends readonly (infer Element)[] ? Element : never

/** A row of the answer to DescribeGroups. */
export type DescribedGroup = ElementOf<ResponseInput<typeof DescribeGroups>['groups']>
/** A row of the answer to ListGroups. */
export type ListedGroup = ElementOf<ResponseInput<typeof ListGroups>['groups']>

const noBytes = Buffer.alloc(0)

/** What members hold is only told of a stable group; in between it is neither the old assignment nor the new one. */
export function describeGroup(group: Group): DescribedGroup {
  const stable = group.phase.state === 'Stable'
  const protocolName = group.protocolName ?? ''
  return {
    errorCode: errorCodes.NONE,
    errorMessage: null,
    groupId: group.groupId,
    groupState: group.phase.state,
    protocolType: group.protocolType,
    protocolData: stable ? protocolName : '',
    members: [...group.members.values()].map(({ memberId, instanceId, terms, assignment }) => ({
      memberId,
      groupInstanceId: instanceId,
      clientId: terms.clientId,
      clientHost: terms.clientHost,
      memberMetadata: (stable && terms.protocols.get(protocolName)) || noBytes,
      memberAssignment: stable ? assignment : noBytes,
    })),
  }
}

/** Before version 6 a group that does not exist is described as one that is dead, which is no error. */
export function describeNothing(groupId: string, apiVersion: number): DescribedGroup {
  const isError = apiVersion >= 6
  return {
    errorCode: isError ? errorCodes.GROUP_ID_NOT_FOUND : errorCodes.NONE,
    errorMessage: isError ? `Group ${groupId} not found.` : null,
    groupId,
    groupState: 'Dead',
    protocolType: '',
    protocolData: '',
    members: [],
  }
}

export function listGroup(group: Group): ListedGroup {
  return {
    groupId: group.groupId,
    protocolType: group.protocolType,
    groupState: group.phase.state,
    groupType: 'classic',
  }
}

/** An empty filter lets everything through; names are compared without case. */
export function passes(filter: readonly string[], name: string): boolean {
  return filter.length === 0 || filter.some((one) => one.toLowerCase() === name.toLowerCase())
}
