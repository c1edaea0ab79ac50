/** The part of better-sqlite3 that is used here; the package brings no types. */

import { createRequire } from 'node:module'

type Value = string | number | bigint | Uint8Array | null

export interface SqliteStatement {
  /** Whether it returns rows. */
  readonly reader: boolean
  all(bindings: readonly Value[]): unknown[]
  run(bindings: readonly Value[]): { changes: number; lastInsertRowid: number | bigint }
}

export interface SqliteConnection {
  readonly inTransaction: boolean
  prepare(sql: string): SqliteStatement
  exec(sql: string): void
  pragma(sql: string): unknown
  close(): void
}

type SqliteConstructor = new (file: string, options?: { timeout?: number }) => SqliteConnection

/** An error of SQLite itself: `SQLITE_BUSY`, `SQLITE_FULL`... */
export interface SqliteError extends Error {
  readonly code: string
}

/** Opens a file. @param busyTimeoutMs - how long a statement waits for a lock that another connection holds. */
export function openSqlite(file: string, busyTimeoutMs: number): SqliteConnection {
  const require = createRequire(import.meta.url)
  const Database = require('better-sqlite3') as SqliteConstructor
  return new Database(file, { timeout: busyTimeoutMs })
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')
}
