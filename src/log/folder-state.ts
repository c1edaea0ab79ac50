/** What is known of the partitions of a folder without their logs being open: from the checkpoint, or by recovery. */

import { checkpointPath, loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { coalesced } from './coalesced.ts'
import { isFullDisk, unlinkIfThere } from './file-system.ts'
import { Gate } from './gate.ts'
import type { LogContext } from './log-context.ts'
import { type PartitionId, parsePartitionName } from './partition-name.ts'
import {
  decodeState,
  emptyState,
  encodeProducersIfAny,
  encodeState,
  isUnclean,
  markUnclean,
  type PartitionState,
  withSwap,
} from './partition-state.ts'
import { recoverPartition } from './recovery.ts'
import { segmentPath, temporaryPath } from './segment.ts'

/** What was found in a partition that had not been closed. */
export interface PartitionRecovery extends PartitionId {
  readonly logEndOffset: number
  readonly scannedBytes: number
  /** Bytes of a torn tail that were removed; none of them had been acknowledged under `always`. */
  readonly cutBytes: number
  /** Why the partition is set aside: it answers everything with `corruptLog`, and its files are kept. */
  readonly corrupt: string | undefined
}

export interface FoundPartition {
  readonly state: PartitionState
  readonly corrupt: string | undefined
}

/** Partitions that are recovered at once; more would only wait for the same disk. */
const RECOVERIES = 4

const folderGone = 'its folder is gone'

export class FolderState {
  readonly #context: LogContext
  readonly #path: string
  /** A line of the checkpoint for each partition that has one. */
  readonly #lines: Map<string, string>
  /** What recovery has found and nobody has opened yet. */
  readonly #recovered = new Map<string, FoundPartition>()
  readonly recoveries: PartitionRecovery[] = []
  /** The folder had been closed in order, or is new. */
  wasClean: boolean
  /** Saves the checkpoint of a folder in use, once for all who ask meanwhile. */
  readonly save: () => Promise<void>

  constructor(context: LogContext, path: string, checkpoint: { clean: boolean; lines: ReadonlyMap<string, string> }) {
    this.#context = context
    this.#path = path
    this.#lines = new Map(checkpoint.lines)
    this.wasClean = checkpoint.clean
    this.save = coalesced(() => this.#save(false))
  }

  /** Reads the checkpoint. A damaged one counts as none, so that everything is read. */
  static async load(context: LogContext, path: string): Promise<FolderState> {
    const checkpoint = await loadCheckpoint(context.fileSystem, path)
    return new FolderState(context, path, checkpoint ?? { clean: false, lines: new Map() })
  }

  /** Recovers what was not closed. From then on the checkpoint says that the folder is in use. */
  async start(partitions: ReadonlyMap<string, PartitionId>): Promise<void> {
    for (const name of this.#lines.keys()) if (!partitions.has(name)) this.#miss(name)
    const gate = new Gate(RECOVERIES)
    const unclean = [...partitions].filter(([name]) => !this.#isClean(name))
    await Promise.all(unclean.map(([name, id]) => gate.run(() => this.#recover(name, id))))
    if (partitions.size === 0) this.wasClean = true
    await this.#begin()
  }

  /** Whether the checkpoint knows a partition whose folder was not found. */
  isMissing(name: string): boolean {
    return this.#recovered.get(name)?.corrupt === folderGone
  }

  /** Takes the state of a partition that is about to be opened. */
  async take(name: string, id: PartitionId): Promise<FoundPartition> {
    const recovered = this.#recovered.get(name)
    if (recovered !== undefined) {
      this.#recovered.delete(name)
      return recovered
    }
    const line = this.#lines.get(name)
    const state = line === undefined ? emptyState() : await this.#settled(name, decodeState(line))
    if (await this.#hasSize(name, state)) return { state, corrupt: undefined }
    // Somebody has put other files here since.
    await this.#recover(name, id)
    return this.take(name, id)
  }

  /** A new recovery point, or the end of a partition that was closed. */
  set(name: string, line: string): void {
    this.#lines.set(name, line)
  }

  /** The partition could not be closed in order. */
  setUnclean(name: string): void {
    const line = this.#lines.get(name)
    if (line !== undefined) this.#lines.set(name, markUnclean(line))
  }

  /** Forgets a partition that is about to be deleted, on disk too: the next one of its name must not be compared with it. */
  async forget(name: string): Promise<void> {
    this.#recovered.delete(name)
    if (this.#lines.delete(name)) await this.save()
  }

  /** Saves the checkpoint from which the next start reads no record. */
  async saveClean(): Promise<void> {
    // A save that is under way must not come last.
    await this.save().catch(() => {})
    await this.#save(true)
  }

  /** The checkpoint says that the folder is in use; where a full disk leaves no room for that, it goes. */
  async #begin(): Promise<void> {
    try {
      await this.save()
    } catch (error) {
      if (!isFullDisk(error)) throw error
      this.#context.logger.warn({ err: error }, 'no room for a checkpoint: after an unclean stop everything is read')
      await unlinkIfThere(this.#context.fileSystem, checkpointPath(this.#path))
      await this.#context.fileSystem.syncDirectory(this.#path)
    }
  }

  /**
   * A deletion forgets the line before it touches the folder, so that a line without a folder means that somebody else
   * has taken it away. Made anew and empty, the partition would give offsets away a second time.
   */
  #miss(name: string): void {
    const state = decodeState(this.#lines.get(name) ?? '')
    const id = parsePartitionName(name)
    if (state.tail.endOffset === 0 || id === undefined) {
      this.#lines.delete(name)
      return
    }
    this.#recovered.set(name, { state: emptyState(), corrupt: folderGone })
    const logEndOffset = state.tail.endOffset
    const recovery = { ...id, logEndOffset, scannedBytes: 0, cutBytes: 0, corrupt: folderGone }
    this.recoveries.push(recovery)
    this.#context.logger.error(recovery, 'a partition is corrupt and set aside')
  }

  #isClean(name: string): boolean {
    const line = this.#lines.get(name)
    return this.wasClean && line !== undefined && !isUnclean(line)
  }

  async #hasSize(name: string, { tail }: PartitionState): Promise<boolean> {
    if (tail.segmentBase === undefined) return true
    const path = `${segmentPath(`${this.#path}/${name}`, tail.segmentBase)}.log`
    return (await this.#context.fileSystem.sizeOf(path)) === tail.position
  }

  /** A replacement that was under way has been made where its temporary file is gone, for it was renamed. */
  async #settled(name: string, state: PartitionState): Promise<PartitionState> {
    if (state.swap === undefined) return state
    const path = temporaryPath({
      logPath: `${segmentPath(`${this.#path}/${name}`, state.swap.segment.baseOffset)}.log`,
    })
    return withSwap(state, (await this.#context.fileSystem.sizeOf(path)) === undefined)
  }

  async #recover(name: string, id: PartitionId): Promise<void> {
    const line = this.#lines.get(name)
    const known = line === undefined ? undefined : await this.#settled(name, decodeState(line))
    const found = await recoverPartition(this.#context, `${this.#path}/${name}`, known)
    const { state, corrupt, scannedBytes, cutBytes } = found
    this.#recovered.set(name, { state, corrupt })
    // The line of a partition that is set aside stays: mended files must agree with it.
    if (corrupt === undefined) this.#lines.set(name, encodeState(state, encodeProducersIfAny(state.producers)))
    if (scannedBytes === 0 && cutBytes === 0 && corrupt === undefined) return
    const recovery = { ...id, logEndOffset: state.tail.endOffset, scannedBytes, cutBytes, corrupt }
    this.recoveries.push(recovery)
    if (corrupt !== undefined) this.#context.logger.error(recovery, 'a partition is corrupt and set aside')
    else if (cutBytes > 0) this.#context.logger.warn(recovery, 'a torn tail was cut off')
  }

  #save(clean: boolean): Promise<void> {
    return saveCheckpoint(this.#context.fileSystem, this.#path, { clean, lines: this.#lines })
  }
}
