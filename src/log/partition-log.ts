/** A partition: batches in offset order on disk, appended at the end and read from anywhere. */

import { assignOffsets, batchHeaderBytes, type RecordBatchHeader, readBatchHeader } from '../protocol/index.ts'
import { BatchReader, DamagedLog } from './batch-reader.ts'
import { CommitQueue } from './commit-queue.ts'
import { LogError, logErrors } from './errors.ts'
import type { LogContext } from './log-context.ts'
import type { PartitionId } from './partition-name.ts'
import { encodeProducersIfAny, encodeState, type PartitionState, segmentsOf } from './partition-state.ts'
import { encodeProducers } from './producer-snapshot.ts'
import { type ProducerBatch, ProducerState, type ProducerUndo } from './producer-state.ts'
import { loadSnapshot, replaySegment } from './recovery.ts'
import { Segment } from './segment.ts'
import { type LostTail, SegmentWriter } from './segment-writer.ts'
import { advance, emptyTail, mustRoll, type Tail } from './tail.ts'
import { type TimedOffset, TimeSearch } from './time-search.ts'
import type { RecoveryPoint, Roll, WriteGroup } from './write-group.ts'

export interface PartitionLogConfig {
  /** Size at which a segment is closed (Kafka's segment.bytes); the largest batch that can be appended. */
  readonly segmentBytes: number
}

/** What became of a batch. */
export interface Appended {
  readonly baseOffset: number
  readonly lastOffset: number
  /** Highest timestamp of the batch; of the original where this is a duplicate. */
  readonly maxTimestamp: bigint
  /** The producer has sent this batch before, and nothing was appended; the offsets are those of the original. */
  readonly duplicate: boolean
  /** Settles when the batch is stored by the flush policy; rejects with `LogError` `storageFault` where it cannot be. */
  readonly durable: Promise<void>
}

export interface ReadOptions {
  readonly maxBytes: number
  /** Batches that reach this offset are left out. The high watermark where absent or beyond it. */
  readonly upTo?: number
  /** The first batch comes whole even where it is larger than `maxBytes` (KIP-74). */
  readonly atLeastOneBatch?: boolean
}

/** What a log tells the folder that holds it. */
export interface PartitionEvents {
  /** Batches were handed to the operating system. */
  written(log: PartitionLog): void
  /** Recovery need not read what is before this line of the checkpoint. */
  recoveryPoint(log: PartitionLog, line: string): void
}

export interface PartitionLogOptions extends PartitionId {
  readonly name: string
  readonly folder: string
  readonly config: PartitionLogConfig
  readonly state: PartitionState
  readonly corrupt: string | undefined
  readonly events: PartitionEvents
}

/** No leader epoch but this one: a single node is always the leader. */
const LEADER_EPOCH = 0

const EXPIRY_CHECK_MS = 600_000

export class PartitionLog {
  readonly topic: string
  readonly partitionIndex: number
  /** Folder name, and key in the checkpoint. */
  readonly name: string
  readonly #context: LogContext
  readonly #options: PartitionLogOptions
  readonly #segments: Segment[]
  readonly #writer: SegmentWriter
  readonly #queue: CommitQueue
  readonly #reader: BatchReader
  readonly #search: TimeSearch
  readonly #listeners = new Set<() => void>()
  #logStartOffset: number
  /** Behind the last batch that was accepted, and behind the last one that is stored. */
  #tail: Tail
  #stored: Tail
  #closedBytes: number
  /** As of `#tail`: ahead of what is stored. */
  #producers: ProducerState
  #expiredAtMs: number
  #bytesSinceRecoveryPoint = 0
  /** Why nothing works any more: set aside, closed or deleted. */
  #refusal: LogError | undefined

  constructor(context: LogContext, options: PartitionLogOptions) {
    const { topic, partitionIndex, name, folder, state, corrupt } = options
    const { tail, closedSegments, logStartOffset, producers } = state
    this.topic = topic
    this.partitionIndex = partitionIndex
    this.name = name
    this.#context = context
    this.#options = options
    const summaries = segmentsOf(state)
    this.#segments = summaries.map(
      (summary, index) => new Segment(context, folder, summary, summaries[index + 1]?.baseOffset ?? tail.endOffset),
    )
    this.#closedBytes = closedSegments.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0)
    this.#writer = new SegmentWriter(context, folder, this.#segments)
    this.#reader = new BatchReader(context, this.#segments)
    this.#search = new TimeSearch(context, this.#segments)
    this.#queue = new CommitQueue(
      {
        store: (group) => this.#store(group),
        commit: (group) => this.#commit(group),
        withdraw: (undos, cause) => this.#withdraw(undos, cause),
      },
      context.writes,
      context.limits.queuedBytes,
    )
    this.#logStartOffset = logStartOffset
    this.#tail = tail
    this.#stored = tail
    this.#producers = producers
    this.#expiredAtMs = context.now()
    if (corrupt !== undefined) this.#refusal = logErrors.corruptLog(name, corrupt)
  }

  get logStartOffset(): number {
    return this.#logStartOffset
  }

  /** The offset that the next record gets. */
  get logEndOffset(): number {
    return this.#tail.endOffset
  }

  /** Records before it are stored by the flush policy, and may be shown to anybody. */
  get highWatermark(): number {
    return this.#stored.endOffset
  }

  /** Bytes of stored batches. */
  get sizeInBytes(): number {
    return this.#closedBytes + this.#stored.position
  }

  /** Producers that are remembered. */
  get producerCount(): number {
    return this.#producers.size
  }

  /**
   * Appends one batch: gives it its offsets in place, at once, and queues the write. Batches are stored in the order of
   * the calls. A caller that must not outrun the disk waits for `writable()` before the next call.
   *
   * @param batch - one whole batch of format v2 whose CRC and records the caller has checked; it is kept until written.
   * @throws {LogError} outOfOrderSequence, invalidProducerEpoch, batchTooLarge, invalidBatch, corruptLog, closed, deleted
   */
  append(batch: Buffer): Appended {
    if (this.#refusal !== undefined) throw this.#refusal
    const header = this.#readHeader(batch)
    const original = this.#checkProducer(header)
    if (original !== undefined) return this.#duplicateOf(original)

    const baseOffset = this.#tail.endOffset
    const lastOffset = baseOffset + header.lastOffsetDelta
    assignOffsets(batch, baseOffset, LEADER_EPOCH)
    const placed = { ...header, baseOffset, lastOffset }
    const mustCreate = mustRoll(this.#tail, placed, this.#options.config.segmentBytes)
    const roll = mustCreate ? this.#rollAt(baseOffset) : undefined
    const before = mustCreate ? emptyTail(baseOffset, baseOffset) : this.#tail
    const { tail, entry } = advance(before, placed)
    const undo = this.#producers.apply(header, baseOffset, this.#context.now())
    this.#tail = tail
    const recoveryPoint = this.#dueRecoveryPoint(batch.length)
    const durable = this.#queue.add({ bytes: batch, tail, entry, undo, recoveryPoint }, before, roll)
    return { baseOffset, lastOffset, maxTimestamp: header.maxTimestamp, duplicate: false, durable }
  }

  /** A promise of room where too many bytes wait for the disk; `undefined` where there is room. */
  writable(): Promise<void> | undefined {
    return this.#queue.writable()
  }

  /**
   * Reads whole batches as they lie in the file, from the one that holds `offset` (or the next one, where compaction has
   * left a gap). May stop at the end of a segment. Empty where nothing is there yet.
   *
   * @throws {LogError} offsetOutOfRange, storageFault, corruptLog, closed, deleted
   */
  read(offset: number, { maxBytes, upTo, atLeastOneBatch = false }: ReadOptions): Promise<Buffer> {
    return this.#guarded(async () => {
      if (offset < this.logStartOffset || offset > this.logEndOffset) {
        throw logErrors.offsetOutOfRange(this.name, offset, this.logStartOffset, this.logEndOffset)
      }
      const endOffset = Math.min(upTo ?? this.highWatermark, this.highWatermark)
      return this.#reader.read(offset, { endOffset, maxBytes, atLeastOneBatch })
    })
  }

  /** The first record, by offset, whose timestamp is not before `timestamp`. */
  findOffsetByTimestamp(timestamp: bigint): Promise<TimedOffset | undefined> {
    return this.#guarded(() => this.#search.findFirst(timestamp, this.#readableRange))
  }

  /** The first record that has the highest timestamp; `undefined` where no record has one. */
  findMaxTimestamp(): Promise<TimedOffset | undefined> {
    return this.#guarded(() => this.#search.findMax(this.#readableRange))
  }

  /** Calls `listener` when the high watermark has moved, and when the log is closed, deleted or set aside. */
  onAdvance(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Flushes what the operating system still holds. A failure is noted; the next append deals with it. */
  async flush(): Promise<void> {
    await this.#writer.sync().catch(() => {})
  }

  /**
   * Stores what is queued, flushes it, and lets go of everything.
   *
   * @returns the line of a clean checkpoint, or `undefined` where the log must be recovered.
   */
  async close(): Promise<string | undefined> {
    const isSound = this.#refusal === undefined
    this.#refusal ??= logErrors.closed(this.name)
    await this.#queue.idle()
    return this.#queue.exclusive(async () => {
      try {
        if (!isSound || (await this.#writer.heal()) !== undefined) return undefined
        await this.#writer.close()
        return this.#lineOf({ tail: this.#stored, producers: encodeProducersIfAny(this.#producers) })
      } catch (error) {
        this.#context.logger.error({ partition: this.name, err: error }, 'a partition could not be closed cleanly')
        return undefined
      } finally {
        this.#letGo()
      }
    })
  }

  /** Refuses everything from now on, and returns when no file of the partition is used any more. */
  async delete(): Promise<void> {
    this.#refusal = logErrors.deleted(this.name)
    this.#queue.withdrawWaiting(this.#refusal)
    await this.#queue.exclusive(async () => this.#letGo())
  }

  get #readableRange(): { startOffset: number; endOffset: number } {
    return { startOffset: this.logStartOffset, endOffset: this.highWatermark }
  }

  #readHeader(batch: Buffer): RecordBatchHeader {
    if (batch.length < batchHeaderBytes) throw logErrors.invalidBatch(this.name, `${batch.length} bytes`)
    const header = readBatchHeader(batch)
    if (header.magic !== 2 || header.lastOffsetDelta < 0 || header.sizeInBytes !== batch.length) {
      throw logErrors.invalidBatch(this.name, `its header says ${header.sizeInBytes} bytes of format ${header.magic}`)
    }
    const { segmentBytes } = this.#options.config
    if (batch.length > segmentBytes) throw logErrors.batchTooLarge(this.name, batch.length, segmentBytes)
    return header
  }

  /** @returns the batch that this one repeats. */
  #checkProducer(header: RecordBatchHeader): ProducerBatch | undefined {
    const { now, limits } = this.#context
    if (now() - this.#expiredAtMs >= EXPIRY_CHECK_MS) {
      this.#expiredAtMs = now()
      this.#producers.expire(now() - limits.producerExpirationMs)
    }
    const verdict = this.#producers.check(header)
    const producerId = String(header.producerId)
    switch (verdict.kind) {
      case 'append':
        return undefined
      case 'duplicate':
        return verdict.original
      case 'outOfOrderSequence':
        throw logErrors.outOfOrderSequence(this.name, producerId, header.baseSequence, verdict.expected)
      case 'invalidProducerEpoch':
        throw logErrors.invalidProducerEpoch(this.name, producerId, header.producerEpoch, verdict.current)
    }
  }

  /** An original that is still being written must be stored before its duplicate is acknowledged. */
  #duplicateOf({ firstOffset, lastOffset, maxTimestamp }: ProducerBatch): Appended {
    const durable = this.#queue.find(firstOffset) ?? Promise.resolve()
    return { baseOffset: firstOffset, lastOffset, maxTimestamp, duplicate: true, durable }
  }

  #rollAt(baseOffset: number): Roll {
    const isFirst = this.#tail.segmentBase === undefined
    return { baseOffset, producers: isFirst ? undefined : encodeProducers(this.#producers) }
  }

  #dueRecoveryPoint(sizeInBytes: number): RecoveryPoint | undefined {
    this.#bytesSinceRecoveryPoint += sizeInBytes
    if (this.#bytesSinceRecoveryPoint < this.#context.limits.recoveryBytes) return undefined
    this.#bytesSinceRecoveryPoint = 0
    return { tail: this.#tail, producers: encodeProducersIfAny(this.#producers) }
  }

  async #store(group: WriteGroup): Promise<void> {
    if (this.#writer.isFaulty) {
      const lost = await this.#writer.heal()
      if (lost !== undefined) throw await this.#lossOf(lost)
    }
    if (group.roll !== undefined) {
      const closedBytes = this.#closedBytes + this.#stored.position
      await this.#writer.roll(group.roll)
      this.#closedBytes = closedBytes
      this.#stored = emptyTail(group.roll.baseOffset, group.roll.baseOffset)
    }
    await this.#writer.write(group)
  }

  #commit(group: WriteGroup): Promise<void> | undefined {
    this.#stored = group.tail
    const rest = this.#writer.commit(group)
    if (group.recoveryPoint !== undefined) void this.#publish(this.#lineOf(group.recoveryPoint))
    this.#options.events.written(this)
    this.#notify()
    return rest
  }

  /** Takes back batches that cannot be stored. */
  #withdraw(undos: readonly ProducerUndo[], cause: unknown): Error {
    for (const undo of undos) this.#producers.undo(undo)
    if (cause instanceof AcknowledgedLoss) this.#acceptLoss(cause)
    this.#tail = this.#stored
    const error = this.#asLogError(cause)
    if (cause instanceof DamagedLog && this.#refusal === undefined) {
      this.#refusal = error
      this.#notify()
    }
    return error
  }

  /** What the log is, once acknowledged batches turned out to be lost. */
  async #lossOf({ segment, position }: LostTail): Promise<AcknowledgedLoss> {
    const { baseOffset, logPath } = segment
    const producers = (await loadSnapshot(this.#context, this.#options.folder, baseOffset)) ?? new ProducerState()
    const { tail } = await this.#context.files.use(logPath, (file) =>
      replaySegment(this.#context, file, emptyTail(baseOffset, baseOffset), producers, position),
    )
    return new AcknowledgedLoss(segment, tail, producers)
  }

  #acceptLoss({ segment, tail, producers, message }: AcknowledgedLoss): void {
    this.#context.logger.error(
      { partition: this.name, logEndOffset: tail.endOffset, before: this.#stored.endOffset },
      `${message}; the flush policy '${this.#context.flush.kind}' does not protect them`,
    )
    segment.moveTo(tail)
    segment.index.invalidate()
    this.#reader.forget()
    this.#stored = tail
    this.#producers = producers
  }

  async #publish(line: string): Promise<void> {
    await this.flush()
    if (!this.#writer.isFaulty) this.#options.events.recoveryPoint(this, line)
  }

  #lineOf({ tail, producers }: RecoveryPoint): string {
    const closedSegments = this.#segments.filter(({ baseOffset }) => baseOffset !== tail.segmentBase)
    return encodeState({ logStartOffset: this.logStartOffset, closedSegments, tail }, producers)
  }

  async #guarded<T>(task: () => Promise<T>): Promise<T> {
    if (this.#refusal !== undefined) throw this.#refusal
    try {
      return await task()
    } catch (error) {
      // A file that is gone because the partition is gone is no fault of the disk.
      throw this.#refusal ?? this.#asLogError(error)
    }
  }

  #asLogError(cause: unknown): LogError {
    if (cause instanceof LogError) return cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof DamagedLog) return logErrors.corruptLog(this.name, reason).because(cause)
    return logErrors.storageFault(this.name, reason).because(cause)
  }

  #letGo(): void {
    for (const { index, logPath } of this.#segments) {
      index.discard()
      this.#context.files.discard(logPath)
    }
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Acknowledged batches are gone, because the flush policy did not wait for the disk; this is what remains. */
class AcknowledgedLoss extends Error {
  readonly segment: Segment
  readonly tail: Tail
  readonly producers: ProducerState

  constructor(segment: Segment, tail: Tail, producers: ProducerState) {
    super('acknowledged batches were lost by a flush that failed')
    this.segment = segment
    this.tail = tail
    this.producers = producers
  }
}
