/**
 * The lock on the data folder: an SQLite file that is held exclusively. Node has no file locks of its own; those of
 * SQLite are the system's (fcntl), so they are gone with the process however it ends, and work on every platform.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { storeErrors } from './errors.ts'
import { isSqliteError, openSqlite, type SqliteConnection } from './sqlite-driver.ts'

/** Holds a data folder until it is released or the process ends. */
interface FolderLock {
  readonly path: string
  release(): void
}

/**
 * Makes the folder where it is absent and takes it for this process.
 *
 * @throws {StoreError} `dataFolderInUse`, `dataFolderUnusable`.
 */
export function lockFolder(path: string): FolderLock {
  let connection: SqliteConnection | undefined
  try {
    mkdirSync(path, { recursive: true })
    connection = openSqlite(join(path, 'lock'), 0)
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection?.close()
    if (isSqliteError(error) && error.code.startsWith('SQLITE_BUSY')) throw storeErrors.dataFolderInUse(path)
    const reason = error instanceof Error ? error.message : String(error)
    throw storeErrors.dataFolderUnusable(path, reason).because(error)
  }
  const held = connection
  return { path, release: () => held.close() }
}
