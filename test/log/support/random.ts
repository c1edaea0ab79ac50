/** Numbers that look random and are the same each time. */

/** A small generator (Lehmer) so that a failing case is found again by its seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
