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

export interface StateLog {
  /**
   * Writes changes as one batch: after a crash all of them are there or none.
   *
   * @returns when they are as durable as the log's flush policy promises; only then may anybody be told of them.
   * @throws {LogError} where the disk refuses; the state must then be left as it was.
   */
  append(records: readonly StateRecord[]): Promise<void>
}

const replayBytes = 1024 * 1024

/**
 * Reads a partition from its start, in order, and then stands ready to append.
 *
 * @param options.apply - called for every change of the past; the same function should serve changes of the present,
 *   so that a restart cannot lead to another state than the running process had.
 */
export async function openStateLog(options: {
  readonly partition: PartitionLog
  readonly now: () => number
  readonly apply: (record: StateRecord) => void
}): Promise<StateLog> {
  const { partition, now, apply } = options
  for await (const record of pastRecords(partition)) apply(record)
  return {
    async append(records) {
      const timestamp = BigInt(now())
      const batch = encodeRecordBatch({ records: records.map(({ key, value }) => ({ key, value, timestamp })) })
      await partition.append(batch).durable
    },
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
