/**
 * The checkpoint: one text file for all partitions of a folder with their state at a point from which recovery reads on.
 * A clean one has no more to read behind those points. Format: docs/log-format.md, "Checkpoint".
 */

import { crc32 } from 'node:zlib'
import { logErrors } from './errors.ts'
import { type FileSystem, readWhole, writeAtomically } from './file-system.ts'

const VERSION = 1

export interface Checkpoint {
  /** Written by an orderly close, and nothing has been written since. */
  readonly clean: boolean
  /** A partition's state (see partition-state.ts) by the name of its folder. */
  readonly lines: ReadonlyMap<string, string>
}

interface Header {
  format: string
  version: number
  clean: boolean
}

export function checkpointPath(folder: string): string {
  return `${folder}/checkpoint`
}

export async function saveCheckpoint(fileSystem: FileSystem, folder: string, checkpoint: Checkpoint): Promise<void> {
  await writeAtomically(fileSystem, checkpointPath(folder), encodeCheckpoint(checkpoint), folder)
}

/**
 * @returns `undefined` where there is none or its bytes are damaged: then everything is read.
 * @throws {LogError} `newerFormat`
 */
export async function loadCheckpoint(fileSystem: FileSystem, folder: string): Promise<Checkpoint | undefined> {
  const path = checkpointPath(folder)
  const bytes = await readWhole(fileSystem, path)
  return bytes === undefined ? undefined : decodeCheckpoint(bytes, path)
}

export function encodeCheckpoint({ clean, lines }: Checkpoint): Buffer {
  const header: Header = { format: 'schemalog-log', version: VERSION, clean }
  const rows = [JSON.stringify(header)]
  for (const [name, line] of lines) rows.push(`${name} ${line}`)
  const body = Buffer.from(`${rows.join('\n')}\n`)
  return Buffer.concat([body, Buffer.from(`${JSON.stringify({ crc32: crc32(body) })}\n`)])
}

function decodeCheckpoint(bytes: Buffer, path: string): Checkpoint | undefined {
  const bodyEnd = bytes.lastIndexOf('\n', -2) + 1
  const body = bytes.subarray(0, bodyEnd)
  if (bytes.subarray(bodyEnd).toString() !== `${JSON.stringify({ crc32: crc32(body) })}\n`) return undefined
  const [first, ...rows] = body.toString().split('\n').slice(0, -1)
  if (first === undefined) return undefined
  const header: Header = JSON.parse(first)
  if (header.version > VERSION) throw logErrors.newerFormat(path, header.version)
  const lines = new Map<string, string>()
  for (const row of rows) {
    const space = row.indexOf(' ')
    lines.set(row.slice(0, space), row.slice(space + 1))
  }
  return { clean: header.clean, lines }
}
