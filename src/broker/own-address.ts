/** The address that clients are told where no setting says it. */

import { isIP } from 'node:net'
import type { Address } from '../address.ts'

/** What a listener that stands for every address of the machine says of itself. */
const wildcards: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/**
 * The listener's name where it has one, for certificates bear names. `localhost` is none: clients may take it for an
 * address of the other family than the one that is bound.
 *
 * @param host - what the listener was told to listen on.
 * @param bound - where a connection came in, which a client can reach by definition, or the listener itself.
 */
export function ownAddress(host: string, bound: Address): Address {
  const isName = isIP(host) === 0 && host !== 'localhost' && host !== ''
  return { host: isName ? host : (wildcards.get(bound.host) ?? bound.host), port: bound.port }
}
