/** Work whose length depends on what somebody wrote, under a clock. */

import { createContext, Script } from 'node:vm'

const call = new Script('work()')

/**
 * Runs `work` and ends it wherever it is when the time is over; what it has changed so far stays.
 *
 * @returns `undefined` when the time is over.
 */
export function withinTime<Result>(ms: number, work: () => Result): Result | undefined {
  let result: Result | undefined
  const context = createContext({
    work: () => {
      result = work()
    },
  })
  try {
    call.runInContext(context, { timeout: ms })
    return result
  } catch (error) {
    // An error of the other context, so it is no instance of this one's class.
    if (Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}
