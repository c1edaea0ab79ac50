/** All partitions of a broker, below one folder: opened when they are asked for, recovered after an unclean stop. */

import { dirname, resolve } from 'node:path'
import type { Logger } from '../telemetry/index.ts'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { coalesced } from './coalesced.ts'
import { LogError, logErrors } from './errors.ts'
import type { FileSystem } from './file-system.ts'
import { FolderRemover } from './folder-remover.ts'
import { Gate } from './gate.ts'
import { createLogContext, type FlushPolicy, type LogContext, type LogLimits } from './log-context.ts'
import { PartitionLog, type PartitionLogConfig } from './partition-log.ts'
import { isDeletedName, type PartitionId, parsePartitionName, partitionName } from './partition-name.ts'
import {
  decodeState,
  emptyState,
  encodeProducersIfAny,
  encodeState,
  isUnclean,
  markUnclean,
  type PartitionState,
} from './partition-state.ts'
import { recoverPartition } from './recovery.ts'
import { segmentPath } from './segment.ts'

export interface LogFolderOptions {
  /** Created when absent. Only one process may use it: whoever opens it holds a lock. */
  readonly path: string
  readonly fileSystem: FileSystem
  readonly flush: FlushPolicy
  readonly now: () => number
  readonly logger: Logger
  readonly limits?: Partial<LogLimits>
}

/** What was found in a partition that had not been closed. */
export interface PartitionRecovery extends PartitionId {
  readonly logEndOffset: number
  readonly scannedBytes: number
  /** Bytes of a torn tail that were removed; none of them had been acknowledged under `always`. */
  readonly cutBytes: number
  /** Why the partition is set aside: it answers everything with `corruptLog`, and its files are kept. */
  readonly corrupt: string | undefined
}

export interface RecoveryReport {
  /** The folder had been closed in order, or is new. */
  readonly clean: boolean
  /** Partitions in which there was something to read, cut or set aside. */
  readonly partitions: readonly PartitionRecovery[]
}

interface FoundPartition {
  readonly state: PartitionState
  readonly corrupt: string | undefined
}

/** Partitions that are recovered at once; more would only wait for the same disk. */
const RECOVERIES = 4

/** @throws {LogError} folderUnusable, newerFormat */
export async function openLogFolder(options: LogFolderOptions): Promise<LogFolder> {
  const { path, fileSystem } = options
  try {
    await makeFolder(fileSystem, path)
    const names = await fileSystem.readdir(path)
    const checkpoint = await loadCheckpoint(fileSystem, path)
    const lines = new Map([...(checkpoint?.lines ?? [])].filter(([name]) => names.includes(name)))
    const folder = new LogFolder(createLogContext(options), path, names, lines)
    await folder.start(checkpoint?.clean === true)
    return folder
  } catch (error) {
    if (error instanceof LogError) throw error
    throw logErrors.folderUnusable(path, error instanceof Error ? error.message : String(error)).because(error)
  }
}

export class LogFolder {
  readonly #context: LogContext
  readonly #path: string
  /** Folders of partitions, opened or not. */
  readonly #found = new Map<string, PartitionId>()
  /** What recovery has found and nobody has opened yet. */
  readonly #recovered = new Map<string, FoundPartition>()
  readonly #logs = new Map<string, Promise<PartitionLog>>()
  readonly #deletions = new Map<string, Promise<void>>()
  readonly #lines: Map<string, string>
  readonly #remover: FolderRemover
  /** The checkpoint of a folder in use. */
  readonly #saveSoon: () => Promise<void>
  /** Puts the names of new partitions on disk. */
  readonly #syncNames: () => Promise<void>
  readonly #recoveries: PartitionRecovery[] = []
  readonly #unflushed = new Set<PartitionLog>()
  #isClean = true
  #isClosing = false
  #flushTimer: NodeJS.Timeout | undefined

  constructor(context: LogContext, path: string, names: readonly string[], lines: Map<string, string>) {
    this.#context = context
    this.#path = path
    this.#lines = lines
    this.#remover = new FolderRemover(context, path)
    this.#saveSoon = coalesced(() => this.#save(false))
    this.#syncNames = coalesced(() => context.fileSystem.syncDirectory(path))
    for (const name of names) {
      const id = parsePartitionName(name)
      if (id !== undefined) this.#found.set(name, id)
      else if (isDeletedName(name)) this.#remover.remove(name)
    }
  }

  get recovery(): RecoveryReport {
    return { clean: this.#isClean, partitions: this.#recoveries }
  }

  /** Every partition that has a folder, opened or not. */
  partitions(): PartitionId[] {
    return [...this.#found.values()]
  }

  /**
   * Recovers what was not closed, and from then on the checkpoint says that the folder is in use.
   * To be called once, by `openLogFolder`.
   */
  async start(isClean: boolean): Promise<void> {
    this.#isClean = isClean || this.#found.size === 0
    const gate = new Gate(RECOVERIES)
    const unclean = [...this.#found].filter(([name]) => {
      const line = this.#lines.get(name)
      return !isClean || line === undefined || isUnclean(line)
    })
    await Promise.all(unclean.map(([name, id]) => gate.run(() => this.#recover(name, id))))
    await this.#saveSoon()
    if (!this.#isClean) {
      this.#context.logger.info({ partitions: this.#found.size }, 'the log was not closed in order and is recovered')
    }
    const { flush } = this.#context
    if (flush.kind === 'interval') this.#flushTimer = setInterval(() => this.#flushAll(), flush.ms).unref()
  }

  /**
   * Opens a partition; one that does not exist is created empty. Opening it again gives the same object.
   * A corrupt partition opens too, and refuses everything else.
   *
   * @throws {LogError} invalidTopic, storageFault
   */
  async open(topic: string, partitionIndex: number, config: PartitionLogConfig): Promise<PartitionLog> {
    const name = partitionName(topic, partitionIndex)
    await this.#deletions.get(name)
    const known = this.#logs.get(name)
    if (known !== undefined) return known
    const opening = this.#open(name, { topic, partitionIndex }, config)
    this.#logs.set(name, opening)
    opening.catch(() => this.#logs.delete(name))
    return opening
  }

  /** Deletes a partition and its records; its name is free as soon as this returns. Fine where there is none. */
  async delete(topic: string, partitionIndex: number): Promise<void> {
    const name = partitionName(topic, partitionIndex)
    const earlier = this.#deletions.get(name)
    if (earlier !== undefined) return earlier
    const deletion = this.#delete(name).finally(() => this.#deletions.delete(name))
    this.#deletions.set(name, deletion)
    return deletion
  }

  /** Stores and flushes everything; the next start then reads no records. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#flushTimer)
    await Promise.allSettled(this.#deletions.values())
    await Promise.all([...this.#logs].map(([name, opening]) => this.#close(name, opening)))
    // One that is under way must not overtake the last.
    await this.#saveSoon().catch(() => {})
    await this.#save(true)
    await this.#remover.finish()
    this.#context.files.close()
  }

  async #open(name: string, id: PartitionId, config: PartitionLogConfig): Promise<PartitionLog> {
    const folder = `${this.#path}/${name}`
    try {
      const { state, corrupt } = this.#found.has(name) ? await this.#find(name, id) : await this.#create(folder)
      this.#found.set(name, id)
      const events = {
        written: (log: PartitionLog) => this.#noteWritten(log),
        recoveryPoint: (log: PartitionLog, line: string) => this.#noteRecoveryPoint(log, line),
      }
      return new PartitionLog(this.#context, { ...id, name, folder, config, state, corrupt, events })
    } catch (error) {
      throw logErrors.storageFault(name, error instanceof Error ? error.message : String(error)).because(error)
    }
  }

  async #create(folder: string): Promise<FoundPartition> {
    await this.#context.fileSystem.mkdir(folder)
    await this.#syncNames()
    return { state: emptyState(), corrupt: undefined }
  }

  /** The state of a partition from recovery or, after a clean stop, from its line alone. */
  async #find(name: string, id: PartitionId): Promise<FoundPartition> {
    const recovered = this.#recovered.get(name)
    if (recovered !== undefined) {
      this.#recovered.delete(name)
      return recovered
    }
    const line = this.#lines.get(name)
    const state = line === undefined ? emptyState() : decodeState(line)
    if (await this.#hasSize(name, state)) return { state, corrupt: undefined }
    // Somebody has put other files here since.
    await this.#recover(name, id)
    return this.#find(name, id)
  }

  async #hasSize(name: string, { tail }: PartitionState): Promise<boolean> {
    if (tail.segmentBase === undefined) return true
    const path = `${segmentPath(`${this.#path}/${name}`, tail.segmentBase)}.log`
    return (await this.#context.fileSystem.sizeOf(path)) === tail.position
  }

  async #recover(name: string, id: PartitionId): Promise<void> {
    const line = this.#lines.get(name)
    const known = line === undefined ? undefined : decodeState(line)
    const { state, corrupt, scannedBytes, cutBytes } = await recoverPartition(
      this.#context,
      `${this.#path}/${name}`,
      known,
    )
    this.#recovered.set(name, { state, corrupt })
    // The line of a partition that is set aside stays, for a person to compare it with the files.
    if (corrupt === undefined) this.#lines.set(name, encodeState(state, encodeProducersIfAny(state.producers)))
    if (scannedBytes === 0 && cutBytes === 0 && corrupt === undefined) return
    const recovery = { ...id, logEndOffset: state.tail.endOffset, scannedBytes, cutBytes, corrupt }
    this.#recoveries.push(recovery)
    const { logger } = this.#context
    if (corrupt !== undefined) logger.error(recovery, 'a partition is corrupt and set aside')
    else if (cutBytes > 0) logger.warn(recovery, 'a torn tail was cut off')
  }

  async #delete(name: string): Promise<void> {
    const opening = this.#logs.get(name)
    this.#logs.delete(name)
    const log = await opening?.catch(() => undefined)
    await log?.delete()
    if (log !== undefined) this.#unflushed.delete(log)
    this.#recovered.delete(name)
    if (!this.#found.delete(name)) return
    // Its line must be gone first, or a crash would have the next partition of this name compared with it.
    if (this.#lines.delete(name)) await this.#saveSoon()
    await this.#remover.takeAway(name)
  }

  async #close(name: string, opening: Promise<PartitionLog>): Promise<void> {
    const log = await opening.catch(() => undefined)
    const line = await log?.close()
    const earlier = this.#lines.get(name)
    if (line !== undefined) this.#lines.set(name, line)
    else if (earlier !== undefined) this.#lines.set(name, markUnclean(earlier))
  }

  #noteWritten(log: PartitionLog): void {
    if (this.#context.flush.kind === 'interval') this.#unflushed.add(log)
  }

  #noteRecoveryPoint(log: PartitionLog, line: string): void {
    if (this.#isClosing || !this.#logs.has(log.name)) return
    this.#lines.set(log.name, line)
    // Recovery then begins at an earlier point, which costs time only.
    this.#saveSoon().catch((error) => this.#context.logger.warn({ err: error }, 'the checkpoint cannot be written'))
  }

  #save(clean: boolean): Promise<void> {
    return saveCheckpoint(this.#context.fileSystem, this.#path, { clean, lines: this.#lines })
  }

  #flushAll(): void {
    for (const log of this.#unflushed) void log.flush()
    this.#unflushed.clear()
  }
}

/** Makes a folder and those above it, so that a power cut cannot take the names again. */
async function makeFolder(fileSystem: FileSystem, path: string): Promise<void> {
  const topmost = await fileSystem.mkdir(path)
  if (topmost === undefined) return
  const end = dirname(resolve(topmost))
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    await fileSystem.syncDirectory(folder)
    if (folder === end) return
  }
}
