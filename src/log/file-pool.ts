/** Open files of all partitions, bounded: the least recently used one is closed when another has to open. */

import type { File, FileSystem } from './file-system.ts'

interface Entry {
  readonly path: string
  readonly file: Promise<File>
  users: number
  /** No longer in the table: closed by whoever uses it last. */
  retired: boolean
}

/**
 * A descriptor that closes with unsynced data loses none of it: the pages stay in the page cache, and a descriptor
 * opened later reports a write-back error that nobody has seen (errseq_t, Linux 4.13).
 */
export class FilePool {
  readonly #fileSystem: FileSystem
  readonly #limit: number
  /** In order of use, the oldest first. */
  readonly #entries = new Map<string, Entry>()
  readonly #waiting: (() => void)[] = []
  #open = 0

  constructor(fileSystem: FileSystem, limit: number) {
    this.#fileSystem = fileSystem
    this.#limit = limit
  }

  /** Files that are open now. */
  get openFiles(): number {
    return this.#open
  }

  /** Runs `task` with the file open. Never call it from within a task: at the limit both would wait for each other. */
  async use<T>(path: string, task: (file: File) => Promise<T>, options: { create?: boolean } = {}): Promise<T> {
    const entry = await this.#acquire(path, options)
    try {
      return await task(await entry.file)
    } finally {
      this.#release(entry)
    }
  }

  /** Forgets the descriptor of a file that failed or is replaced; running tasks finish with the old one. */
  discard(path: string): void {
    const entry = this.#entries.get(path)
    if (entry !== undefined) this.#retire(entry)
  }

  /** Forgets the descriptors of all files in a folder that is closed or moves away. */
  discardFolder(folder: string): void {
    for (const entry of [...this.#entries.values()]) if (entry.path.startsWith(`${folder}/`)) this.#retire(entry)
  }

  async #acquire(path: string, options: { create?: boolean }): Promise<Entry> {
    for (;;) {
      const known = this.#entries.get(path)
      if (known !== undefined) {
        this.#entries.delete(path)
        this.#entries.set(path, known)
        known.users += 1
        return known
      }
      if (this.#open < this.#limit || this.#evict()) break
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#open += 1
    const entry: Entry = { path, file: this.#fileSystem.open(path, options), users: 1, retired: false }
    this.#entries.set(path, entry)
    // A failed open leaves nothing behind; `use` hands the error on.
    entry.file.catch(() => this.#retire(entry))
    return entry
  }

  #release(entry: Entry): void {
    entry.users -= 1
    if (entry.users > 0) return
    if (entry.retired) this.#close(entry)
    else this.#waiting.shift()?.()
  }

  /** Makes room for one more file. */
  #evict(): boolean {
    for (const entry of this.#entries.values()) {
      if (entry.users > 0) continue
      this.#retire(entry)
      return true
    }
    return false
  }

  #retire(entry: Entry): void {
    if (this.#entries.get(entry.path) === entry) this.#entries.delete(entry.path)
    if (entry.retired) return
    entry.retired = true
    if (entry.users === 0) this.#close(entry)
  }

  /** An error of close(2) tells nothing that the last fdatasync has not told. */
  #close(entry: Entry): void {
    this.#open -= 1
    this.#waiting.shift()?.()
    entry.file.then((file) => file.close()).catch(() => {})
  }

  /** Closes what is idle, and the rest as soon as its tasks end. */
  close(): void {
    for (const entry of [...this.#entries.values()]) this.#retire(entry)
  }
}
