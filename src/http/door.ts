/** The question at the door of every route: may this principal do that? */

import type { Authorize, Operation, Resource } from '../authorize.ts'
import { httpErrors } from './errors.ts'
import type { Exchange } from './exchange.ts'

/** What a route wants to do, and to what; `open` for the few that nobody is kept from. */
export type Door = { readonly operation: Operation; readonly resource: Resource } | 'open'

export function subjectDoor(operation: Operation, subject: string): Door {
  return { operation, resource: { type: 'subject', name: subject } }
}

export function contextDoor(operation: Operation, context: string): Door {
  return { operation, resource: { type: 'context', name: context } }
}

/** Whatever belongs to no one subject: lists, the global config. */
export function clusterDoor(operation: Operation): Door {
  return { operation, resource: { type: 'cluster', name: '' } }
}

/** A subject where one is named, else the whole registry. */
export function scopeDoor(operation: Operation, subject: string | undefined): Door {
  return subject ? subjectDoor(operation, subject) : clusterDoor(operation)
}

/** @throws {HttpError} `forbidden`, which also goes to the log. */
export function pass(door: Door, authorize: Authorize, exchange: Exchange): void {
  if (door === 'open' || authorize(exchange.principal, door.operation, door.resource)) return
  exchange.log.info({ principal: exchange.principal, ...door }, 'request refused')
  throw httpErrors.forbidden()
}
