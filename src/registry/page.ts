/** The part of a list that a request asks for. */

/** Out-of-range values mean the usual, never an error. */
export interface Page {
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

export interface PageLimits {
  /** Items where a request does not say how many, or says something out of range. */
  readonly usual: number
  /** Items that a request may ask for. */
  readonly most: number
}

export function pageOf<Item>(items: readonly Item[], page: Page, limits: PageLimits): Item[] {
  return items.slice(...rangeOf(page, limits))
}

/** Index of the first item, and the one behind the last. */
export function rangeOf({ offset = 0, limit = 0 }: Page, limits: PageLimits): [start: number, end: number] {
  const start = Math.max(offset, 0)
  return [start, start + (limit > 0 && limit <= limits.most ? limit : limits.usual)]
}
