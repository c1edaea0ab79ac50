/** Fetch (API key 1): batches as they lie in the log, and a wait for those that are not there yet (long poll). */

import { errorCodes, Fetch, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { type HandlerContext, handle } from '../handle.ts'
import { collectBatches } from './fetch-collect.ts'
import { FetchWatch } from './fetch-watch.ts'

type Request = RequestOf<typeof Fetch>

/**
 * There are no fetch sessions (KIP-227): a request that opens one is answered with session id 0, which tells the client
 * to go on naming every partition. A replica id is not looked at; there are no followers.
 */
export const fetch = handle(
  Fetch,
  async (request, context) => {
    const refusal = refusedSession(request, context)
    if (refusal !== errorCodes.NONE) return failed(refusal)
    const maxBytes = Math.min(request.maxBytes, context.settings.fetchBytes)
    const minBytes = Math.min(request.minBytes, maxBytes)
    using watch = new FetchWatch(request.maxWaitMs, context)
    for (;;) {
      // Nobody waits for the answer any more, so nothing is read for it.
      if (context.signal.aborted) return failed(errorCodes.NONE)
      const { responses, recordBytes, hasError, seen } = await collectBatches(request, maxBytes, context)
      const isDone = recordBytes >= minBytes || hasError || seen.length === 0 || watch.isOver
      if (isDone) return { throttleTimeMs: 0, errorCode: errorCodes.NONE, sessionId: 0, responses }
      await watch.untilWorthReading(seen, minBytes - recordBytes)
    }
  },
  (_, errorCode) => failed(errorCode),
)

function refusedSession({ clusterId, sessionId, sessionEpoch }: Request, context: HandlerContext): number {
  if (clusterId !== null && clusterId !== context.clusterId) return errorCodes.INCONSISTENT_CLUSTER_ID
  const isIncremental = sessionId !== 0 && sessionEpoch > 0
  return isIncremental ? errorCodes.FETCH_SESSION_ID_NOT_FOUND : errorCodes.NONE
}

function failed(errorCode: number): ResponseInput<typeof Fetch> {
  return { throttleTimeMs: 0, errorCode, sessionId: 0, responses: [] }
}
