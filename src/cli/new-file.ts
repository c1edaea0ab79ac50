/** A file that is there whole or not at all, and never over another one. */

import { createWriteStream } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { cliErrors } from './errors.ts'

/**
 * Has `write` make a file beside `path`, and gives it its name when it is on the disk.
 *
 * @param options.replace - whether a file that is there already may go.
 * @throws {CliError} where there is such a file, before anything is written.
 */
export async function writeNewFile(
  path: string,
  write: (temporary: string) => Promise<void>,
  { replace = false } = {},
): Promise<void> {
  if (!replace && (await exists(path))) throw cliErrors.failed(`${path} is there already; nothing is written.`)
  const temporary = `${path}.${process.pid}.part`
  try {
    await write(temporary)
    await toDisk(temporary)
    if (replace) await rename(temporary, path)
    // A link fails where the name was taken meanwhile; a rename would take it away.
    else await link(temporary, path)
  } catch (error) {
    throw asSentence(path, error)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Lines to a file, with the back-pressure of a stream. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  await pipeline(lines, createWriteStream(path, { flags: 'wx' }))
}

async function toDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** What the system says of a file, in a sentence; what is no such error stays as it is. */
function asSentence(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  if ('code' in error && error.code === 'EEXIST')
    return cliErrors.failed(`${path} is there already; nothing is written.`).because(error)
  return cliErrors.failed(`${path} cannot be written: ${error.message}.`).because(error)
}
