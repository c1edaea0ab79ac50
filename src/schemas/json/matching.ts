/** Maximum matching in a bipartite graph (Hopcroft and Karp): as many pairs as possible, none sharing an end. */

/**
 * @param edges - For each left vertex the right vertices it may be paired with, those that are preferred first.
 * @returns For each left vertex its right vertex, or -1.
 */
export function maximumMatching(edges: readonly (readonly number[])[]): number[] {
  const matching = new Matching(edges)
  while (matching.findLayers()) matching.augment()
  return matching.rightOf
}

class Matching {
  readonly rightOf: number[]
  readonly #edges: readonly (readonly number[])[]
  readonly #leftOf = new Map<number, number>()
  /** Length of the shortest alternating path from a free left vertex; -1 where there is none. */
  #layers: number[] = []

  constructor(edges: readonly (readonly number[])[]) {
    this.#edges = edges
    this.rightOf = edges.map(() => -1)
  }

  /** Breadth first from all free left vertices; true where a free right vertex can be reached. */
  findLayers(): boolean {
    this.#layers = this.rightOf.map((right) => (right < 0 ? 0 : -1))
    const queue = this.rightOf.flatMap((right, left) => (right < 0 ? [left] : []))
    let reachesFree = false
    for (const left of queue) {
      for (const right of this.#edges[left] ?? []) {
        const next = this.#leftOf.get(right)
        if (next === undefined) reachesFree = true
        else if (this.#layers[next] === -1) {
          this.#layers[next] = this.#layer(left) + 1
          queue.push(next)
        }
      }
    }
    return reachesFree
  }

  /** Takes a set of shortest augmenting paths that share no vertex. */
  augment(): void {
    const nextEdge = this.#edges.map(() => 0)
    for (const left of this.#edges.keys()) if (this.rightOf[left] === -1) this.#augmentFrom(left, nextEdge)
  }

  /** Depth first along the layers with a stack of its own: a path may be as long as there are vertices. */
  #augmentFrom(start: number, nextEdge: number[]): void {
    const path = [start]
    for (let left = path.at(-1); left !== undefined; left = path.at(-1)) {
      const index = nextEdge[left] ?? 0
      const right = this.#edges[left]?.[index]
      if (right === undefined) {
        // A dead end for this round.
        path.pop()
        continue
      }
      nextEdge[left] = index + 1
      const next = this.#leftOf.get(right)
      if (next === undefined) {
        this.#flip(path, nextEdge)
        return
      }
      if (this.#layers[next] === this.#layer(left) + 1) path.push(next)
    }
  }

  /** Pairs each vertex of the path with the edge it was left by. */
  #flip(path: readonly number[], nextEdge: readonly number[]): void {
    for (const left of path) {
      const right = this.#edges[left]?.[(nextEdge[left] ?? 0) - 1] ?? -1
      this.rightOf[left] = right
      this.#leftOf.set(right, left)
    }
  }

  #layer(left: number): number {
    return this.#layers[left] ?? -1
  }
}
