/** The real disk. Plain descriptors and callbacks: node's FileHandle costs twice as much for each call. */

import fs from 'node:fs'
import type { File, FileSystem } from './file-system.ts'
import { codeOf } from './file-system.ts'

type Done<T> = (error: NodeJS.ErrnoException | null, result: T) => void

function call<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))))
}

/** The most buffers that one writev(2) takes on Linux and macOS (IOV_MAX). */
const MAX_BUFFERS = 1024

class NodeFile implements File {
  readonly #descriptor: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0
    while (filled < target.length) {
      const from = filled
      const read = await call<number>((done) =>
        fs.read(this.#descriptor, target, from, target.length - from, position + from, done),
      )
      if (read === 0) break
      filled += read
    }
    return filled
  }

  write(buffers: readonly Buffer[], position: number): Promise<number> {
    const [first] = buffers
    if (buffers.length === 1 && first !== undefined) {
      return call((done) => fs.write(this.#descriptor, first, 0, first.length, position, done))
    }
    return call((done) => fs.writev(this.#descriptor, buffers.slice(0, MAX_BUFFERS), position, done))
  }

  datasync(): Promise<void> {
    return call((done) => fs.fdatasync(this.#descriptor, (error) => done(error, undefined)))
  }

  truncate(sizeInBytes: number): Promise<void> {
    return call((done) => fs.ftruncate(this.#descriptor, sizeInBytes, (error) => done(error, undefined)))
  }

  async size(): Promise<number> {
    const stats = await call<fs.Stats>((done) => fs.fstat(this.#descriptor, done))
    return stats.size
  }

  close(): Promise<void> {
    return call((done) => fs.close(this.#descriptor, (error) => done(error ?? null, undefined)))
  }
}

export const nodeFileSystem: FileSystem = {
  async open(path, options = {}) {
    const flags = options.create ? fs.constants.O_RDWR | fs.constants.O_CREAT : fs.constants.O_RDWR
    return new NodeFile(await call<number>((done) => fs.open(path, flags, 0o644, done)))
  },
  mkdir: (path) => call<string | undefined>((done) => fs.mkdir(path, { recursive: true }, done)),
  readdir: (path) => call<string[]>((done) => fs.readdir(path, done)),
  async sizeOf(path) {
    try {
      const stats = await call<fs.Stats>((done) => fs.stat(path, done))
      return stats.size
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  },
  rename: (from, to) => call((done) => fs.rename(from, to, (error) => done(error, undefined))),
  unlink: (path) => call((done) => fs.unlink(path, (error) => done(error, undefined))),
  rmdir: (path) => call((done) => fs.rmdir(path, (error) => done(error, undefined))),
  async syncDirectory(path) {
    // Windows has no such call for folders; its file systems journal names by themselves.
    if (process.platform === 'win32') return
    const descriptor = await call<number>((done) => fs.open(path, fs.constants.O_RDONLY, done))
    try {
      await call<void>((done) => fs.fsync(descriptor, (error) => done(error, undefined)))
    } finally {
      await call<void>((done) => fs.close(descriptor, (error) => done(error ?? null, undefined)))
    }
  },
}
