/** A copy of an SQLite database while others read and write it. */

import { existsSync } from 'node:fs'
import { StoreError, storeErrors } from './errors.ts'
import { isSqliteError, openSqlite } from './sqlite-driver.ts'

const busyTimeoutMs = 10_000

/**
 * Writes all that is committed at this moment into a new file. `VACUUM INTO` reads one snapshot beside the writers; the
 * backup API copies page by page and begins again whenever another process writes, so that under load it may never end.
 *
 * @param into - a file that is not there yet; on a failure whoever named it removes it.
 * @throws {StoreError} where `file` is no database, or the copy is not sound.
 */
export function backupSqlite(file: string, into: string): void {
  if (!existsSync(file)) throw storeErrors.databaseUnusable(file, 'there is no such file')
  try {
    run(file, (connection) => connection.prepare('VACUUM INTO ?').run([into]))
    run(into, (connection) => {
      const [row] = connection.prepare('PRAGMA quick_check').all([]) as { quick_check: string }[]
      if (row?.quick_check !== 'ok') throw storeErrors.databaseCorrupt(file)
    })
  } catch (error) {
    if (error instanceof StoreError || !isSqliteError(error)) throw error
    if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
      throw storeErrors.databaseCorrupt(file).because(error)
    throw storeErrors.databaseUnusable(file, error.message).because(error)
  }
}

function run(file: string, work: (connection: ReturnType<typeof openSqlite>) => void): void {
  const connection = openSqlite(file, busyTimeoutMs)
  try {
    work(connection)
  } finally {
    connection.close()
  }
}
