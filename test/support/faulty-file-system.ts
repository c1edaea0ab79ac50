/**
 * A disk in memory that fails as disks do: calls that fail with EIO or ENOSPC, short writes, a process that dies between
 * two calls, a power cut that loses what was not flushed. It also counts, and can hold flushes back.
 */

import { dirname } from 'node:path'
import type { File, FileSystem } from '../../src/log/index.ts'

export type Operation =
  | 'open'
  | 'read'
  | 'write'
  | 'datasync'
  | 'truncate'
  | 'readdir'
  | 'rename'
  | 'unlink'
  | 'mkdir'
  | 'syncDirectory'

/** What shall go wrong, `times` times (once), in calls on paths that contain `path`. */
export interface Fault {
  readonly operation: Operation
  readonly code: 'EIO' | 'ENOSPC' | 'EMFILE'
  readonly path?: string
  readonly times?: number
}

/** Content as it is seen, and as it is on disk. */
interface Inode {
  content: Buffer
  synced: Buffer
}

/** A change of names that is on disk only after its folder was synced. */
interface NameChange {
  readonly folders: readonly string[]
  apply(names: Map<string, Inode | 'folder'>): void
}

/** The least that a disk writes or loses. */
const SECTOR_BYTES = 512

export class FaultyFileSystem implements FileSystem {
  readonly counts: Record<Operation, number> = {
    open: 0,
    read: 0,
    write: 0,
    datasync: 0,
    truncate: 0,
    readdir: 0,
    rename: 0,
    unlink: 0,
    mkdir: 0,
    syncDirectory: 0,
  }
  openFiles = 0
  mostOpenFiles = 0
  /** Writes of several bytes write only some of them. */
  shortWrites = false
  readonly #names: Map<string, Inode | 'folder'>
  readonly #syncedNames: Map<string, Inode | 'folder'>
  #changes: NameChange[] = []
  #faults: { fault: Fault; times: number }[] = []
  #callsLeft = Number.POSITIVE_INFINITY
  #held: Promise<void> | undefined
  readonly #death = Promise.withResolvers<void>()

  constructor(names: Map<string, Inode | 'folder'> = new Map([['/', 'folder']])) {
    this.#names = names
    this.#syncedNames = new Map(names)
  }

  /** From now on these calls fail. */
  fail(...faults: Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ fault, times: fault.times ?? 1 })))
  }

  heal(): void {
    this.#faults = []
  }

  /** Every datasync waits until the returned function is called. */
  holdFlushes(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = promise
    return () => {
      this.#held = undefined
      resolve()
    }
  }

  /** After so many calls that change something, the process that uses this disk is dead: no call returns any more. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls
  }

  die(): void {
    this.#callsLeft = 0
    this.#death.resolve()
  }

  /** Settles when the process is dead. */
  get death(): Promise<void> {
    return this.#death.promise
  }

  get isDead(): boolean {
    return this.#callsLeft <= 0
  }

  /** The disk as the next process finds it when only the process has died: with everything that was written. */
  afterKill(): FaultyFileSystem {
    this.die()
    return new FaultyFileSystem(copyNames(this.#names, ({ content }) => content))
  }

  /**
   * The disk as it is found after a power cut: what was synced, and of the rest some.
   *
   * @param random - from 0 to 1: each sector, each file's length and each name that was not synced is drawn.
   */
  afterPowerCut(random: () => number): FaultyFileSystem {
    this.die()
    const names = new Map(this.#syncedNames)
    for (const change of this.#changes) if (random() < 0.5) change.apply(names)
    for (const path of [...names.keys()]) if (!hasFolder(names, path)) names.delete(path)
    return new FaultyFileSystem(copyNames(names, (inode) => survivorOf(inode, random)))
  }

  /** What of a file would be there if the power were cut now and nothing but synced bytes survived. */
  syncedContent(path: string): Buffer {
    return this.#inode(path).synced
  }

  /** Changes a file as no program would: for damage. */
  edit(path: string, change: (content: Buffer) => Buffer): void {
    const inode = this.#inode(path)
    inode.content = change(Buffer.from(inode.content))
    inode.synced = inode.content
  }

  content(path: string): Buffer {
    return this.#inode(path).content
  }

  paths(): string[] {
    return [...this.#names.keys()]
  }

  async open(path: string, { create = false } = {}): Promise<File> {
    await this.#call('open', path)
    if (!this.#names.has(path)) {
      if (!create) throw failure('ENOENT', path)
      const inode = { content: Buffer.alloc(0), synced: Buffer.alloc(0) }
      this.#change([path], (names) => names.set(path, inode))
    }
    this.openFiles += 1
    this.mostOpenFiles = Math.max(this.mostOpenFiles, this.openFiles)
    return this.#file(path, this.#inode(path))
  }

  async mkdir(path: string): Promise<string | undefined> {
    await this.#call('mkdir', path)
    const missing: string[] = []
    for (let folder = path; !this.#names.has(folder); folder = dirname(folder)) missing.unshift(folder)
    for (const folder of missing) this.#change([folder], (names) => names.set(folder, 'folder'))
    return missing[0]
  }

  async readdir(path: string): Promise<string[]> {
    await this.#call('readdir', path)
    if (this.#names.get(path) !== 'folder') throw failure('ENOENT', path)
    const inside = [...this.#names.keys()].filter((name) => dirname(name) === path && name !== path)
    return inside.map((name) => name.slice(name.lastIndexOf('/') + 1))
  }

  async sizeOf(path: string): Promise<number | undefined> {
    const inode = this.#names.get(path)
    return inode === 'folder' ? 0 : inode?.content.length
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', from)
    if (!this.#names.has(from)) throw failure('ENOENT', from)
    this.#change([from, to], (names) => {
      for (const [path, inode] of [...names]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue
        names.delete(path)
        names.set(to + path.slice(from.length), inode)
      }
    })
  }

  async unlink(path: string): Promise<void> {
    await this.#call('unlink', path)
    this.#inode(path)
    this.#change([path], (names) => names.delete(path))
  }

  async rmdir(path: string): Promise<void> {
    await this.#call('unlink', path)
    if ((await this.readdir(path)).length > 0) throw failure('ENOTEMPTY', path)
    this.#change([path], (names) => names.delete(path))
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#call('syncDirectory', path)
    const isHere = ({ folders }: NameChange) => folders.includes(path)
    for (const change of this.#changes.filter(isHere)) change.apply(this.#syncedNames)
    this.#changes = this.#changes.filter((change) => !isHere(change))
  }

  #file(path: string, inode: Inode): File {
    return {
      read: async (target, position) => {
        await this.#call('read', path)
        return inode.content.copy(target, 0, Math.min(position, inode.content.length))
      },
      write: async (buffers, position) => {
        const bytes = Buffer.concat(buffers)
        const isCut = this.shortWrites && bytes.length > 1
        const written = isCut ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes
        // A process that dies in a write has written a part of it.
        await this.#call('write', path, () => put(inode, written.subarray(0, written.length / 3), position))
        put(inode, written, position)
        return written.length
      },
      datasync: async () => {
        await this.#held
        await this.#call('datasync', path)
        inode.synced = Buffer.from(inode.content)
      },
      truncate: async (sizeInBytes) => {
        await this.#call('truncate', path)
        const content = Buffer.alloc(sizeInBytes)
        inode.content.copy(content)
        inode.content = content
      },
      size: async () => inode.content.length,
      close: async () => {
        this.openFiles -= 1
      },
    }
  }

  /** Counts a call, and lets it fail or never return where it shall. */
  async #call(operation: Operation, path: string, lastGasp?: () => void): Promise<void> {
    if (this.isDead) return new Promise(() => {})
    this.counts[operation] += 1
    if (operation !== 'read' && operation !== 'readdir') {
      this.#callsLeft -= 1
      if (this.isDead) {
        lastGasp?.()
        this.#death.resolve()
        return new Promise(() => {})
      }
    }
    const entry = this.#faults.find(
      ({ fault, times }) => times > 0 && fault.operation === operation && path.includes(fault.path ?? ''),
    )
    if (entry === undefined) return undefined
    entry.times -= 1
    lastGasp?.()
    throw failure(entry.fault.code, path)
  }

  #change(paths: readonly string[], apply: NameChange['apply']): void {
    apply(this.#names)
    this.#changes.push({ folders: paths.map((path) => dirname(path)), apply })
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path)
    if (inode === undefined || inode === 'folder') throw failure('ENOENT', path)
    return inode
  }
}

function put(inode: Inode, bytes: Buffer, position: number): void {
  const content = Buffer.alloc(Math.max(inode.content.length, position + bytes.length))
  inode.content.copy(content)
  bytes.copy(content, position)
  inode.content = content
}

/** Of a file that changed since it was synced, each sector is the old or the new one. */
function survivorOf({ content, synced }: Inode, random: () => number): Buffer {
  if (content.equals(synced)) return content
  const shortest = Math.min(content.length, synced.length)
  const longest = Math.max(content.length, synced.length)
  const survivor = Buffer.alloc(shortest + Math.floor(random() * (longest - shortest + 1)))
  for (let at = 0; at < survivor.length; at += SECTOR_BYTES) {
    const source = random() < 0.5 ? content : synced
    source.copy(survivor, at, Math.min(at, source.length), at + SECTOR_BYTES)
  }
  return survivor
}

function copyNames(
  names: ReadonlyMap<string, Inode | 'folder'>,
  contentOf: (inode: Inode) => Buffer,
): Map<string, Inode | 'folder'> {
  const copy = new Map<string, Inode | 'folder'>()
  for (const [path, inode] of names) {
    if (inode === 'folder') {
      copy.set(path, inode)
      continue
    }
    const content = Buffer.from(contentOf(inode))
    copy.set(path, { content, synced: content })
  }
  return copy
}

function hasFolder(names: ReadonlyMap<string, unknown>, path: string): boolean {
  return path === '/' || (names.has(dirname(path)) && hasFolder(names, dirname(path)))
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
