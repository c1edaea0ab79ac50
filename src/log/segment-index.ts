/**
 * The sparse offset index and time index of one segment. Nothing depends on them but speed: whoever uses an entry checks
 * it against the batch that it names, and files that are missing or wrong are written anew from the log.
 */

import { baseOffsetAt, lastOffsetAt, maxTimestampAt } from './batch-frame.ts'
import { scanBatches } from './batch-scan.ts'
import { coalesced } from './coalesced.ts'
import { readWhole, unlinkIfThere, writeAtomically, writeFully } from './file-system.ts'
import type { IndexBytes } from './index-cache.ts'
import type { LogContext } from './log-context.ts'
import * as sparse from './sparse-index.ts'
import { advance, emptyTail, INDEX_INTERVAL_BYTES, type IndexEntry } from './tail.ts'
import { Turns } from './turns.ts'

/** Entries are kept in memory until there are this many: 1 MiB of log, 5 KiB of files. */
const PENDING_ENTRIES = 256

/** What an index needs to know of its segment. */
interface IndexedSegment {
  readonly logPath: string
  readonly baseOffset: number
  readonly sizeInBytes: number
  readonly endOffset: number
  readonly maxTimestamp: bigint
  readonly maxTimestampOffset: number
}

/** A batch from which to look onwards, because it is not behind what is looked for. */
export interface StartingPoint {
  readonly offset: number
  readonly position: number
}

export class SegmentIndex {
  readonly #context: LogContext
  readonly #segment: IndexedSegment
  readonly #offsetPath: string
  readonly #timePath: string
  /** Entries that are not in the files yet, in ascending order. */
  #pending: IndexEntry[] = []
  /** Bytes of the files that count, or `undefined` as long as nobody has looked at them. */
  #stored: { offsets: number; times: number } | undefined
  /** The time index has no entry above this one. */
  #lastTimestamp: bigint
  /** The files are read and written one after the other. */
  readonly #turns = new Turns()

  /** @param path - of the segment's files without their endings. */
  constructor(context: LogContext, path: string, segment: IndexedSegment) {
    this.#context = context
    this.#segment = segment
    this.#offsetPath = `${path}.index`
    this.#timePath = `${path}.timeindex`
    this.#lastTimestamp = segment.maxTimestamp
    // No entry is due before the first interval is full, and so there need be no files.
    if (segment.sizeInBytes <= INDEX_INTERVAL_BYTES) this.#stored = { offsets: 0, times: 0 }
  }

  get mustFlush(): boolean {
    return this.#pending.length >= PENDING_ENTRIES
  }

  append(entry: IndexEntry): void {
    this.#pending.push(entry)
  }

  /** The last indexed batch that is not after `offset`, or the start of the segment. */
  async find(offset: number): Promise<StartingPoint> {
    const pending = this.#pending.findLast((entry) => entry.offset <= offset)
    if (pending !== undefined) return pending
    const { baseOffset } = this.#segment
    const { offsets } = await this.#read()
    const entry = sparse.findOffsetEntry(offsets, offset - baseOffset)
    if (entry === undefined) return { offset: baseOffset, position: 0 }
    return { offset: baseOffset + entry.relativeOffset, position: entry.position }
  }

  /** A batch before which no record is as late as `timestamp`, with the batch's own highest timestamp. */
  async findTime(timestamp: bigint): Promise<{ offset: number; maxTimestamp: bigint } | undefined> {
    const pending = this.#pending.findLast((entry) => entry.maxTimestamp <= timestamp)
    if (pending !== undefined) return { offset: pending.maxTimestampOffset, maxTimestamp: pending.maxTimestamp }
    const { times } = await this.#read()
    const entry = sparse.findTimeEntry(times, timestamp)
    if (entry === undefined) return undefined
    return { offset: this.#segment.baseOffset + entry.relativeOffset, maxTimestamp: entry.timestamp }
  }

  /** Adds the entries in memory to the files. */
  flush(): Promise<void> {
    return this.#turns.take(() => this.#flush())
  }

  /** The last flush of a segment: its time index then ends with the highest timestamp. */
  close(): Promise<void> {
    return this.#turns.take(async () => {
      const { maxTimestamp, maxTimestampOffset, endOffset, sizeInBytes } = this.#segment
      if (sizeInBytes <= INDEX_INTERVAL_BYTES) return
      if (this.#pending.length > 0 || maxTimestamp > this.#lastTimestamp) {
        await this.#flush({ offset: endOffset, position: sizeInBytes, maxTimestamp, maxTimestampOffset })
      }
    })
  }

  /** Writes both files anew from the log, once for all who have found them wrong. */
  readonly rebuild = coalesced(async () => {
    await this.#turns.take(() => this.#rebuild())
  })

  /** Forgets what was read and not yet written: the log has changed, or the files cannot be written. */
  invalidate(): void {
    this.#pending = []
    this.#stored = undefined
    this.discard()
  }

  /** Removes the files: the log is about to become another. */
  async remove(): Promise<void> {
    this.invalidate()
    await unlinkIfThere(this.#context.fileSystem, this.#offsetPath)
    await unlinkIfThere(this.#context.fileSystem, this.#timePath)
  }

  /** Gives back memory and open files. */
  discard(): void {
    this.#context.indexCache.drop(this)
    this.#context.files.discard(this.#offsetPath)
    this.#context.files.discard(this.#timePath)
  }

  async #read(): Promise<IndexBytes> {
    return this.#context.indexCache.find(this) ?? this.#turns.take(() => this.#load())
  }

  async #load(): Promise<IndexBytes> {
    const cached = this.#context.indexCache.find(this)
    if (cached !== undefined) return cached
    if (this.#stored?.offsets === 0) return { offsets: Buffer.alloc(0), times: Buffer.alloc(0) }
    const offsets = await this.#readFile(this.#offsetPath)
    const times = await this.#readFile(this.#timePath)
    if (offsets === undefined || times === undefined || !this.#areSound(offsets, times)) return this.#rebuild()
    this.#stored = { offsets: offsets.length, times: times.length }
    this.#context.indexCache.put(this, { offsets, times })
    return { offsets, times }
  }

  /** A file that cannot be read is as good as none. */
  #readFile(path: string): Promise<Buffer | undefined> {
    return readWhole(this.#context.fileSystem, path).catch(() => undefined)
  }

  #areSound(offsets: Buffer, times: Buffer): boolean {
    const { sizeInBytes, endOffset, baseOffset } = this.#segment
    const bounds = { sizeInBytes, offsetSpan: endOffset - baseOffset }
    return (
      sparse.soundOffsetEntries(offsets, bounds).length === offsets.length &&
      sparse.soundTimeEntries(times, bounds).length === times.length
    )
  }

  /** @param last - ends the time index, and is no entry of the offset index. */
  async #flush(last?: IndexEntry): Promise<void> {
    if (this.#stored === undefined) await this.#load()
    const entries = this.#pending
    this.#pending = []
    // The files cannot be written now. A gap in an index costs time, not truth.
    if (this.#stored === undefined) return
    const { offsets, times } = this.#encode(entries, last)
    await this.#add(this.#offsetPath, offsets, this.#stored.offsets)
    await this.#add(this.#timePath, times, this.#stored.times)
    this.#stored = {
      offsets: this.#stored.offsets + offsets.length,
      times: this.#stored.times + times.length,
    }
    this.#context.indexCache.drop(this)
  }

  async #add(path: string, bytes: Buffer, position: number): Promise<void> {
    const { files } = this.#context
    await files.use(
      path,
      async (file) => {
        // Where nothing counts, there may be leavings of a segment that could not be finished.
        if (position === 0) await file.truncate(0)
        await writeFully(file, [bytes], position)
      },
      { create: true },
    )
  }

  async #rebuild(): Promise<IndexBytes> {
    const { fileSystem, files, limits, logger } = this.#context
    const { logPath, baseOffset, sizeInBytes } = this.#segment
    logger.info({ log: logPath }, 'writing the indexes of a segment anew')
    let tail = emptyTail(baseOffset, baseOffset)
    const entries: IndexEntry[] = []
    const range = { from: 0, to: sizeInBytes, minOffset: baseOffset, maxBatchBytes: limits.maxBatchBytes }
    await files.use(logPath, (file) =>
      scanBatches(file, { ...range, checkCrc: false }, (bytes, at, _, batchBytes) => {
        const step = advance(tail, {
          baseOffset: baseOffsetAt(bytes, at),
          lastOffset: lastOffsetAt(bytes, at),
          maxTimestamp: maxTimestampAt(bytes, at),
          sizeInBytes: batchBytes,
          crc: 0,
        })
        tail = step.tail
        if (step.entry !== undefined) entries.push(step.entry)
        return true
      }),
    )
    this.#lastTimestamp = -1n
    const bytes = this.#encode(entries)
    // Batches that were written meanwhile have their entries still in memory.
    this.#pending = this.#pending.filter((entry) => entry.position >= sizeInBytes)
    this.discard()
    this.#context.indexCache.put(this, bytes)
    try {
      await writeAtomically(fileSystem, this.#offsetPath, bytes.offsets)
      await writeAtomically(fileSystem, this.#timePath, bytes.times)
      this.#stored = { offsets: bytes.offsets.length, times: bytes.times.length }
    } catch (error) {
      // A full disk must not stop reads, which is what indexes are for.
      this.#stored = undefined
      logger.warn({ log: logPath, err: error }, 'the indexes of a segment cannot be written and stay in memory')
    }
    return bytes
  }

  /** A time index has an entry only where the highest timestamp has risen. */
  #encode(entries: readonly IndexEntry[], last?: IndexEntry): IndexBytes {
    const { baseOffset } = this.#segment
    const offsets = Buffer.allocUnsafeSlow(entries.length * sparse.OFFSET_ENTRY_BYTES)
    const times = Buffer.allocUnsafeSlow((entries.length + 1) * sparse.TIME_ENTRY_BYTES)
    let offsetsEnd = 0
    let timesEnd = 0
    for (const entry of last === undefined ? entries : [...entries, last]) {
      if (entry !== last) {
        const relativeOffset = entry.offset - baseOffset
        offsetsEnd = sparse.writeOffsetEntry(offsets, offsetsEnd, { relativeOffset, position: entry.position })
      }
      if (entry.maxTimestamp <= this.#lastTimestamp) continue
      this.#lastTimestamp = entry.maxTimestamp
      const relativeOffset = entry.maxTimestampOffset - baseOffset
      timesEnd = sparse.writeTimeEntry(times, timesEnd, { timestamp: entry.maxTimestamp, relativeOffset })
    }
    return { offsets, times: times.subarray(0, timesEnd) }
  }
}
