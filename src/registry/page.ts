/** The part of a list that a request asks for. */

/** Out-of-range values mean the default, never an error. */
export interface Page {
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

/** Default and maximum of GET /schemas and referencedby; the other lists have no limit. */
export const longListLimit = 1000

export function pageOf<Item>(items: readonly Item[], page: Page, maximum = Number.MAX_SAFE_INTEGER): Item[] {
  const offset = Math.max(page.offset ?? 0, 0)
  const asked = page.limit ?? maximum
  const limit = asked > 0 && asked <= maximum ? asked : maximum
  return items.slice(offset, offset + limit)
}
