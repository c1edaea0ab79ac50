/** Which protocol the members of a group can agree on. Names and metadata mean nothing to the broker. */

import type { Group } from './group.ts'
import type { Protocols } from './member.ts'

/**
 * Whether a member that offers this would find at least one protocol in common with all others.
 *
 * @param offer.memberId - the member whose earlier offer this one replaces.
 */
export function findsCommonProtocol(
  group: Group,
  offer: { readonly memberId: string | undefined; readonly protocolType: string; readonly protocols: Protocols },
): boolean {
  if (offer.protocolType === '' || offer.protocols.size === 0) return false
  if (group.members.size > 0 && offer.protocolType !== group.protocolType) return false
  const others = [...group.members.values()].filter(({ memberId }) => memberId !== offer.memberId)
  return [...offer.protocols.keys()].some((name) => others.every(({ terms }) => terms.protocols.has(name)))
}

/**
 * The vote: every member votes for the first of its protocols that all support, and most votes win.
 * A tie goes to the one that was voted for first, so that the same members always choose the same.
 *
 * @throws where the members have nothing in common, which joining rules out.
 */
export function selectProtocol(group: Group): string {
  const offers = [...group.members.values()].map(({ terms }) => terms.protocols)
  const common = [...(offers[0]?.keys() ?? [])].filter((name) => offers.every((offer) => offer.has(name)))
  const candidates = new Set(common)
  const votes = new Map<string, number>()
  for (const offer of offers) {
    const choice = [...offer.keys()].find((name) => candidates.has(name))
    if (choice !== undefined) votes.set(choice, (votes.get(choice) ?? 0) + 1)
  }
  const [first, ...rest] = votes
  if (!first) throw new Error(`the members of group ${group.groupId} have no protocol in common`)
  return rest.reduce((best, candidate) => (candidate[1] > best[1] ? candidate : best), first)[0]
}
