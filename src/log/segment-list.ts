/** The segments of a log, in ascending order. Whoever walks over them holds a list that does not change meanwhile. */

import type { Segment } from './segment.ts'
import { lastIndexWhere } from './sparse-index.ts'

export class SegmentList {
  #all: readonly Segment[]

  constructor(segments: readonly Segment[]) {
    this.#all = segments
  }

  /** Replaced by every change, and never changed itself. */
  get all(): readonly Segment[] {
    return this.#all
  }

  /** The segment that is written; all others are closed. */
  get last(): Segment | undefined {
    return this.#all.at(-1)
  }

  /** Closed segments together; the one that is written grows, so that its size is asked for elsewhere. */
  get closedBytes(): number {
    return this.#all.slice(0, -1).reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0)
  }

  push(segment: Segment): void {
    this.#all = [...this.#all, segment]
  }

  /** Takes out what stands in a row, and puts something else, or nothing, in its place. */
  replace(old: readonly Segment[], by: readonly Segment[]): void {
    const [first] = old
    if (first === undefined) return
    const at = this.#all.indexOf(first)
    if (at < 0) throw new Error(`segment ${first.baseOffset} is not in the list`)
    this.#all = [...this.#all.slice(0, at), ...by, ...this.#all.slice(at + old.length)]
  }
}

/** Index of the segment that would hold `offset`: the last one that does not begin after it, or -1. */
export function segmentIndexOf(segments: readonly Segment[], offset: number): number {
  return lastIndexWhere(segments.length, (index) => {
    const segment = segments[index]
    return segment !== undefined && segment.baseOffset <= offset
  })
}
