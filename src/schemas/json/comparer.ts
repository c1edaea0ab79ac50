/** What the rules of a kind need from the comparison that they are part of. */
import type { Computation } from '../recursion.ts'
import type { SchemaNode } from './model.ts'
import type { Outcome } from './outcome.ts'
import type { PatternSearch } from './pattern.ts'

export interface Comparer {
  readonly patterns: PatternSearch
  compare(original: SchemaNode | undefined, update: SchemaNode | undefined): Computation<Outcome>
  /** Counts work. */
  step(count?: number): void
}
