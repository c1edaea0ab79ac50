/** What keeps the work and the memory of a check within bounds. */

/** Thrown inside a check that needs more work than allowed; `check` turns it into a finding. */
export class CheckLimitReached extends Error {}

/** A text that most comparisons, those of candidates that are dropped, never need. */
export type LazyText = string | (() => string)

export function textOf(lazy: LazyText): string {
  return typeof lazy === 'string' ? lazy : lazy()
}

/** Steps that looking through a list of small things counts for. */
export function stepsFor(length: number): number {
  return Math.ceil(length / 8)
}

/** Characters that the paths of all findings of one check may have together: names are as long as their authors like. */
export const pathCharacters = 10_000_000
