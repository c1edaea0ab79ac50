/** Producer ids, each given out once in the life of the cluster, kill -9 included. */

import type { ClusterState } from './cluster-state.ts'

/** Ids that one write to the metadata log allows (Kafka's ProducerIdsBlock has the same size). */
const blockSize = 1000

/** Ids from here on can only be a client's invention: counting never gets there, and must not be sent there. */
const clientMadeIds = 2n ** 52n

export class ProducerIds {
  readonly #state: ClusterState
  #next: number
  /** First id that may not be given out before the metadata log says so. */
  #end: number
  #extending: Promise<void> | undefined

  /**
   * @param highestKnown - highest id that any log remembers. Logs that came from a backup or from elsewhere may know ids
   *   that this cluster has not given out; a new producer with such an id would have its records taken for duplicates.
   */
  constructor(state: ClusterState, highestKnown: bigint) {
    this.#state = state
    // What was left of the last block is lost with the process that held it; nobody knows which of it was used.
    const first =
      highestKnown < clientMadeIds ? Math.max(state.nextProducerId, Number(highestKnown) + 1) : state.nextProducerId
    this.#next = first
    this.#end = first
  }

  async allocate(): Promise<bigint> {
    while (this.#next >= this.#end) await this.#extend()
    return BigInt(this.#next++)
  }

  /** All who find the block used up wait for the same write. */
  #extend(): Promise<void> {
    this.#extending ??= this.#saveBlock().finally(() => {
      this.#extending = undefined
    })
    return this.#extending
  }

  async #saveBlock(): Promise<void> {
    const end = this.#end + blockSize
    await this.#state.saveNextProducerId(end)
    this.#end = end
  }
}
