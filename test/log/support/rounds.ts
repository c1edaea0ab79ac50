/** What the writing process of the kill tests sends, so that its parent can send it again. */

import { producerBatch } from './batches.ts'

/** As many as an idempotent producer may have. */
export const BATCHES_IN_FLIGHT = 5

/** The batch at this place of a round, with up to fifty records. */
export function batchOfRound(sequence: number, index: number): Buffer {
  return producerBatch(sequence, { count: 1 + ((sequence + index) % 50) })
}
