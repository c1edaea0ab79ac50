/** The one way in which the log touches a disk, so that tests can put faults, and memory, in its place. */

/** An open file that is read and written at positions. Errors are those of Node, with `code` (`EIO`, `ENOSPC`). */
export interface File {
  /** Fills `target` from `position`; fewer bytes than asked for only at the end of the file. */
  read(target: Buffer, position: number): Promise<number>
  /** Writes the buffers one after the other; may write fewer bytes than given, as the system call may. */
  write(buffers: readonly Buffer[], position: number): Promise<number>
  /** Returns when data and size are on the disk (`fdatasync`). */
  datasync(): Promise<void>
  truncate(sizeInBytes: number): Promise<void>
  size(): Promise<number>
  close(): Promise<void>
}

export interface FileSystem {
  /** Opens for reading and writing. A missing file is `ENOENT`, unless `create`. */
  open(path: string, options?: { create?: boolean }): Promise<File>
  /** Creates a folder and those above it, and returns the topmost that was not there; fine where none is missing. */
  mkdir(path: string): Promise<string | undefined>
  /** Names in a folder, in no order. */
  readdir(path: string): Promise<string[]>
  /** Size of a file in bytes, or `undefined` where there is none. */
  sizeOf(path: string): Promise<number | undefined>
  /** Replaces what is at `to`, as rename(2) does for files. */
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  rmdir(path: string): Promise<void>
  /** Makes names that were created, renamed or removed in this folder survive a power cut. */
  syncDirectory(path: string): Promise<void>
}

/** Node's error code of a failed call, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether a call failed because there is no room, on the disk or for this user. */
export function isFullDisk(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Writes all bytes, asking again after a short write; a write of nothing counts as a full disk. */
export async function writeFully(file: File, buffers: readonly Buffer[], position: number): Promise<void> {
  let rest = buffers
  let at = position
  for (;;) {
    const total = rest.reduce((sum, buffer) => sum + buffer.length, 0)
    if (total === 0) return
    const written = await file.write(rest, at)
    if (written === total) return
    if (written <= 0) throw Object.assign(new Error('nothing could be written'), { code: 'ENOSPC' })
    at += written
    rest = withoutFirst(rest, written)
  }
}

/** Reads exactly the bytes from `position`, or fewer where the file ends. */
export async function readAt(file: File, position: number, sizeInBytes: number): Promise<Buffer> {
  const target = Buffer.allocUnsafeSlow(sizeInBytes)
  const read = await file.read(target, position)
  return read === sizeInBytes ? target : target.subarray(0, read)
}

/** The whole content of a small file, or `undefined` where there is none. */
export async function readWhole(fileSystem: FileSystem, path: string): Promise<Buffer | undefined> {
  let file: File
  try {
    file = await fileSystem.open(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return await readAt(file, 0, await file.size())
  } finally {
    await file.close()
  }
}

/**
 * Replaces a file so that after a crash either the old or the new content is there, never a mixture.
 * The caller that needs the *new* one to be there passes `folder`, whose names are then synced as well.
 */
export async function writeAtomically(
  fileSystem: FileSystem,
  path: string,
  content: Buffer,
  folder?: string,
): Promise<void> {
  const temporary = `${path}.tmp`
  const file = await fileSystem.open(temporary, { create: true })
  try {
    await file.truncate(0)
    await writeFully(file, [content], 0)
    await file.datasync()
  } finally {
    await file.close()
  }
  await fileSystem.rename(temporary, path)
  if (folder !== undefined) await fileSystem.syncDirectory(folder)
}

/** Removes a file that may be gone already. */
export async function unlinkIfThere(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    await fileSystem.unlink(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function withoutFirst(buffers: readonly Buffer[], sizeInBytes: number): Buffer[] {
  let skip = sizeInBytes
  const rest: Buffer[] = []
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length
    else {
      rest.push(buffer.subarray(skip))
      skip = 0
    }
  }
  return rest
}
