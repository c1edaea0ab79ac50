/** What statements set aside. */
import type { ReservedStatement, TagRange } from './model.ts'

export function rangesOf(reserved: readonly ReservedStatement[]): TagRange[] {
  return reserved.flatMap(({ values }) => values.filter((value) => typeof value !== 'string'))
}

export function reservedNames(reserved: readonly ReservedStatement[]): string[] {
  return reserved.flatMap(({ values }) => values.filter((value) => typeof value === 'string'))
}

/** Whether a number is in one of the ranges, however many there are. */
export function inRanges(ranges: readonly TagRange[]): (tag: number) => boolean {
  const sorted = [...ranges].sort((a, b) => a.first - b.first)
  // The highest end of all ranges up to this one.
  let highest = Number.NEGATIVE_INFINITY
  const ends = sorted.map(({ last }) => {
    highest = Math.max(highest, last)
    return highest
  })
  return (tag) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle]?.first ?? 0) <= tag) low = middle + 1
      else high = middle
    }
    return low > 0 && (ends[low - 1] ?? 0) >= tag
  }
}
