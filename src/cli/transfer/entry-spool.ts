/** What was read of a registry, set aside on disk: a list is read once, and what it says is wanted one by one later. */

import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SchemaEntry } from './entry.ts'
import { versionKey } from './inventory.ts'

interface Place {
  readonly position: number
  readonly length: number
}

export class EntrySpool {
  readonly #handle: FileHandle
  readonly #folder: string
  readonly #places = new Map<string, Place>()
  #end = 0

  static async open(): Promise<EntrySpool> {
    const folder = await mkdtemp(join(tmpdir(), 'schemalog-transfer-'))
    const spool = new EntrySpool(await open(join(folder, 'entries.jsonl'), 'wx+', 0o600), folder)
    // An open file needs no name, and one without is gone with a process that is killed. Some systems do not allow that.
    await spool.#removeFolder().catch(() => undefined)
    return spool
  }

  private constructor(handle: FileHandle, folder: string) {
    this.#handle = handle
    this.#folder = folder
  }

  async add(entry: SchemaEntry): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(entry))
    const place = { position: this.#end, length: bytes.length }
    this.#end += bytes.length
    this.#places.set(versionKey(entry), place)
    await this.#handle.write(bytes, 0, bytes.length, place.position)
  }

  async load(version: { subject: string; version: number }): Promise<SchemaEntry | undefined> {
    const place = this.#places.get(versionKey(version))
    if (!place) return undefined
    const bytes = Buffer.alloc(place.length)
    await this.#handle.read(bytes, 0, place.length, place.position)
    return JSON.parse(bytes.toString('utf8'))
  }

  async close(): Promise<void> {
    await this.#handle.close()
    await this.#removeFolder()
  }

  #removeFolder(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }
}
