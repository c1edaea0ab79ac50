/** Removes the folders of deleted partitions: first out of the way, then file by file in the background. */

import { codeOf } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { deletedName } from './partition-name.ts'

export class FolderRemover {
  readonly #context: LogContext
  readonly #path: string
  readonly #removals = new Set<Promise<void>>()
  #count = 0

  constructor(context: LogContext, path: string) {
    this.#context = context
    this.#path = path
  }

  /** Renames the folder, so that its name is free and a crash cannot bring it back, and begins to remove it. */
  async takeAway(name: string): Promise<void> {
    const { fileSystem, now } = this.#context
    for (;;) {
      this.#count += 1
      const away = deletedName(name, `${now().toString(36)}-${this.#count}`)
      try {
        await fileSystem.rename(`${this.#path}/${name}`, `${this.#path}/${away}`)
      } catch (error) {
        // The folder of an earlier deletion, by a clock that was set back.
        if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') continue
        if (codeOf(error) === 'ENOENT') return
        throw error
      }
      await fileSystem.syncDirectory(this.#path)
      return this.remove(away)
    }
  }

  /** Removes a folder in the background. What cannot be removed is tried again at the next start. */
  remove(name: string): void {
    const removal = this.#remove(`${this.#path}/${name}`)
      .catch((error) => this.#context.logger.warn({ name, err: error }, 'a deleted partition cannot be removed'))
      .finally(() => this.#removals.delete(removal))
    this.#removals.add(removal)
  }

  async finish(): Promise<void> {
    await Promise.all(this.#removals)
  }

  async #remove(folder: string): Promise<void> {
    const { fileSystem } = this.#context
    for (const name of await fileSystem.readdir(folder)) await fileSystem.unlink(`${folder}/${name}`)
    await fileSystem.rmdir(folder)
  }
}
