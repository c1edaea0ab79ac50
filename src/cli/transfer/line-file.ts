/** A file of lines: read from front to back with the place of each line, or one line by its place. */

import { type FileHandle, open } from 'node:fs/promises'
import { unreadable } from '../arguments.ts'
import { cliErrors } from '../errors.ts'

/** Where a line lies in its file. */
export interface Place {
  readonly position: number
  readonly length: number
}

export interface Line extends Place {
  readonly text: string
  /** Counted from 1. */
  readonly number: number
}

/** Far beyond a schema of any registry; what has no line end for longer is no file of lines. */
const maxLineBytes = 64 * 1024 * 1024
const chunkBytes = 256 * 1024

export class LineFile {
  readonly path: string
  #handle: FileHandle | undefined

  constructor(path: string) {
    this.path = path
  }

  async *lines(): AsyncGenerator<Line> {
    const handle = await this.#open()
    let rest: Buffer = Buffer.alloc(0)
    let position = 0
    let number = 0
    for (let at = 0; ; ) {
      const chunk = Buffer.alloc(chunkBytes)
      const { bytesRead } = await this.#reading(() => handle.read(chunk, 0, chunkBytes, at))
      at += bytesRead
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
      for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
        yield { text: rest.toString('utf8', 0, end), number: ++number, position, length: end }
        position += end + 1
        rest = rest.subarray(end + 1)
      }
      if (rest.length > maxLineBytes)
        throw cliErrors.wrongUse(`${this.path} has a line of more than ${maxLineBytes} bytes.`)
      if (bytesRead === 0) break
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), number: ++number, position, length: rest.length }
  }

  async lineAt({ position, length }: Place): Promise<string> {
    const handle = await this.#open()
    const bytes = Buffer.alloc(length)
    await this.#reading(() => handle.read(bytes, 0, length, position))
    return bytes.toString('utf8')
  }

  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await this.#reading(() => open(this.path))
    return this.#handle
  }

  async #reading<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw unreadable(this.path, error)
    }
  }
}
