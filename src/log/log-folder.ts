/** All partitions of a broker, below one folder: opened when they are asked for, recovered after an unclean stop. */

import { dirname, resolve } from 'node:path'
import type { Logger } from '../telemetry/index.ts'
import { coalesced } from './coalesced.ts'
import { LogError, logErrors } from './errors.ts'
import type { FileSystem } from './file-system.ts'
import { FolderRemover } from './folder-remover.ts'
import { FolderState, type FoundPartition, type PartitionRecovery } from './folder-state.ts'
import type { PartitionLogConfig } from './log-config.ts'
import { createLogContext, type FlushPolicy, type LogContext, type LogLimits } from './log-context.ts'
import { type PartitionEvents, PartitionLog } from './partition-log.ts'
import { isDeletedName, type PartitionId, parsePartitionName, partitionName } from './partition-name.ts'
import { emptyState } from './partition-state.ts'

export interface LogFolderOptions {
  /** Created when absent. Only one process may use it: whoever opens it holds a lock. */
  readonly path: string
  readonly fileSystem: FileSystem
  readonly flush: FlushPolicy
  readonly now: () => number
  readonly logger: Logger
  readonly limits?: Partial<LogLimits>
  /** How often `clean` is called by itself; never where absent. */
  readonly cleanIntervalMs?: number
}

export interface RecoveryReport {
  /** The folder had been closed in order, or is new. */
  readonly clean: boolean
  /** Partitions in which there was something to read, cut or set aside. */
  readonly partitions: readonly PartitionRecovery[]
}

/** @throws {LogError} folderUnusable, newerFormat */
export async function openLogFolder(options: LogFolderOptions): Promise<LogFolder> {
  const { path, fileSystem } = options
  try {
    const context = createLogContext(options)
    await makeFolder(fileSystem, path)
    const names = await fileSystem.readdir(path)
    const state = await FolderState.load(context, path)
    const folder = new LogFolder(context, path, names, state)
    await folder.start(options.cleanIntervalMs)
    return folder
  } catch (error) {
    if (error instanceof LogError) throw error
    throw logErrors.folderUnusable(path, error instanceof Error ? error.message : String(error)).because(error)
  }
}

export class LogFolder {
  readonly #context: LogContext
  readonly #path: string
  readonly #state: FolderState
  /** Folders of partitions, opened or not. */
  readonly #found = new Map<string, PartitionId>()
  readonly #logs = new Map<string, Promise<PartitionLog>>()
  readonly #deletions = new Map<string, Promise<void>>()
  readonly #remover: FolderRemover
  readonly #events: PartitionEvents
  /** Puts the names of new partitions on disk, once for all that are created together. */
  readonly #syncNames: () => Promise<void>
  readonly #unflushed = new Set<PartitionLog>()
  #flushTimer: NodeJS.Timeout | undefined
  #cleanTimer: NodeJS.Timeout | undefined
  #cleaning: Promise<void> | undefined
  #isClosing = false

  constructor(context: LogContext, path: string, names: readonly string[], state: FolderState) {
    this.#context = context
    this.#path = path
    this.#state = state
    this.#remover = new FolderRemover(context, path)
    this.#syncNames = coalesced(() => context.fileSystem.syncDirectory(path))
    this.#events = {
      written: (log) => this.#noteWritten(log),
      recoveryPoint: (log, line) => this.#noteRecoveryPoint(log, line),
      save: (log, line) => this.#save(log, line),
    }
    for (const name of names) {
      const id = parsePartitionName(name)
      if (id !== undefined) this.#found.set(name, id)
      else if (isDeletedName(name)) this.#remover.remove(name)
    }
  }

  get recovery(): RecoveryReport {
    return { clean: this.#state.wasClean, partitions: this.#state.recoveries }
  }

  /** Every partition that has a folder, opened or not, in no order. */
  partitions(): PartitionId[] {
    return [...this.#found.values()]
  }

  /** To be called once, by `openLogFolder`. */
  async start(cleanIntervalMs?: number): Promise<void> {
    await this.#state.start(this.#found)
    const { flush } = this.#context
    if (flush.kind === 'interval') this.#flushTimer = setInterval(() => this.#flushAll(), flush.ms).unref()
    if (cleanIntervalMs !== undefined) this.#cleanTimer = setInterval(() => this.clean(), cleanIntervalMs).unref()
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

  /** Takes away what the rules of the open partitions no longer keep; whoever calls while it runs waits for that run. */
  clean(): Promise<void> {
    this.#cleaning ??= this.#clean().finally(() => {
      this.#cleaning = undefined
    })
    return this.#cleaning
  }

  /** Stores and flushes everything; the next start then reads no records. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#flushTimer)
    clearInterval(this.#cleanTimer)
    await Promise.allSettled(this.#deletions.values())
    await Promise.all([...this.#logs].map(([name, opening]) => this.#close(name, opening)))
    await this.#cleaning
    await this.#state.saveClean()
    await this.#remover.finish()
    this.#context.files.close()
  }

  async #open(name: string, id: PartitionId, config: PartitionLogConfig): Promise<PartitionLog> {
    const folder = `${this.#path}/${name}`
    try {
      const isKnown = this.#found.has(name) || this.#state.isMissing(name)
      const found = isKnown ? await this.#state.take(name, id) : await this.#create(folder)
      this.#found.set(name, id)
      return new PartitionLog(this.#context, { ...id, ...found, name, folder, config, events: this.#events })
    } catch (error) {
      throw logErrors.storageFault(name, error instanceof Error ? error.message : String(error)).because(error)
    }
  }

  async #create(folder: string): Promise<FoundPartition> {
    await this.#context.fileSystem.mkdir(folder)
    await this.#syncNames()
    return { state: emptyState(), corrupt: undefined }
  }

  async #delete(name: string): Promise<void> {
    const opening = this.#logs.get(name)
    this.#logs.delete(name)
    const log = await opening?.catch(() => undefined)
    await log?.delete()
    if (log !== undefined) this.#unflushed.delete(log)
    if (!this.#found.delete(name)) return
    await this.#state.forget(name)
    await this.#remover.takeAway(name)
  }

  async #close(name: string, opening: Promise<PartitionLog>): Promise<void> {
    const log = await opening.catch(() => undefined)
    const line = await log?.close()
    if (line === undefined) this.#state.setUnclean(name)
    else this.#state.set(name, line)
  }

  #noteWritten(log: PartitionLog): void {
    if (this.#context.flush.kind === 'interval') this.#unflushed.add(log)
  }

  #noteRecoveryPoint(log: PartitionLog, line: string): void {
    if (this.#isClosing || !this.#logs.has(log.name)) return
    this.#state.set(log.name, line)
    // Without it recovery begins at an earlier point, which costs time only.
    this.#state.save().catch((error) => this.#context.logger.warn({ err: error }, 'the checkpoint cannot be written'))
  }

  async #save(log: PartitionLog, line: string): Promise<void> {
    // A partition that is being deleted has no line any more.
    if (!this.#logs.has(log.name)) return
    this.#state.set(log.name, line)
    await this.#state.save()
  }

  async #clean(): Promise<void> {
    let failed = 0
    for (const opening of [...this.#logs.values()]) {
      const log = await opening.catch(() => undefined)
      if (this.#isClosing || !log?.needsCleaning) continue
      await log.clean().catch((error) => {
        failed += 1
        if (failed === 1 && !this.#isClosing)
          this.#context.logger.warn({ partition: log.name, err: error }, 'a partition cannot be cleaned')
      })
    }
    if (failed > 1) this.#context.logger.warn({ failed }, 'partitions that could not be cleaned; one of them was named')
  }

  #flushAll(): void {
    for (const log of this.#unflushed) {
      this.#unflushed.delete(log)
      void log.flush().then((isFlushed) => !isFlushed && this.#unflushed.add(log))
    }
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
