/** Failures of the database while it is in use: the registry's answer says what is wrong and that nothing was written. */

import { registryErrors } from '../registry/index.ts'
import { isSqliteError } from './sqlite-driver.ts'

/** By the start of SQLite's code; what is not here is a mistake of ours and stays what it is. */
const reasons: readonly (readonly [code: string, reason: string])[] = [
  ['SQLITE_BUSY', 'the database is locked by another process'],
  ['SQLITE_LOCKED', 'the database is locked by another process'],
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_IOERR', 'the disk could not be read or written'],
  ['SQLITE_READONLY', 'the database file cannot be written'],
  ['SQLITE_CANTOPEN', 'the database file cannot be opened'],
  ['SQLITE_CORRUPT', 'the database file is damaged'],
  ['SQLITE_NOTADB', 'the database file is damaged'],
]

/** @returns the error to throw in place of `error`. */
export function storeFailure(error: unknown): unknown {
  if (isSqliteError(error) && error.code === 'SQLITE_TOOBIG') return registryErrors.schemaTooLarge().because(error)
  const reason = isSqliteError(error) && reasons.find(([code]) => error.code.startsWith(code))?.[1]
  return reason ? registryErrors.storeFailed(reason).because(error) : error
}
