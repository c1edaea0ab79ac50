/** Which database a URL names. */

import { storeErrors } from './errors.ts'
import { parseServerUrl, type ServerAddress } from './server-url.ts'

/** A place for an SQLite database. */
export interface SqliteTarget {
  readonly kind: 'sqlite'
  /** Path of the file as given, or `:memory:`. */
  readonly file: string
  readonly memory: boolean
}

/** A database on a server. */
export interface ServerTarget extends ServerAddress {
  readonly kind: 'postgres' | 'mysql'
}

export type DatabaseTarget = SqliteTarget | ServerTarget

const serverKinds = { postgres: 'postgres', postgresql: 'postgres', mysql: 'mysql', mariadb: 'mysql' } as const

/**
 * Only the scheme of a refused URL is ever repeated, because the rest may hold a password.
 *
 * @throws {StoreError} `invalidUrl`, `invalidUrlOption`.
 */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? []
  const name = scheme.toLowerCase()
  if (name === 'sqlite') {
    if (rest === '') throw storeErrors.invalidUrl(url)
    return { kind: 'sqlite', file: rest, memory: rest === ':memory:' }
  }
  if (Object.hasOwn(serverKinds, name)) {
    const kind = serverKinds[name as keyof typeof serverKinds]
    return { kind, ...parseServerUrl(url, { defaultPort: kind === 'postgres' ? 5432 : 3306 }) }
  }
  throw storeErrors.invalidUrl(scheme === '' ? '(without a scheme)' : `${name}:...`)
}

/** How messages name a database: without password, and without what else stands in its URL. */
export function placeOf(target: DatabaseTarget): string {
  if (target.kind === 'sqlite') return target.file
  const { host, port, socket, database } = target
  return `${target.kind}://${socket ?? `${host.includes(':') ? `[${host}]` : host}:${port}`}/${database}`
}
