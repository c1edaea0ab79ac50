/**
 * State of the broker that outlives the process: pairs of key and value on a log partition, where the last value of a
 * key counts and `null` removes it. The cluster's metadata and the groups' offsets are kept this way.
 */

import type { PartitionLog } from '../log/index.ts'
import { decodeRecords, encodeRecordBatch, readBatchHeader } from '../protocol/index.ts'

/** One change. A `null` value removes the key (a tombstone, for compaction). */
export interface StateRecord {
  readonly key: Buffer
  readonly value: Buffer | null
}

const replayBytes = 1024 * 1024

export class StateLog {
  readonly #partition: PartitionLog
  readonly #now: () => number

  constructor(partition: PartitionLog, now: () => number) {
    this.#partition = partition
    this.#now = now
  }

  /**
   * Reads every change of the past, in order. The function that takes them should be the one that serves changes of
   * the present, so that a restart cannot lead to another state than the running process had.
   */
  async replay(apply: (record: StateRecord) => void): Promise<void> {
    // A log that was set aside has no end to read up to, and must not pass for an empty one: asking it says so.
    await this.#partition.read(this.#partition.logStartOffset, { maxBytes: 1 })
    for await (const record of pastRecords(this.#partition)) apply(record)
  }

  /**
   * Writes changes as one batch: after a crash all of them are there or none.
   *
   * @returns when they are as durable as the log's flush policy promises; only then may anybody be told of them.
   * @throws {LogError} where the disk refuses; the state must then be left as it was.
   */
  async append(records: readonly StateRecord[]): Promise<void> {
    const timestamp = BigInt(this.#now())
    const batch = encodeRecordBatch({ records: records.map(({ key, value }) => ({ key, value, timestamp })) })
    await this.#partition.append(batch).durable
  }
}

async function* pastRecords(partition: PartitionLog): AsyncGenerator<StateRecord> {
  let offset = partition.logStartOffset
  while (offset < partition.logEndOffset) {
    const batches = await partition.read(offset, {
      maxBytes: replayBytes,
      upTo: partition.logEndOffset,
      atLeastOneBatch: true,
    })
    if (batches.length === 0) return
    for (let position = 0; position < batches.length; ) {
      const header = readBatchHeader(batches, position)
      for (const { key, value } of decodeRecords(batches.subarray(position, position + header.sizeInBytes))) {
        // A record without a key names no state; this broker never writes one.
        if (key !== null) yield { key, value }
      }
      position += header.sizeInBytes
      offset = header.baseOffset + header.lastOffsetDelta + 1
    }
  }
}
