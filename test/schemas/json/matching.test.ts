import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maximumMatching } from '../../../src/schemas/json/matching.ts'

/** Largest number of pairs, by trying everything. */
function bestSize(edges: readonly (readonly number[])[], from = 0, taken = new Set<number>()): number {
  if (from === edges.length) return 0
  let best = bestSize(edges, from + 1, taken)
  for (const to of edges[from] ?? []) {
    if (!taken.has(to)) best = Math.max(best, 1 + bestSize(edges, from + 1, new Set([...taken, to])))
  }
  return best
}

test('a matching has as many pairs as any, along edges, with no end used twice', () => {
  const graphs = fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 4 }), { maxLength: 6 })
  fc.assert(
    fc.property(graphs, (edges) => {
      const pairs = maximumMatching(edges).flatMap((to, from) => (to < 0 ? [] : [{ from, to }]))
      assert.ok(pairs.every(({ from, to }) => edges[from]?.includes(to)))
      assert.equal(new Set(pairs.map(({ to }) => to)).size, pairs.length)
      assert.equal(pairs.length, bestSize(edges))
    }),
    { numRuns: 500 },
  )
})

test('a path through ten thousand pairs is turned over without the call stack', () => {
  const length = 10_000
  // Every vertex prefers the partner of the next one, so that the last one displaces all.
  const edges = Array.from({ length }, (_, i) => (i + 1 < length ? [i, i + 1] : [0]))
  assert.deepEqual(new Set(maximumMatching(edges)).size, length)
})
