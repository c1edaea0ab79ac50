/** A partition: batches in offset order on disk, appended at the end and read from anywhere. */

import { AppendPlanner } from './append-planner.ts'
import { BatchReader, DamagedLog } from './batch-reader.ts'
import { CommitQueue } from './commit-queue.ts'
import { LogError, logErrors } from './errors.ts'
import { AcknowledgedLoss } from './healing.ts'
import type { LogContext } from './log-context.ts'
import type { PartitionId } from './partition-name.ts'
import { encodeProducersIfAny, encodeState, type PartitionState, segmentsOf } from './partition-state.ts'
import type { ProducerUndo } from './producer-state.ts'
import { Segment } from './segment.ts'
import { SegmentWriter } from './segment-writer.ts'
import { emptyTail, type Tail } from './tail.ts'
import { type OffsetRange, type TimedOffset, TimeSearch } from './time-search.ts'
import type { RecoveryPoint, WriteGroup } from './write-group.ts'

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
  /** Folder name, and key in the checkpoint. */
  readonly name: string
  readonly folder: string
  readonly config: PartitionLogConfig
  readonly state: PartitionState
  /** Why the partition is set aside. */
  readonly corrupt: string | undefined
  readonly events: PartitionEvents
}

const stored = Promise.resolve()

export class PartitionLog {
  readonly topic: string
  readonly partitionIndex: number
  readonly name: string
  readonly #context: LogContext
  readonly #folder: string
  readonly #events: PartitionEvents
  readonly #segments: Segment[]
  readonly #planner: AppendPlanner
  readonly #queue: CommitQueue
  readonly #writer: SegmentWriter
  readonly #reader: BatchReader
  readonly #search: TimeSearch
  readonly #listeners = new Set<() => void>()
  readonly #logStartOffset: number
  /** Behind the last batch that is stored; the planner's tail is ahead of it while batches wait. */
  #stored: Tail
  #closedBytes: number
  /** Why nothing works any more: set aside, closed or deleted. */
  #refusal: (() => LogError) | undefined

  constructor(context: LogContext, { topic, partitionIndex, name, folder, config, ...options }: PartitionLogOptions) {
    const { state, corrupt, events } = options
    const { tail, producers, closedSegments, logStartOffset } = state
    this.topic = topic
    this.partitionIndex = partitionIndex
    this.name = name
    this.#context = context
    this.#folder = folder
    this.#events = events
    const summaries = segmentsOf(state)
    this.#segments = summaries.map(
      (summary, index) => new Segment(context, folder, summary, summaries[index + 1]?.baseOffset ?? tail.endOffset),
    )
    this.#planner = new AppendPlanner(context, { partition: name, segmentBytes: config.segmentBytes, tail, producers })
    this.#queue = new CommitQueue(
      {
        store: (group) => this.#store(group),
        commit: (group) => this.#commit(group),
        withdraw: (undos, cause) => this.#withdraw(undos, cause),
      },
      context.writes,
      context.limits.queuedBytes,
    )
    this.#writer = new SegmentWriter(context, folder, this.#segments)
    this.#reader = new BatchReader(context, this.#segments)
    this.#search = new TimeSearch(context, this.#segments)
    this.#logStartOffset = logStartOffset
    this.#stored = tail
    this.#closedBytes = closedSegments.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0)
    if (corrupt !== undefined) this.#refusal = () => logErrors.corruptLog(name, corrupt)
  }

  get logStartOffset(): number {
    return this.#logStartOffset
  }

  /** The offset that the next record gets. */
  get logEndOffset(): number {
    return this.#planner.tail.endOffset
  }

  /** Records before it are stored by the flush policy, and may be shown to anybody. */
  get highWatermark(): number {
    return this.#stored.endOffset
  }

  /** Bytes of stored batches. */
  get sizeInBytes(): number {
    return this.#closedBytes + this.#stored.position
  }

  /** Highest producer id whose batches are remembered; -1 where none is. Whoever gives out ids must stay above it. */
  get highestProducerId(): bigint {
    return this.#planner.producers.highestId
  }

  /** Idempotent producers that are remembered. */
  get producerCount(): number {
    return this.#planner.producers.size
  }

  /**
   * Appends one batch: gives it its offsets in place, at once, and queues the write. Batches are stored in the order of
   * the calls. A caller that must not outrun the disk waits for `writable()` before the next call.
   *
   * @param batch - one whole batch of format v2 whose CRC and records the caller has checked; it is kept until written.
   * @throws {LogError} outOfOrderSequence, invalidProducerEpoch, batchTooLarge, invalidBatch, corruptLog, closed, deleted
   */
  append(batch: Buffer): Appended {
    if (this.#refusal !== undefined) throw this.#refusal()
    const plan = this.#planner.plan(batch)
    if ('original' in plan) {
      const { firstOffset: baseOffset, lastOffset, maxTimestamp } = plan.original
      // An original that still waits must be stored before its duplicate is acknowledged.
      const durable = this.#queue.find(baseOffset) ?? stored
      return { baseOffset, lastOffset, maxTimestamp, duplicate: true, durable }
    }
    const { queued, before, roll, baseOffset, lastOffset, maxTimestamp } = plan
    const durable = this.#queue.add(queued, before, roll)
    return { baseOffset, lastOffset, maxTimestamp, duplicate: false, durable }
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
    return this.#guarded(() => this.#search.findFirst(timestamp, this.#readable))
  }

  /** The first record that has the highest timestamp; `undefined` where no record has one. */
  findMaxTimestamp(): Promise<TimedOffset | undefined> {
    return this.#guarded(() => this.#search.findMax(this.#readable))
  }

  /** Calls `listener` when the high watermark has moved, and when the log is closed, deleted or set aside. */
  onAdvance(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Flushes what the operating system still holds.
   *
   * @returns whether everything that is stored is on disk now. A disk that fails is noted, and tried again next time.
   */
  async flush(): Promise<boolean> {
    if (this.#writer.isFaulty) await this.#queue.mend(() => this.#heal())
    await this.#context.backgroundFlushes.run(() => this.#writer.sync()).catch(() => {})
    return !this.#writer.isFaulty
  }

  /**
   * Stores what is queued, flushes it, and lets go of everything.
   *
   * @returns the line of a clean checkpoint, or `undefined` where the log must be recovered.
   */
  async close(): Promise<string | undefined> {
    const isSound = this.#refusal === undefined
    this.#refusal ??= () => logErrors.closed(this.name)
    await this.#queue.idle()
    return this.#queue.exclusive(async () => {
      try {
        if (!isSound) return undefined
        await this.#heal()
        await this.#writer.close()
        return this.#lineOf({ tail: this.#stored, producers: encodeProducersIfAny(this.#planner.producers) })
      } catch (error) {
        this.#context.logger.error({ partition: this.name, err: error }, 'a partition could not be closed in order')
        return undefined
      } finally {
        this.#letGo()
      }
    })
  }

  /** Refuses everything from now on, and returns when no file of the partition is used any more. */
  async delete(): Promise<void> {
    this.#refusal = () => logErrors.deleted(this.name)
    this.#queue.withdrawWaiting(this.#refusal())
    await this.#queue.exclusive(async () => this.#letGo())
  }

  get #refused(): LogError | undefined {
    return this.#refusal?.()
  }

  get #readable(): OffsetRange {
    return { startOffset: this.logStartOffset, endOffset: this.highWatermark }
  }

  async #store(group: WriteGroup): Promise<void> {
    if (this.#writer.isFaulty) await this.#heal()
    if (group.roll !== undefined) {
      await this.#writer.roll(group.roll)
      this.#closedBytes += this.#stored.position
      this.#stored = emptyTail(group.roll.baseOffset, group.roll.baseOffset)
    }
    await this.#writer.write(group)
  }

  /** @throws {AcknowledgedLoss} where the log has become another; `#withdraw` accepts it. */
  async #heal(): Promise<void> {
    const loss = await this.#writer.heal()
    if (loss !== undefined) throw loss
  }

  #commit(group: WriteGroup): Promise<void> | undefined {
    this.#stored = group.tail
    const rest = this.#writer.commit(group)
    if (group.recoveryPoint !== undefined) void this.#publish(this.#lineOf(group.recoveryPoint))
    this.#events.written(this)
    this.#notify()
    return rest
  }

  /** Takes back batches that cannot be stored. */
  #withdraw(undos: readonly ProducerUndo[], cause: unknown): Error {
    this.#planner.withdraw(undos, this.#stored)
    if (cause instanceof AcknowledgedLoss) this.#accept(cause)
    if (cause instanceof DamagedLog && this.#refusal === undefined) {
      this.#refusal = () => logErrors.corruptLog(this.name, cause.message)
      this.#notify()
    }
    return this.#asLogError(cause)
  }

  #accept({ segment, tail, producers, message }: AcknowledgedLoss): void {
    const { logger, flush } = this.#context
    const ends = { logEndOffset: tail.endOffset, before: this.#stored.endOffset }
    logger.error({ partition: this.name, flush: flush.kind, ...ends }, message)
    segment.moveTo(tail)
    segment.index.invalidate()
    this.#reader.forget()
    this.#stored = tail
    this.#planner.restart(tail, producers)
  }

  async #publish(line: string): Promise<void> {
    if (await this.flush()) this.#events.recoveryPoint(this, line)
  }

  #lineOf({ tail, producers }: RecoveryPoint): string {
    const closedSegments = this.#segments.filter(({ baseOffset }) => baseOffset !== tail.segmentBase)
    return encodeState({ logStartOffset: this.logStartOffset, closedSegments, tail }, producers)
  }

  async #guarded<T>(task: () => Promise<T>): Promise<T> {
    const refused = this.#refused
    if (refused !== undefined) throw refused
    try {
      const result = await task()
      // Files of the next partition of this name may have been read.
      if (this.#refusal === undefined) return result
    } catch (error) {
      // A file that is gone because the partition is gone is no fault of the disk.
      throw this.#refused ?? this.#asLogError(error)
    }
    throw this.#refused
  }

  #asLogError(cause: unknown): LogError {
    if (cause instanceof LogError) return cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof DamagedLog) return logErrors.corruptLog(this.name, reason).because(cause)
    return logErrors.storageFault(this.name, reason).because(cause)
  }

  #letGo(): void {
    for (const { index } of this.#segments) this.#context.indexCache.drop(index)
    this.#context.files.discardFolder(this.#folder)
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
