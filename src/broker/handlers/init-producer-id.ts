/**
 * InitProducerId (API key 22): an id for an idempotent producer. Transactions do not exist yet; INVALID_REQUEST is the
 * one code that every client takes as final and prints as "incompatible broker", which is what it is.
 */

import { errorCodes, InitProducerId, type ResponseInput } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

/** Whatever id and epoch a producer says it had, without a transactional id it gets a fresh one (KIP-360). */
export const initProducerId = handle(
  InitProducerId,
  async (request, { producerIds, authorize }) => {
    if (request.transactionalId !== null) return failed(errorCodes.INVALID_REQUEST)
    if (!authorize('idempotentWrite', { type: 'cluster', name: '' })) {
      return failed(errorCodes.CLUSTER_AUTHORIZATION_FAILED)
    }
    return {
      throttleTimeMs: 0,
      errorCode: errorCodes.NONE,
      producerId: await producerIds.allocate(),
      producerEpoch: 0,
    }
  },
  (_, errorCode) => failed(errorCode),
)

function failed(errorCode: number): ResponseInput<typeof InitProducerId> {
  return { throttleTimeMs: 0, errorCode, producerId: -1n, producerEpoch: -1 }
}
