/** Batches that go to the disk together: one write, one flush, one promise. */

import type { ProducerUndo } from './producer-state.ts'
import type { IndexEntry, Tail } from './tail.ts'

/**
 * A larger group is not written at once. It also bounds what a power cut can leave half done under `always`, because the
 * next group is written only when this one is on disk: torn-tail.ts counts on it.
 */
export const MAX_GROUP_BYTES = 8 * 2 ** 20

/** The most buffers of one writev(2). */
const MAX_GROUP_BATCHES = 1024

/** A state that becomes the recovery point when the group is stored. */
export interface RecoveryPoint {
  readonly tail: Tail
  readonly producers: Buffer | undefined
}

/** What must exist before the group can be written: a segment from its first offset on. */
export interface Roll {
  readonly baseOffset: number
  /** State of the producers before that offset; nothing where no record is before it. */
  readonly producers: Buffer | undefined
}

/** One batch with all that must happen when it is stored, or taken back when it is not. */
export interface QueuedBatch {
  readonly bytes: Buffer
  readonly tail: Tail
  readonly entry: IndexEntry | undefined
  readonly undo: ProducerUndo | undefined
  readonly recoveryPoint: RecoveryPoint | undefined
}

export class WriteGroup {
  readonly baseOffset: number
  readonly position: number
  readonly roll: Roll | undefined
  readonly buffers: Buffer[] = []
  readonly entries: IndexEntry[] = []
  readonly undos: ProducerUndo[] = []
  recoveryPoint: RecoveryPoint | undefined
  tail: Tail
  sizeInBytes = 0
  /** Being written: takes no more batches. */
  isSealed = false
  /** Settled when the group is stored by the flush policy, or cannot be. */
  readonly durable: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void

  /** @param before - the tail that the group is written behind; that of an empty segment where `roll` is given. */
  constructor(before: Tail, roll: Roll | undefined) {
    this.baseOffset = before.endOffset
    this.position = before.position
    this.tail = before
    this.roll = roll
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.durable = promise
    this.resolve = resolve
    this.reject = reject
    // Nobody waits for a batch with acks=0, and that must not end the process.
    promise.catch(() => {})
  }

  fits(sizeInBytes: number): boolean {
    if (this.isSealed || this.buffers.length >= MAX_GROUP_BATCHES) return false
    return this.buffers.length === 0 || this.sizeInBytes + sizeInBytes <= MAX_GROUP_BYTES
  }

  add({ bytes, tail, entry, undo, recoveryPoint }: QueuedBatch): void {
    this.buffers.push(bytes)
    this.sizeInBytes += bytes.length
    this.tail = tail
    if (entry !== undefined) this.entries.push(entry)
    if (undo !== undefined) this.undos.push(undo)
    if (recoveryPoint !== undefined) this.recoveryPoint = recoveryPoint
  }
}
