/** One run of a task for all who ask while an earlier one is under way. */

/**
 * Each call returns when a run is done that began after the call, so that whatever the caller did before is covered.
 * One run at a time.
 */
export function coalesced(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const run = async (): Promise<void> => {
    // Whoever it concerns hears of an earlier failure; this run is another try.
    await running.catch(() => {})
    running = task()
    next = undefined
    await running
  }
  return () => {
    next ??= run()
    return next
  }
}
