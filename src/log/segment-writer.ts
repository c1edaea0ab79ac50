/** Puts groups of batches into segment files, and opens a new file when one is full. */

import { writeAtomically, writeFully } from './file-system.ts'
import { type AcknowledgedLoss, healSegment } from './healing.ts'
import type { LogContext } from './log-context.ts'
import { newSegment, type Segment, segmentPath } from './segment.ts'
import type { SegmentList } from './segment-list.ts'
import type { Roll, WriteGroup } from './write-group.ts'

export class SegmentWriter {
  readonly #context: LogContext
  readonly #folder: string
  readonly #segments: SegmentList
  /** Something failed, and the file may have other bytes than it should. */
  #isFaulty = false
  /** It was a flush, so that bytes which were handed over may be gone. */
  #flushFailed = false
  /** The log was told of a failure, and not yet of a write that went well again. */
  #isReported = false

  constructor(context: LogContext, folder: string, segments: SegmentList) {
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
      const old = this.#segments.last
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
    const segment = this.#segments.last
    if (segment === undefined || this.#isFaulty) return
    await this.#noticing(() => this.#sync(segment))
  }

  /** The last writes of an orderly close. */
  async close(): Promise<void> {
    const segment = this.#segments.last
    if (segment === undefined) return
    await this.#flushIndex(segment, () => segment.index.close())
    await this.sync()
  }

  /**
   * After a fault, finds back to what is known to be stored; nothing may be written before.
   *
   * @returns what remains where acknowledged batches were lost.
   */
  async heal(): Promise<AcknowledgedLoss | undefined> {
    const segment = this.#segments.last
    const mustHeal = this.#isFaulty && segment !== undefined
    const loss = mustHeal ? await healSegment(this.#context, this.#folder, segment, this.#flushFailed) : undefined
    this.#isFaulty = false
    this.#flushFailed = false
    return loss
  }

  get #active(): Segment {
    const segment = this.#segments.last
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
