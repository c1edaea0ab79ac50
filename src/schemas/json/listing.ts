/** Turns linked outcomes into a list of differences with full paths. */
import { checkLimitReached } from '../finding.ts'
import { pathCharacters, textOf } from '../limits.ts'
import type { DifferenceKind } from './differences.ts'
import type { SchemaNode } from './model.ts'
import type { Difference, Outcome } from './outcome.ts'

export interface ListedDifference {
  readonly kind: DifferenceKind
  /** The way from the root: keywords, each with its entry where it has entries. */
  readonly steps: readonly (readonly string[])[]
  readonly detail: string
  /** The difference's own steps, from the pair of schemas that it belongs to. */
  readonly segments: readonly string[]
  readonly pair?: ComparedPair
}

/** Two schemas that were compared, and the pair that they stand in. */
export interface ComparedPair {
  readonly original: SchemaNode | undefined
  readonly update: SchemaNode | undefined
  readonly outer: ComparedPair | undefined
  /** Steps from the outer pair to here; none where both are about the same part of the data. */
  readonly segments: readonly string[]
}

/**
 * Uses of a definition that itself uses definitions multiply: n times n times n, until no list could hold them.
 * Bounded are the differences listed, the outcomes looked at, and the paths of all together.
 */
const listingLimits = { differences: 10_000, visits: 200_000 }

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

/** An outcome of which the parts are being listed. */
interface Open {
  readonly outcome: Outcome
  readonly parts: ArrayIterator<Outcome['parts'][number]>
  readonly outer: Open | undefined
  readonly pair: ComparedPair
  /** Length of the path to here. */
  readonly characters: number
}

class Listing {
  readonly #listed: ListedDifference[] = []
  readonly #onlyIncompatible: boolean
  readonly #collapses: boolean
  /** Pairs that surround the one being listed. */
  readonly #surrounding = new Set<object>()
  #visits = 0
  #characters = 0

  constructor(onlyIncompatible: boolean, collapses: boolean) {
    this.#onlyIncompatible = onlyIncompatible
    this.#collapses = collapses
  }

  list(root: Outcome): ListedDifference[] {
    let open: Open | undefined = this.#enter(root, [], undefined)
    while (open) {
      if (this.#isFull()) {
        const detail = `only the first ${this.#listed.length} differences are listed`
        this.#listed.push({ kind: checkLimitReached, steps: [], detail, segments: [] })
        break
      }
      const { done, value: part } = open.parts.next()
      if (done) open = this.#leave(open)
      else if ('kind' in part) this.#add(part, open)
      else if (this.#isWanted(part.outcome)) open = this.#enter(part.outcome, part.segments, open)
    }
    return this.#listed
  }

  #isFull(): boolean {
    const { differences, visits } = listingLimits
    return this.#listed.length > differences || this.#visits > visits || this.#characters > pathCharacters
  }

  #isWanted(outcome: Outcome): boolean {
    const count = this.#onlyIncompatible ? outcome.incompatibleCount : outcome.differenceCount
    return count > 0 && !(this.#collapses && outcome.pair && this.#surrounding.has(outcome.pair))
  }

  #enter(outcome: Outcome, segments: readonly string[], outer: Open | undefined): Open {
    this.#visits++
    if (outcome.pair) this.#surrounding.add(outcome.pair)
    const characters = segments.reduce((sum, segment) => sum + 1 + segment.length, outer?.characters ?? 0)
    const { original, update } = outcome
    const pair = { original, update, outer: outer?.pair, segments }
    return { outcome, parts: outcome.parts.values(), outer, pair, characters }
  }

  #leave({ outcome, outer }: Open): Open | undefined {
    if (outcome.pair) this.#surrounding.delete(outcome.pair)
    return outer
  }

  #add({ kind, segments, detail }: Difference, open: Open): void {
    if (this.#onlyIncompatible && open.outcome.tolerates(kind)) return
    const steps = [segments]
    for (let at: ComparedPair | undefined = open.pair; at; at = at.outer) steps.push(at.segments)
    this.#characters += open.characters
    const way = steps.filter((step) => step.length > 0).reverse()
    this.#listed.push({ kind, steps: way, detail: textOf(detail), segments, pair: open.pair })
  }
}
