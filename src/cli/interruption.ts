/** Ctrl-C in the middle of long work: what was begun is brought to an end that can be gone on from. */

import { note } from './output.ts'

/**
 * Aborted by the first SIGINT or SIGTERM; a second one ends the process at once.
 *
 * @param options.quiet - where nothing is left to be finished, and Ctrl-C is how the command ends.
 */
export function interruption({ quiet = false } = {}): AbortSignal {
  const ending = new AbortController()
  const stop = () => {
    if (ending.signal.aborted) process.exit(1)
    if (!quiet) note('Finishing what was begun; a second Ctrl-C ends at once.')
    ending.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return ending.signal
}
