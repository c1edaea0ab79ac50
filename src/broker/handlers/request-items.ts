/**
 * What a request lists. A client may name the same thing again and again in a small request, so whatever is looked up
 * or answered for each item is done in one pass over the list, and answered once.
 */

/** How often each key occurs. */
export function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) {
    const key = keyOf(item)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** The first item of each key, in the order of the list. */
export function uniqueBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Item[] {
  const first = new Map<Key, Item>()
  for (const item of items) {
    const key = keyOf(item)
    if (!first.has(key)) first.set(key, item)
  }
  return [...first.values()]
}

/** The items for which the answer is yes, and the others, both in the order of the list. */
export function splitBy<Item>(items: readonly Item[], isYes: (item: Item) => boolean): [yes: Item[], no: Item[]] {
  const yes: Item[] = []
  const no: Item[] = []
  for (const item of items) (isYes(item) ? yes : no).push(item)
  return [yes, no]
}
