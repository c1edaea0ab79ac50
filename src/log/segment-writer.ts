/** Puts groups of batches into segment files, and finds back to sound ground after the disk has failed. */

import { DamagedLog } from './batch-reader.ts'
import { scanBatches } from './batch-scan.ts'
import { type File, readAt, writeAtomically, writeFully } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { newSegment, type Segment, segmentPath } from './segment.ts'
import type { Roll, WriteGroup } from './write-group.ts'

/** Where sound batches end after a flush failed whose data had been acknowledged (`interval`, `os`). */
export interface LostTail {
  readonly segment: Segment
  readonly position: number
}

const REWRITE_BYTES = 1024 * 1024

export class SegmentWriter {
  readonly #context: LogContext
  readonly #folder: string
  readonly #segments: Segment[]
  /** Something failed, and the file may have other bytes than it should. */
  #isFaulty = false
  /** It was a flush, so that bytes which were handed over may be gone. */
  #flushFailed = false
  /** The log was told of a failure, and not yet of a write that went well again. */
  #isReported = false

  constructor(context: LogContext, folder: string, segments: Segment[]) {
    this.#context = context
    this.#folder = folder
    this.#segments = segments
  }

  get isFaulty(): boolean {
    return this.#isFaulty
  }

  /** Closes the written segment and creates the next one. */
  roll({ baseOffset, producers }: Roll): Promise<void> {
    return this.#noticing(async () => {
      const { fileSystem, files } = this.#context
      const old = this.#segments.at(-1)
      if (old !== undefined) {
        await this.#flushIndex(old, () => old.index.close())
        await this.#sync(old)
        old.index.discard()
      }
      const snapshotPath = `${segmentPath(this.#folder, baseOffset)}.snapshot`
      if (producers !== undefined) await writeAtomically(fileSystem, snapshotPath, producers)
      const segment = newSegment(this.#context, this.#folder, baseOffset)
      // The file may be there from an attempt that failed.
      await files.use(segment.logPath, (file) => file.truncate(0), { create: true })
      await fileSystem.syncDirectory(this.#folder)
      this.#segments.push(segment)
    })
  }

  write(group: WriteGroup): Promise<void> {
    return this.#noticing(async () => {
      await this.#context.files.use(this.#active.logPath, async (file) => {
        await writeFully(file, group.buffers, group.position)
        if (this.#context.flush.kind === 'always') await file.datasync()
      })
      if (!this.#isReported) return
      this.#isReported = false
      this.#context.logger.info({ folder: this.#folder }, 'the storage of a partition works again')
    })
  }

  /** Notes that the group counts, and writes index entries to their files now and then. */
  commit(group: WriteGroup): Promise<void> | undefined {
    const segment = this.#active
    segment.moveTo(group.tail)
    if (this.#context.flush.kind === 'always') segment.syncedBytes = segment.sizeInBytes
    for (const entry of group.entries) segment.index.append(entry)
    return segment.index.mustFlush ? this.#flushIndex(segment, () => segment.index.flush()) : undefined
  }

  /** Flushes what was handed to the operating system; may run beside a write. */
  async sync(): Promise<void> {
    const segment = this.#segments.at(-1)
    if (segment === undefined || this.#isFaulty) return
    await this.#noticing(() => this.#sync(segment))
  }

  /** The last writes of an orderly close. */
  async close(): Promise<void> {
    const segment = this.#segments.at(-1)
    if (segment === undefined) return
    await this.#flushIndex(segment, () => segment.index.close())
    await this.sync()
  }

  /**
   * After a fault, makes the file again what is known to be stored. A flush that failed has lost its data, whatever the
   * next one says (the kernel marks the pages clean), so nothing is flushed again: bytes that nobody was told of are cut
   * off, and acknowledged ones are read back, checked and written once more.
   *
   * @returns the place where acknowledged batches are damaged, or `undefined` where all is well.
   * @throws {DamagedLog} where the file is shorter than what is on disk for certain.
   */
  async heal(): Promise<LostTail | undefined> {
    if (!this.#isFaulty) return undefined
    const segment = this.#segments.at(-1)
    let lost: LostTail | undefined
    if (segment !== undefined) {
      this.#context.files.discard(segment.logPath)
      await this.#context.files.use(segment.logPath, async (file) => {
        const size = await file.size()
        if (size < segment.syncedBytes) throw new DamagedLog(segment, size)
        let end = Math.min(size, segment.sizeInBytes)
        if (this.#flushFailed || size < segment.sizeInBytes) end = await this.#rewrite(file, segment, end)
        await file.truncate(end)
        await file.datasync()
        if (end < segment.sizeInBytes) lost = { segment, position: end }
        segment.syncedBytes = end
      })
    }
    this.#isFaulty = false
    this.#flushFailed = false
    return lost
  }

  get #active(): Segment {
    const segment = this.#segments.at(-1)
    if (segment === undefined) throw new Error('a log without segments cannot be written')
    return segment
  }

  async #sync(segment: Segment): Promise<void> {
    const target = segment.sizeInBytes
    if (segment.syncedBytes >= target) return
    try {
      await this.#context.files.use(segment.logPath, (file) => file.datasync())
    } catch (error) {
      this.#flushFailed = true
      throw error
    }
    segment.syncedBytes = Math.max(segment.syncedBytes, target)
  }

  /** Writes unflushed batches once more as far as they are sound, and says where that ends. */
  async #rewrite(file: File, segment: Segment, to: number): Promise<number> {
    const range = { from: segment.syncedBytes, to, minOffset: segment.baseOffset, checkCrc: true }
    const { position: end } = await scanBatches(
      file,
      { ...range, maxBatchBytes: this.#context.limits.maxBatchBytes },
      () => true,
    )
    for (let at = segment.syncedBytes; at < end; at += REWRITE_BYTES) {
      const bytes = await readAt(file, at, Math.min(REWRITE_BYTES, end - at))
      await writeFully(file, [bytes], at)
    }
    return end
  }

  /** An index that cannot be written is written anew when it is needed. */
  async #flushIndex(segment: Segment, flush: () => Promise<void>): Promise<void> {
    try {
      await flush()
    } catch (error) {
      segment.index.invalidate()
      this.#context.logger.warn({ log: segment.logPath, err: error }, 'an index cannot be written')
    }
  }

  async #noticing(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#isFaulty = true
      // Once for each time that it breaks: a full disk fails every append.
      if (!this.#isReported)
        this.#context.logger.error({ folder: this.#folder, err: error }, 'the storage of a partition failed')
      this.#isReported = true
      throw error
    }
  }
}
