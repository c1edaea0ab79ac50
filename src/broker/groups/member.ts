/** A member of a classic group: what it asked for, what it holds, and how long it is believed to live. */

/** Names of the assignment strategies a member offers, most wanted first, each with metadata that only clients read. */
export type Protocols = ReadonlyMap<string, Buffer>

/** What a member says about itself each time it joins. */
export interface MemberTerms {
  readonly clientId: string
  /** As administrators see it, for instance `/127.0.0.1`. */
  readonly clientHost: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocols: Protocols
}

export interface Member {
  readonly memberId: string
  /** Name that survives restarts of the client (KIP-345); null for a dynamic member. */
  readonly instanceId: string | null
  terms: MemberTerms
  /** Bytes that the leader wrote for this member; only clients read them. */
  assignment: Buffer
  /** The request that waits for a phase of the group to end, or for a write to be durable. */
  parked: { readonly kind: 'join' | 'sync'; readonly token: string } | undefined
  /** Has joined the generation that is being prepared. */
  joined: boolean
  /** Belongs to this generation and has not asked for its assignment yet. */
  awaitsSync: boolean
  /** Has never been told a generation, so it sends no heartbeats yet. */
  isNew: boolean
  /** False while the only answer that could tell a member its id is still owed to it. */
  knowsItself: boolean
  /** When the member is given up unless it is heard of before; see `sessionEnd`. */
  expiresAt: number
}

/**
 * When the member is given up. A member that waits for our answer is not silent, so its session does not end; a new one
 * is given up all the same, because nobody knows whether its client is still there.
 */
export function sessionEnd(member: Member): number {
  return member.parked && !member.isNew ? Number.POSITIVE_INFINITY : member.expiresAt
}

/** The member was heard of: its session starts again. */
export function renewSession(member: Member, now: number): void {
  member.expiresAt = now + member.terms.sessionTimeoutMs
}

export function sameProtocols(left: Protocols, right: Protocols): boolean {
  if (left.size !== right.size) return false
  const others = right.entries()
  for (const [name, metadata] of left) {
    const other = others.next().value
    if (!other || other[0] !== name || !other[1].equals(metadata)) return false
  }
  return true
}

/** Memory that a member holds on to, as far as clients decide about it. */
export function sizeInBytes(terms: MemberTerms, assignment: Buffer): number {
  let sum = assignment.length
  for (const [name, metadata] of terms.protocols) sum += name.length + metadata.length
  return sum
}
