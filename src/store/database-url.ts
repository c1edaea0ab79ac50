/** Which database a URL names. */

import { storeErrors } from './errors.ts'

/** A place for an SQLite database. */
export interface SqliteTarget {
  /** Path of the file as given, or `:memory:`. */
  readonly file: string
  readonly memory: boolean
}

/**
 * Only the scheme of a refused URL is ever repeated, because the rest may hold a password.
 *
 * @throws {StoreError} `invalidUrl`, `databaseNotAvailable`.
 */
export function parseDatabaseUrl(url: string): SqliteTarget {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? []
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      if (rest === '') throw storeErrors.invalidUrl(url)
      return { file: rest, memory: rest === ':memory:' }
    case 'postgres':
    case 'postgresql':
    case 'mysql':
    case 'mariadb':
      throw storeErrors.databaseNotAvailable(scheme.toLowerCase())
    default:
      throw storeErrors.invalidUrl(scheme === '' ? url : `${scheme}:...`)
  }
}
