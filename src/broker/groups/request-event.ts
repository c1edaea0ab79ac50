/** From a request to an event of the machine: what the versions of the protocol differ in ends here. */

import type { JoinGroup, LeaveGroup, RequestOf, ResponseInput, SyncGroup } from '../../protocol/index.ts'
import type { JoinEvent, LeaveAnswer, LeaveEvent, SyncEvent } from './event.ts'

/** Longest text that every version of every answer, and Kafka's layout on disk, can carry. */
const longestNameBytes = 32_767

/** Part of a client's id that is put in front of its member id, so that people recognise it. */
const idPrefixLength = 255

export function isName(text: string): boolean {
  return Buffer.byteLength(text) <= longestNameBytes
}

/** Whether all that a member calls itself and its protocols can be told to clients of every version. */
export function isWellNamed(request: RequestOf<typeof JoinGroup>): boolean {
  return [request.protocolType, request.groupInstanceId ?? '', ...request.protocols.map(({ name }) => name)].every(
    isName,
  )
}

/** Metadata is copied: what a group keeps must not keep the frame with it, of which the request is a view. */
export function joinEvent(
  request: RequestOf<typeof JoinGroup>,
  call: { readonly clientId: string; readonly clientHost: string; readonly apiVersion: number; readonly id: string },
): Omit<JoinEvent, 'token'> {
  const prefix = (request.groupInstanceId ?? call.clientId).slice(0, idPrefixLength).toWellFormed()
  return {
    kind: 'join',
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
    newMemberId: `${prefix}-${call.id}`,
    clientId: call.clientId,
    // A slash and no host name: the way Java prints an address, and so the way all tools know it.
    clientHost: `/${call.clientHost}`,
    sessionTimeoutMs: request.sessionTimeoutMs,
    // Version 0 knows only one timeout.
    rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
    protocolType: request.protocolType,
    protocols: new Map(request.protocols.map(({ name, metadata }) => [name, Buffer.from(metadata)])),
    idFirst: call.apiVersion >= 4,
    canSkipAssignment: call.apiVersion >= 9,
  }
}

export function syncEvent(request: RequestOf<typeof SyncGroup>): Omit<SyncEvent, 'token'> {
  return {
    kind: 'sync',
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
    generationId: request.generationId,
    protocolType: request.protocolType,
    protocolName: request.protocolName,
    assignments: request.assignments.map(({ memberId, assignment }) => ({
      memberId,
      assignment: Buffer.from(assignment),
    })),
  }
}

/** Up to version 2 a member speaks for itself alone. */
export function leaveEvent(request: RequestOf<typeof LeaveGroup>, apiVersion: number): Omit<LeaveEvent, 'token'> {
  const members =
    apiVersion < 3
      ? [{ memberId: request.memberId, instanceId: null }]
      : request.members.map(({ memberId, groupInstanceId }) => ({ memberId, instanceId: groupInstanceId }))
  return { kind: 'leave', members }
}

/** Up to version 2 the one member's error is that of the whole. */
export function leaveResponse(answer: LeaveAnswer, apiVersion: number): ResponseInput<typeof LeaveGroup> {
  const members = answer.members.map(({ memberId, instanceId, errorCode }) => ({
    memberId,
    groupInstanceId: instanceId,
    errorCode,
  }))
  const errorCode = apiVersion < 3 ? (members[0]?.errorCode ?? answer.errorCode) : answer.errorCode
  return { throttleTimeMs: 0, errorCode, members }
}
