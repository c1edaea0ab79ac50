/** Decides, without waiting for any disk, where a batch goes: its offsets, its segment, whether it is a duplicate. */

import { assignOffsets, batchHeaderBytes, type RecordBatchHeader, readBatchHeader } from '../protocol/index.ts'
import { logErrors } from './errors.ts'
import type { PartitionLogConfig } from './log-config.ts'
import type { LogContext } from './log-context.ts'
import { encodeProducersIfAny } from './partition-state.ts'
import { encodeProducers } from './producer-snapshot.ts'
import type { ProducerBatch, ProducerState, ProducerUndo } from './producer-state.ts'
import { advance, emptyTail, mustRoll, type Tail } from './tail.ts'
import type { QueuedBatch, RecoveryPoint, Roll } from './write-group.ts'

/** No leader epoch but this one: a single node is always the leader. */
const LEADER_EPOCH = 0

/** How often producers that may have expired are looked for (Kafka checks as often). */
const EXPIRY_CHECK_MS = 600_000

/** A batch with its place. */
export interface PlannedAppend {
  readonly queued: QueuedBatch
  /** The tail that it goes behind; that of an empty segment where `roll` is given. */
  readonly before: Tail
  readonly roll: Roll | undefined
  readonly baseOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: bigint
}

export class AppendPlanner {
  readonly #context: LogContext
  readonly #partition: string
  #segments: { readonly segmentBytes: number; readonly segmentMs: number }
  /** The next batch opens a new segment, whatever the one before it holds. */
  #rollsNext = false
  #tail: Tail
  #producers: ProducerState
  #expiredAtMs: number
  #bytesSinceRecoveryPoint = 0

  constructor(
    context: LogContext,
    start: { partition: string; config: PartitionLogConfig; tail: Tail; producers: ProducerState },
  ) {
    this.#context = context
    this.#partition = start.partition
    this.#segments = segmentLimits(start.config)
    this.#tail = start.tail
    this.#producers = start.producers
    this.#expiredAtMs = context.now()
  }

  /** Behind the last batch that was accepted. */
  get tail(): Tail {
    return this.#tail
  }

  /** As of `tail`, so that it may be ahead of what is stored. */
  get producers(): ProducerState {
    return this.#producers
  }

  /**
   * Gives the batch its offsets, in place.
   *
   * @returns the batch that it repeats, where it is a duplicate; then nothing has changed.
   * @throws {LogError} outOfOrderSequence, invalidProducerEpoch, batchTooLarge, invalidBatch
   */
  plan(batch: Buffer): PlannedAppend | { readonly original: ProducerBatch } {
    const header = this.#readHeader(batch)
    const original = this.#checkProducer(header)
    if (original !== undefined) return { original }

    const baseOffset = this.#tail.endOffset
    const lastOffset = baseOffset + header.lastOffsetDelta
    const { maxTimestamp, sizeInBytes, crc } = header
    assignOffsets(batch, baseOffset, LEADER_EPOCH)
    const placed = { baseOffset, lastOffset, sizeInBytes, maxTimestamp, crc }
    const mustOpen = mustRoll(this.#tail, placed, this.#segments) || (this.#rollsNext && this.#tail.position > 0)
    const roll = mustOpen ? this.#rollAt(baseOffset) : undefined
    const before = roll === undefined ? this.#tail : emptyTail(baseOffset, baseOffset)
    const { tail, entry } = advance(before, placed)
    const undo = this.#producers.apply(header, baseOffset, this.#context.now())
    this.#tail = tail
    const queued = { bytes: batch, tail, entry, undo, recoveryPoint: this.#dueRecoveryPoint(sizeInBytes) }
    return { queued, before, roll, baseOffset, lastOffset, maxTimestamp }
  }

  /** From now on segments are closed by these rules. */
  configure(config: PartitionLogConfig): void {
    this.#segments = segmentLimits(config)
  }

  /**
   * Opens a new segment although no batch asks for it, or has the next batch do so where some wait already.
   *
   * @param stored - behind the last batch that is stored.
   * @returns what must exist before the next batch is written, or `undefined` where there is nothing to do now.
   */
  rollNow(stored: Tail): Roll | undefined {
    if (this.#tail.position === 0) return undefined
    this.#rollsNext = true
    if (this.#tail.endOffset !== stored.endOffset) return undefined
    const roll = this.#rollAt(stored.endOffset)
    this.#tail = emptyTail(stored.endOffset, stored.endOffset)
    return roll
  }

  /** Goes back to what is stored. */
  withdraw(undos: readonly ProducerUndo[], stored: Tail): void {
    for (const undo of undos) this.#producers.undo(undo)
    this.#tail = stored
  }

  /** Goes on from another state, after stored batches were lost. */
  restart(tail: Tail, producers: ProducerState): void {
    this.#tail = tail
    this.#producers = producers
  }

  #readHeader(batch: Buffer): RecordBatchHeader {
    if (batch.length < batchHeaderBytes) throw logErrors.invalidBatch(this.#partition, `${batch.length} bytes`)
    const header = readBatchHeader(batch)
    const { magic, lastOffsetDelta, sizeInBytes } = header
    if (magic !== 2 || lastOffsetDelta < 0 || sizeInBytes !== batch.length) {
      throw logErrors.invalidBatch(this.#partition, `its header says ${sizeInBytes} bytes of format ${magic}`)
    }
    const { segmentBytes } = this.#segments
    if (sizeInBytes > segmentBytes) throw logErrors.batchTooLarge(this.#partition, sizeInBytes, segmentBytes)
    return header
  }

  #checkProducer(header: RecordBatchHeader): ProducerBatch | undefined {
    this.#expireProducers()
    const verdict = this.#producers.check(header)
    const { producerId, producerEpoch, baseSequence } = header
    switch (verdict.kind) {
      case 'append':
        return undefined
      case 'duplicate':
        return verdict.original
      case 'outOfOrderSequence':
        throw logErrors.outOfOrderSequence(this.#partition, String(producerId), baseSequence, verdict.expected)
      case 'invalidProducerEpoch':
        throw logErrors.invalidProducerEpoch(this.#partition, String(producerId), producerEpoch, verdict.current)
    }
  }

  #expireProducers(): void {
    const now = this.#context.now()
    if (now - this.#expiredAtMs < EXPIRY_CHECK_MS) return
    this.#expiredAtMs = now
    this.#producers.expire(now - this.#context.limits.producerExpirationMs)
  }

  #rollAt(baseOffset: number): Roll {
    this.#rollsNext = false
    const isFirst = this.#tail.segmentBase === undefined
    return { baseOffset, producers: isFirst ? undefined : encodeProducers(this.#producers) }
  }

  #dueRecoveryPoint(sizeInBytes: number): RecoveryPoint | undefined {
    this.#bytesSinceRecoveryPoint += sizeInBytes
    if (this.#bytesSinceRecoveryPoint < this.#context.limits.recoveryBytes) return undefined
    this.#bytesSinceRecoveryPoint = 0
    return { tail: this.#tail, producers: encodeProducersIfAny(this.#producers) }
  }
}

function segmentLimits({ segmentBytes, segmentMs = Number.POSITIVE_INFINITY }: PartitionLogConfig) {
  return { segmentBytes, segmentMs }
}
