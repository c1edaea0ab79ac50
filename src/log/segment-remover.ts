/**
 * Removes the files of segments that a log no longer has. The checkpoint names them from before the first file goes until
 * after the last, so that a crash in between leaves neither half a log nor files that nobody removes.
 */

import { unlinkIfThere } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { segmentPath } from './segment.ts'

/** The segment's own file last: as long as it is there, the others can be made anew. */
const ENDINGS = ['.log.tmp', '.index', '.timeindex', '.snapshot', '.log']

/** Can be made anew at any time. */
const INDEX_ENDINGS = ['.index', '.timeindex']

export class SegmentRemover {
  readonly #context: LogContext
  readonly #folder: string
  #leftovers: readonly number[]

  /** @param leftovers - base offsets of segments that the last process was removing. */
  constructor(context: LogContext, folder: string, leftovers: readonly number[]) {
    this.#context = context
    this.#folder = folder
    this.#leftovers = leftovers
  }

  /** Base offsets of segments that are no part of the log, and of which files may still be there. */
  get leftovers(): readonly number[] {
    return this.#leftovers
  }

  add(baseOffsets: readonly number[]): void {
    this.#leftovers = [...new Set([...this.#leftovers, ...baseOffsets])]
  }

  /** Removes what is left over; what the disk refuses stays on the list. The checkpoint must name all of it by now. */
  async run(): Promise<void> {
    const baseOffsets = this.#leftovers
    if (baseOffsets.length === 0) return
    await this.#unlink(baseOffsets, ENDINGS)
    await this.#context.fileSystem.syncDirectory(this.#folder)
    this.#leftovers = this.#leftovers.filter((baseOffset) => !baseOffsets.includes(baseOffset))
  }

  /** Removes what may go before the checkpoint says anything: on a full disk it is the room that a checkpoint needs. */
  removeIndexes(): Promise<void> {
    return this.#unlink(this.#leftovers, INDEX_ENDINGS)
  }

  async #unlink(baseOffsets: readonly number[], endings: readonly string[]): Promise<void> {
    for (const baseOffset of baseOffsets) {
      const path = segmentPath(this.#folder, baseOffset)
      for (const ending of endings) {
        this.#context.files.discard(path + ending)
        await unlinkIfThere(this.#context.fileSystem, path + ending)
      }
    }
  }
}
