/** A disk in memory: for tests, and for in-process servers that are given no folder. */

import { dirname } from 'node:path'
import type { File, FileSystem } from './file-system.ts'

/** Starts empty; everything is gone with the object. */
export function memoryFileSystem(): FileSystem {
  const files = new Map<string, MemoryFile>()
  const folders = new Map<string, Set<string>>([['/', new Set()]])

  const addName = (path: string): void => {
    const folder = folders.get(dirname(path))
    if (folder === undefined) throw failure('ENOENT', path)
    folder.add(nameOf(path))
  }
  const removeName = (path: string): void => {
    folders.get(dirname(path))?.delete(nameOf(path))
  }
  const addFolder = (path: string): string | undefined => {
    if (folders.has(path)) return undefined
    const parent = dirname(path)
    const topmost = parent === path ? undefined : addFolder(parent)
    if (parent !== path) addName(path)
    folders.set(path, new Set())
    return topmost ?? path
  }
  /** A folder moves with all that is below it. */
  const moveFolder = (from: string, to: string): void => {
    for (const table of [files, folders] as Map<string, unknown>[]) {
      for (const [path, entry] of [...table]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue
        table.delete(path)
        table.set(to + path.slice(from.length), entry)
      }
    }
  }

  return {
    async open(path, options = {}) {
      const file = files.get(path)
      if (file) return file
      if (!options.create) throw failure('ENOENT', path)
      addName(path)
      const created = new MemoryFile()
      files.set(path, created)
      return created
    },
    mkdir: async (path) => addFolder(path),
    async readdir(path) {
      const names = folders.get(path)
      if (names === undefined) throw failure('ENOENT', path)
      return [...names]
    },
    async sizeOf(path) {
      return files.get(path)?.size() ?? (folders.has(path) ? 0 : undefined)
    },
    async rename(from, to) {
      if (!files.has(from) && !folders.has(from)) throw failure('ENOENT', from)
      if (folders.get(to)?.size) throw failure('ENOTEMPTY', to)
      addName(to)
      removeName(from)
      const file = files.get(from)
      if (file === undefined) return moveFolder(from, to)
      files.delete(from)
      files.set(to, file)
    },
    async unlink(path) {
      if (!files.delete(path)) throw failure('ENOENT', path)
      removeName(path)
    },
    async rmdir(path) {
      const names = folders.get(path)
      if (names === undefined) throw failure('ENOENT', path)
      if (names.size > 0) throw failure('ENOTEMPTY', path)
      folders.delete(path)
      removeName(path)
    },
    async syncDirectory() {},
  }
}

/** Grows by doubling, so that appends copy each byte about once. */
class MemoryFile implements File {
  #content = Buffer.alloc(0)
  #size = 0

  async read(target: Buffer, position: number): Promise<number> {
    return this.#content.copy(target, 0, Math.min(position, this.#size), this.#size)
  }

  async write(buffers: readonly Buffer[], position: number): Promise<number> {
    const sizeInBytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    const end = position + sizeInBytes
    if (end > this.#content.length) {
      const grown = Buffer.alloc(Math.max(end, 2 * this.#content.length, 1024))
      this.#content.copy(grown, 0, 0, this.#size)
      this.#content = grown
    }
    let at = position
    for (const buffer of buffers) at += buffer.copy(this.#content, at)
    this.#size = Math.max(this.#size, end)
    return sizeInBytes
  }

  async datasync(): Promise<void> {}

  async truncate(sizeInBytes: number): Promise<void> {
    if (sizeInBytes > this.#size) {
      await this.write([Buffer.alloc(sizeInBytes - this.#size)], this.#size)
    } else {
      // What lay behind must read as zeros when the file grows again.
      this.#content.fill(0, sizeInBytes, this.#size)
      this.#size = sizeInBytes
    }
  }

  async size(): Promise<number> {
    return this.#size
  }

  async close(): Promise<void> {}
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
