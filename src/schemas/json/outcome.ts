/** What the comparison of one pair of schemas found: its own differences and, linked, those of pairs inside it. */
import type { CompatibilityPolicy } from '../format.ts'
import type { LazyText } from '../limits.ts'
import { type DifferenceKind, differences } from './differences.ts'
import type { SchemaNode } from './model.ts'

/** One difference, at `segments` below the pair that it belongs to. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly segments: readonly string[]
  readonly detail: LazyText
}

interface Link {
  readonly segments: readonly string[]
  readonly outcome: Outcome
}

const here: readonly string[] = []

export class Outcome {
  /** What the outcomes of one pair in several passes have in common. */
  readonly pair: object | undefined
  readonly original: SchemaNode | undefined
  readonly update: SchemaNode | undefined
  /** Filled only where there is a difference: most comparisons find none, and a million of them must fit in memory. */
  #parts: (Difference | Link)[] | undefined
  /** How often a difference is reported from here; huge where shared definitions multiply, and never listed then. */
  differenceCount = 0
  incompatibleCount = 0
  readonly #policy: CompatibilityPolicy

  constructor(policy: CompatibilityPolicy, pair?: object, original?: SchemaNode, update?: SchemaNode) {
    this.#policy = policy
    this.pair = pair
    this.original = original
    this.update = update
  }

  get parts(): readonly (Difference | Link)[] {
    return this.#parts ?? []
  }

  get isCompatible(): boolean {
    return this.incompatibleCount === 0
  }

  add(kind: DifferenceKind, segments: readonly string[] = here, detail: LazyText = ''): void {
    this.#push({ kind, segments, detail })
    this.differenceCount++
    if (!this.tolerates(kind)) this.incompatibleCount++
  }

  /** Whether a difference is compatible under the policy of this comparison. */
  tolerates(kind: DifferenceKind): boolean {
    const { tolerated } = differences[kind]
    return tolerated === 'always' || (tolerated === 'lenient' && this.#policy === 'LENIENT')
  }

  /** Reports everything that another pair's outcome reports, below `segments`. */
  include(outcome: Outcome, segments: readonly string[] = here): void {
    if (outcome.differenceCount === 0) return
    this.#push({ segments, outcome })
    this.differenceCount += outcome.differenceCount
    this.incompatibleCount += outcome.incompatibleCount
  }

  #push(part: Difference | Link): void {
    this.#parts ??= []
    this.#parts.push(part)
  }
}
