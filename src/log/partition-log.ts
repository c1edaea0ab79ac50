/** A partition: batches in offset order on disk, appended at the end and read from anywhere. */

import { AppendPlanner } from './append-planner.ts'
import { BatchReader, DamagedLog } from './batch-reader.ts'
import { CommitQueue } from './commit-queue.ts'
import { Compactor } from './compactor.ts'
import { LogError, logErrors } from './errors.ts'
import { isFullDisk, unlinkIfThere } from './file-system.ts'
import { AcknowledgedLoss } from './healing.ts'
import type { CompactionRule, PartitionLogConfig } from './log-config.ts'
import type { LogContext } from './log-context.ts'
import type { PartitionId } from './partition-name.ts'
import {
  encodeProducersIfAny,
  encodeState,
  type PartitionState,
  type SegmentSwap,
  segmentsOf,
} from './partition-state.ts'
import type { ProducerUndo } from './producer-state.ts'
import { Reads } from './reads.ts'
import { expiredCount } from './retention.ts'
import { newSegment, Segment, temporaryPath } from './segment.ts'
import { SegmentList } from './segment-list.ts'
import { SegmentRemover } from './segment-remover.ts'
import type { Rewritten } from './segment-rewriter.ts'
import { SegmentWriter } from './segment-writer.ts'
import { emptyTail, type Tail } from './tail.ts'
import { type OffsetRange, type TimedOffset, TimeSearch } from './time-search.ts'
import { Turns } from './turns.ts'
import type { RecoveryPoint, Roll, WriteGroup } from './write-group.ts'

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
  /** The same, and resolves when the line is on disk. */
  save(log: PartitionLog, line: string): Promise<void>
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
  readonly #segments: SegmentList
  readonly #remover: SegmentRemover
  readonly #planner: AppendPlanner
  readonly #queue: CommitQueue
  readonly #writer: SegmentWriter
  readonly #reader: BatchReader
  readonly #search: TimeSearch
  readonly #reads = new Reads()
  /** Whatever takes segments away: one after the other, beside appends and reads. */
  readonly #cleaning = new Turns()
  /** Compactions, which are long; they take a turn of the above for each file. */
  readonly #compacting = new Turns()
  readonly #compactor: Compactor
  readonly #listeners = new Set<() => void>()
  #config: PartitionLogConfig
  #logStartOffset: number
  /** The log start offset that a crash cannot take back. */
  #savedStartOffset: number
  /** Behind the last batch that is stored; the planner's tail is ahead of it while batches wait. */
  #stored: Tail
  #closedBytes: number
  /** The newest that recovery may begin at; everything before it is on disk. */
  #recoveryPoint: RecoveryPoint
  /** The beginning of the written segment, which stays when that of `#recoveryPoint` has been removed. */
  #rollPoint: RecoveryPoint
  #swap: SegmentSwap | undefined
  /** The checkpoint on disk knows which segments there are; before that, none of their files may go. */
  #isSaved = true
  /** Why nothing works any more: set aside, closed or deleted. */
  #refusal: (() => LogError) | undefined

  constructor(context: LogContext, { topic, partitionIndex, name, folder, config, ...options }: PartitionLogOptions) {
    const { state, corrupt, events } = options
    const { tail, producers, logStartOffset, leftovers, compaction } = state
    this.topic = topic
    this.partitionIndex = partitionIndex
    this.name = name
    this.#context = context
    this.#folder = folder
    this.#events = events
    const summaries = segmentsOf(state)
    this.#segments = new SegmentList(
      summaries.map(
        (summary, index) => new Segment(context, folder, summary, summaries[index + 1]?.baseOffset ?? tail.endOffset),
      ),
    )
    this.#remover = new SegmentRemover(context, folder, leftovers)
    const host = {
      replace: this.#replace.bind(this),
      lastOffsets: () => this.#planner.producers.lastOffsets,
      isStopped: () => this.#refusal !== undefined,
    }
    this.#compactor = new Compactor(context, this.#segments, host, compaction)
    this.#config = config
    this.#planner = new AppendPlanner(context, { partition: name, config, tail, producers })
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
    this.#savedStartOffset = logStartOffset
    this.#stored = tail
    this.#closedBytes = this.#segments.closedBytes
    this.#recoveryPoint = { tail, producers: encodeProducersIfAny(producers) }
    this.#rollPoint = this.#recoveryPoint
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
    return this.#read(async () => {
      if (offset < this.logStartOffset || offset > this.logEndOffset) {
        throw logErrors.offsetOutOfRange(this.name, offset, this.logStartOffset, this.logEndOffset)
      }
      const endOffset = Math.min(upTo ?? this.highWatermark, this.highWatermark)
      return this.#reader.read(offset, { endOffset, maxBytes, atLeastOneBatch })
    })
  }

  /** The first record, by offset, whose timestamp is not before `timestamp`. */
  findOffsetByTimestamp(timestamp: bigint): Promise<TimedOffset | undefined> {
    return this.#read(() => this.#search.findFirst(timestamp, this.#readable))
  }

  /** The first record that has the highest timestamp; `undefined` where no record has one. */
  findMaxTimestamp(): Promise<TimedOffset | undefined> {
    return this.#read(() => this.#search.findMax(this.#readable))
  }

  /** From now on these rules hold; segments that are there already are looked at by the next `clean`. */
  configure(config: PartitionLogConfig): void {
    this.#config = config
    this.#planner.configure(config)
  }

  /**
   * Takes away the records before `offset`, for good; an offset that is taken away already changes nothing.
   *
   * @returns the log start offset, when a crash can no longer bring the records back.
   * @throws {LogError} offsetOutOfRange, storageFault, corruptLog, closed, deleted
   */
  deleteRecords(offset: number): Promise<number> {
    return this.#guarded(async () => {
      if (offset < 0 || offset > this.highWatermark) {
        throw logErrors.offsetOutOfRange(this.name, offset, this.logStartOffset, this.highWatermark)
      }
      await this.#cleaning.take(() => this.#startAt(offset))
      return this.logStartOffset
    })
  }

  /** Whether there is anything for `clean` to do. Reads nothing but memory. */
  get needsCleaning(): boolean {
    if (this.#refusal !== undefined) return false
    if (!this.#isSaved || this.#swap !== undefined || this.#remover.leftovers.length > 0 || this.#expiredCount > 0)
      return true
    const { compaction } = this.#config
    return compaction !== undefined && (this.#isOverdue(compaction) || this.#compactor.isDue(compaction))
  }

  /**
   * Takes away what the rules no longer keep.
   *
   * @throws {LogError} storageFault; what could not be removed is tried again the next time.
   */
  clean(): Promise<void> {
    return this.#guarded(async () => {
      await this.#cleaning.take(async () => {
        if (this.#refusal !== undefined) return
        if (!this.#isSaved) await this.#save()
        await this.#finishSwap()
        await this.#remover.run()
        await this.#expire()
        const { compaction } = this.#config
        if (compaction !== undefined && this.#isOverdue(compaction)) await this.#rollNow()
      })
      await this.#compacting.take(async () => {
        const { compaction, segmentBytes } = this.#config
        if (compaction === undefined || this.#refusal !== undefined) return
        await this.#compactor.run(compaction, segmentBytes)
      })
    })
  }

  /** Calls `listener` when the high watermark or the log start offset has moved, and when the log is closed, deleted or set aside. */
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
    await this.#cleaned()
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
    await this.#cleaned()
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
    if (group.roll !== undefined) await this.#roll(group.roll)
    await this.#writer.write(group)
  }

  async #roll(roll: Roll): Promise<void> {
    await this.#writer.roll(roll)
    this.#closedBytes = this.#segments.closedBytes
    this.#stored = emptyTail(roll.baseOffset, roll.baseOffset)
    this.#rollPoint = { tail: this.#stored, producers: roll.producers }
  }

  /** Begins a new segment now; where batches wait, the next one does. */
  #rollNow(): Promise<void> {
    return this.#queue.mend(async () => {
      if (this.#writer.isFaulty) await this.#heal()
      const roll = this.#planner.rollNow(this.#stored)
      if (roll !== undefined) await this.#roll(roll)
    })
  }

  get #expiredCount(): number {
    const { retention } = this.#config
    return retention === undefined ? 0 : expiredCount(this.#segments.all, retention, this.#context.now())
  }

  async #expire(): Promise<void> {
    const count = this.#expiredCount
    if (count === 0) return
    if (count === this.#segments.all.length) await this.#rollNow()
    const first = this.#segments.all[count] ?? this.#segments.last
    if (first !== undefined) await this.#startAt(Math.max(first.baseOffset, this.logStartOffset))
  }

  /** Moves the log start offset forward, and removes the segments that lie before it. */
  async #startAt(offset: number): Promise<void> {
    if (offset > this.#logStartOffset) this.#logStartOffset = offset
    const startOffset = this.#logStartOffset
    const next = this.#segments.all.findIndex(({ endOffset }) => endOffset > startOffset)
    const old = this.#segments.all.slice(0, next < 0 ? -1 : next)
    if (startOffset <= this.#savedStartOffset && old.length === 0) return
    this.#segments.replace(old, [])
    this.#closedBytes = this.#segments.closedBytes
    this.#reader.forget()
    for (const { index } of old) index.discard()
    this.#remover.add(old.map(({ baseOffset }) => baseOffset))
    this.#notify()
    await this.#save()
    this.#savedStartOffset = startOffset
    await this.#reads.turn()
    await this.#remover.run()
  }

  /** Whether the written segment holds a record that must not stay uncompacted any longer. */
  #isOverdue({ maxLagMs }: CompactionRule): boolean {
    const { position, firstTimestamp } = this.#stored
    return position > 0 && firstTimestamp >= 0n && this.#context.now() - Number(firstTimestamp) > maxLagMs
  }

  /** Puts a file that compaction has written in the place of the segments that it was made of. */
  #replace(group: readonly Segment[], { tail, entries }: Rewritten, made: () => void): Promise<boolean> {
    return this.#cleaning.take(async () => {
      const [first, ...others] = group
      const last = group.at(-1)
      if (first === undefined || last === undefined || this.#refusal !== undefined) return false
      await this.#finishSwap()
      // Records may have been deleted meanwhile.
      if (!group.every((segment) => this.#segments.all.includes(segment))) {
        await unlinkIfThere(this.#context.fileSystem, temporaryPath(first))
        return false
      }
      const segment = newSegment(this.#context, this.#folder, first.baseOffset)
      segment.moveTo(tail)
      segment.endOffset = last.endOffset
      await this.#announceSwap({ segment, removed: others.map(({ baseOffset }) => baseOffset) })
      await this.#makeSwap(group, segment)
      made()
      for (const entry of entries) segment.index.append(entry)
      await segment.index.close().catch(() => segment.index.invalidate())
      await this.#finishSwap()
      return true
    })
  }

  /** From when the checkpoint has it, a start that does not find the temporary file knows that it was renamed. */
  async #announceSwap(swap: SegmentSwap): Promise<void> {
    await this.#context.fileSystem.syncDirectory(this.#folder)
    this.#swap = swap
    try {
      await this.#save()
    } catch (error) {
      this.#swap = undefined
      throw error
    }
  }

  async #save(): Promise<void> {
    this.#isSaved = false
    try {
      await this.#events.save(this, this.#lineOf(this.#safePoint))
    } catch (error) {
      // A full disk must not keep records from going, for it is then that they have to.
      if (!isFullDisk(error) || this.#remover.leftovers.length === 0) throw error
      await this.#remover.removeIndexes()
      await this.#events.save(this, this.#lineOf(this.#safePoint))
    }
    this.#isSaved = true
  }

  async #makeSwap(group: readonly Segment[], segment: Segment): Promise<void> {
    const { fileSystem, files } = this.#context
    try {
      await this.#reads.replace(async () => {
        await group[0]?.index.remove()
        await fileSystem.rename(temporaryPath(segment), segment.logPath)
        for (const { logPath, index } of group) {
          files.discard(logPath)
          index.discard()
        }
        this.#segments.replace(group, [segment])
        this.#closedBytes = this.#segments.closedBytes
        this.#reader.forget()
      })
    } catch (error) {
      this.#swap = undefined
      this.#isSaved = false
      throw error
    }
  }

  /** When the new name is on disk, the other segments may go. */
  async #finishSwap(): Promise<void> {
    const swap = this.#swap
    if (swap === undefined) return
    await this.#context.fileSystem.syncDirectory(this.#folder)
    this.#remover.add(swap.removed)
    this.#swap = undefined
    try {
      await this.#save()
    } catch (error) {
      this.#swap = swap
      throw error
    }
    await this.#reads.turn()
    await this.#remover.run()
  }

  /** Returns when nothing is being cleaned any more; the caller has seen to it that nothing begins. */
  async #cleaned(): Promise<void> {
    await this.#compacting.take(async () => {})
    await this.#cleaning.take(async () => {})
  }

  /** A recovery point whose segment is there. */
  get #safePoint(): RecoveryPoint {
    return this.#holds(this.#recoveryPoint) ? this.#recoveryPoint : this.#rollPoint
  }

  #holds({ tail }: RecoveryPoint): boolean {
    return this.#segments.all.some(({ baseOffset }) => baseOffset === tail.segmentBase)
  }

  /** @throws {AcknowledgedLoss} where the log has become another; `#withdraw` accepts it. */
  async #heal(): Promise<void> {
    const loss = await this.#writer.heal()
    if (loss !== undefined) throw loss
  }

  #commit(group: WriteGroup): Promise<void> | undefined {
    this.#stored = group.tail
    const rest = this.#writer.commit(group)
    if (group.recoveryPoint !== undefined) void this.#publish(group.recoveryPoint)
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

  async #publish(point: RecoveryPoint): Promise<void> {
    // Its segment may have been removed during the flush.
    if (!(await this.flush()) || !this.#holds(point)) return
    this.#recoveryPoint = point
    this.#events.recoveryPoint(this, this.#lineOf(point))
  }

  #lineOf({ tail, producers }: RecoveryPoint): string {
    const { segmentBase = 0 } = tail
    const closedSegments = this.#segments.all.filter(({ baseOffset }) => baseOffset < segmentBase)
    const { leftovers } = this.#remover
    const { state: compaction } = this.#compactor
    const state = { logStartOffset: this.logStartOffset, closedSegments, tail, leftovers, compaction, swap: this.#swap }
    return encodeState(state, producers)
  }

  /** Files that a read may use stay until it ends. */
  #read<T>(task: () => Promise<T>): Promise<T> {
    return this.#guarded(() => this.#reads.read(task))
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
    for (const { index } of this.#segments.all) this.#context.indexCache.drop(index)
    this.#context.files.discardFolder(this.#folder)
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
