/** Turns linked outcomes into a list of differences with full paths. */
import { checkLimitReached } from '../format.ts'
import type { DifferenceKind } from './differences.ts'
import type { SchemaNode } from './model.ts'
import type { Difference, Outcome } from './outcome.ts'

export interface ListedDifference {
  readonly kind: DifferenceKind
  /** The way from the root: keywords, each with its entry where it has entries. */
  readonly steps: readonly (readonly string[])[]
  readonly detail: string
  /** The schemas that differ. */
  readonly original?: SchemaNode | undefined
  readonly update?: SchemaNode | undefined
}

/** Uses of a definition that itself uses definitions multiply: n times n times n, until no list could hold them. */
export const listingLimits = { differences: 10_000, visits: 200_000 }

/**
 * @param onlyIncompatible - Leaves out what the policy tolerates.
 * @returns Differences in the order of the rules. Those of a recursive definition are listed once, where it is entered
 *   first. A list that is too long ends in `CHECK_LIMIT_REACHED`.
 */
export function listDifferences(root: Outcome, onlyIncompatible: boolean): ListedDifference[] {
  const once = new Listing(onlyIncompatible, true).list(root)
  // The pass that proved an incompatibility may have found it only where the definition is entered again.
  const isLost = onlyIncompatible && once.length === 0 && !root.isCompatible
  return isLost ? new Listing(onlyIncompatible, false).list(root) : once
}

class Listing {
  readonly #listed: ListedDifference[] = []
  readonly #onlyIncompatible: boolean
  readonly #collapses: boolean
  /** Pairs that surround the one being listed. */
  readonly #open = new Set<object>()
  #visits = 0
  #isCut = false

  constructor(onlyIncompatible: boolean, collapses: boolean) {
    this.#onlyIncompatible = onlyIncompatible
    this.#collapses = collapses
  }

  list(root: Outcome): ListedDifference[] {
    this.#visit(root, [])
    if (this.#isCut) {
      const detail = `only the first ${this.#listed.length} differences are listed`
      this.#listed.push({ kind: checkLimitReached, steps: [], detail })
    }
    return this.#listed
  }

  #visit(outcome: Outcome, steps: readonly (readonly string[])[]): void {
    if (this.#collapses && outcome.pair && this.#open.has(outcome.pair)) return
    if (++this.#visits > listingLimits.visits) this.#isCut = true
    if (outcome.pair) this.#open.add(outcome.pair)
    for (const part of outcome.parts) {
      if (this.#isCut) break
      const here = part.segments.length === 0 ? steps : [...steps, part.segments]
      if ('kind' in part) this.#add(part, here, outcome)
      else if ((this.#onlyIncompatible ? part.outcome.incompatibleCount : part.outcome.differenceCount) > 0) {
        this.#visit(part.outcome, here)
      }
    }
    if (outcome.pair) this.#open.delete(outcome.pair)
  }

  #add({ kind, detail }: Difference, steps: readonly (readonly string[])[], outcome: Outcome): void {
    if (this.#onlyIncompatible && outcome.tolerates(kind)) return
    if (this.#listed.length >= listingLimits.differences) this.#isCut = true
    else this.#listed.push({ kind, steps, detail, original: outcome.original, update: outcome.update })
  }
}
