/** Doing a thing for each of many, some at a time. */

/** Results in the order of `items`; the first failure is thrown, and no more are begun after it. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  let failed = false
  const worker = async () => {
    for (let at = next++; at < items.length && !failed; at = next++) {
      try {
        // The index is below the length.
        results[at] = await work(items[at] as Item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}

/** Requests that a command has in flight: enough to hide a network's delay, few enough for any registry. */
export const requestsAtOnce = 8
