/**
 * Removes the files of segments that a log no longer has. The checkpoint names them from before the first file goes until
 * after the last, so that a crash in between leaves neither half a log nor files that nobody removes.
 */

import { unlinkIfThere } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { segmentPath } from './segment.ts'

/** The segment's own file last: as long as it is there, the others can be made anew. */
const ENDINGS = ['.log.tmp', '.index', '.timeindex', '.snapshot', '.log']

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
    for (const baseOffset of baseOffsets) {
      const path = segmentPath(this.#folder, baseOffset)
      for (const ending of ENDINGS) {
        this.#context.files.discard(path + ending)
        await unlinkIfThere(this.#context.fileSystem, path + ending)
      }
    }
    await this.#context.fileSystem.syncDirectory(this.#folder)
    this.#leftovers = this.#leftovers.filter((baseOffset) => !baseOffsets.includes(baseOffset))
  }
}
