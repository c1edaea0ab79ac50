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

export function pageOf<Item>(items: readonly Item[], { offset = 0, limit = 0 }: Page, limits: PageLimits): Item[] {
  const start = Math.max(offset, 0)
  return items.slice(start, start + (limit > 0 && limit <= limits.most ? limit : limits.usual))
}
