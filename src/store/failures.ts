/** Failures of the database while it is in use: which ones pass, and what the registry's answer says of them. */

import { registryErrors } from '../registry/index.ts'

/**
 * What a failure means for whoever asked.
 * - `collision`: another transaction was in the way; the same again may work at once.
 * - `lost`: the connection broke; a new one may work at once.
 * - `passing`: it will work when the cause has gone, without anything being changed here.
 * - `lasting`: somebody must repair something.
 * - `too-large`: it will never work.
 */
interface FailureKind {
  readonly kind: 'collision' | 'lost' | 'passing' | 'lasting' | 'too-large'
  readonly reason: string
}

const collision: FailureKind = { kind: 'collision', reason: 'other writes were in the way again and again' }
const lost: FailureKind = { kind: 'lost', reason: 'the connection to the database was lost' }
const tooLarge: FailureKind = { kind: 'too-large', reason: 'too large' }
const passing = (reason: string): FailureKind => ({ kind: 'passing', reason })
const lasting = (reason: string): FailureKind => ({ kind: 'lasting', reason })

const unreachable = passing('the database cannot be reached')
const busy = passing('the database is locked by another process')
const slow = passing('the database did not answer in time')
const starting = passing('the database is starting or stopping')
const crowded = passing('the database takes no more connections')
const full = passing('the disk is full')
const readOnly = passing('the database cannot be written now')
const unreadable = passing('the disk could not be read or written')
const damaged = lasting('the database is damaged')
const closedOut = passing('the database does not let us in')

/** By the start of SQLite's code. */
const sqlite: readonly (readonly [code: string, kind: FailureKind])[] = [
  ['SQLITE_BUSY', busy],
  ['SQLITE_LOCKED', busy],
  ['SQLITE_FULL', full],
  ['SQLITE_IOERR', unreadable],
  ['SQLITE_READONLY', readOnly],
  ['SQLITE_CANTOPEN', passing('the database file cannot be opened')],
  ['SQLITE_CORRUPT', damaged],
  ['SQLITE_NOTADB', damaged],
  ['SQLITE_TOOBIG', tooLarge],
]

/** By PostgreSQL's SQLSTATE, or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const postgres: Readonly<Record<string, FailureKind>> = {
  '08': lost,
  '23505': collision,
  '25006': readOnly,
  '28': closedOut,
  '3D000': closedOut,
  '40001': collision,
  '40P01': collision,
  '53': crowded,
  '53100': full,
  '54000': tooLarge,
  '55P03': slow,
  '57014': slow,
  '57P01': lost,
  '57P02': lost,
  '57P03': starting,
  '58030': unreadable,
  XX001: damaged,
  XX002: damaged,
}

/** By MySQL's and MariaDB's number (https://mariadb.com/kb/en/mariadb-error-codes/). */
const mySql: Readonly<Record<number, FailureKind>> = {
  1021: full,
  1040: crowded,
  1044: closedOut,
  1045: closedOut,
  1049: closedOut,
  1053: starting,
  1062: collision,
  1114: full,
  1153: tooLarge,
  1203: crowded,
  1205: slow,
  1213: collision,
  1290: readOnly,
  1317: slow,
  1792: readOnly,
  1836: readOnly,
  1927: lost,
  1969: slow,
  2013: lost,
  3024: slow,
}

/** By the code of an error of the network, as Node names it, and of mysql2. */
const network: Readonly<Record<string, FailureKind>> = {
  EAI_AGAIN: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOENT: unreachable,
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: lost,
  EPIPE: lost,
  PROTOCOL_CONNECTION_LOST: lost,
}

/** What pg and mysql2 say without a code, when a statement meets a connection that is gone; knex puts the statement before it. */
const saidOfLost =
  /(?:^| - )(Connection (terminated|ended)|Client (has encountered|was closed)|the server did not answer|Can't add new command)/

/** @returns what `error` means, or `undefined` where it is no failure of the database but a mistake of ours. */
export function kindOf(error: unknown): FailureKind | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'KnexTimeoutError') return passing('every connection to the database is in use')
  if (error.message === 'timeout expired') return unreachable
  if (saidOfLost.test(error.message)) return lost
  if ('errno' in error && typeof error.errno === 'number' && mySql[error.errno]) return mySql[error.errno]
  if (!('code' in error) || typeof error.code !== 'string') return undefined
  const { code } = error
  if (code.startsWith('SQLITE_')) return sqlite.find(([start]) => code.startsWith(start))?.[1]
  return network[code] ?? postgres[code] ?? (/^[0-9A-Z]{5}$/.test(code) ? postgres[code.slice(0, 2)] : undefined)
}

/** @returns the error to throw in place of `error`. */
export function storeFailure(error: unknown): unknown {
  const found = kindOf(error)
  switch (found?.kind) {
    case 'lost':
    case 'passing':
      return registryErrors.storeUnavailable(found.reason).because(error)
    case 'lasting':
      return registryErrors.storeFailed(found.reason).because(error)
    case 'too-large':
      return registryErrors.schemaTooLarge().because(error)
    default:
      // A row that is there already is a race or a mistake of ours: whoever can run the whole again decides.
      return error
  }
}

/** @returns what `error` means, where `storeFailure` has told it already. */
export function failureBehind(error: unknown): FailureKind | undefined {
  return kindOf(error) ?? (error instanceof Error ? kindOf(error.cause) : undefined)
}

/** Of a write that met others again and again. */
export function collisionFailure(error: unknown): unknown {
  return registryErrors.storeUnavailable(collision.reason).because(error)
}

/** Of a write whose commit nobody confirmed. */
export function commitInDoubt(error: unknown): unknown {
  const reason = 'the connection to the database was lost while the write was committed; it may be there or not'
  return registryErrors.storeUnavailable(reason).because(error)
}
