/** knex on MySQL and MariaDB, as we need it. */

import type { Knex } from 'knex'
import type { ServerTarget } from './database-url.ts'
import {
  beginningWith,
  type DialectClass,
  importKnex,
  type QueryObject,
  type TableBuilder,
  type TransactionClass,
  within,
} from './knex-insides.ts'
import type { ServerOptions } from './server-options.ts'

/** The part of mysql2's connection that is used here. */
interface Connection {
  query(sql: string, done: (error: unknown, rows: unknown) => void): void
  destroy(): void
}

/** Longer than the server's own limit, so that the server's answer comes first. */
const graceMs = 2000

/** What a migration that is run again after it was cut off finds done: table, column, index, row, key, constraint. */
const alreadyThere: readonly unknown[] = [1050, 1060, 1061, 1062, 1068, 1826]

/** What the server said of itself when it was first met. */
interface Server {
  version: string
}

export interface MySqlOptions extends ServerOptions {
  /** Statements whose work is done already succeed. MySQL commits each change of a table by itself. */
  readonly repeats?: boolean
}

export async function mySqlConfig(target: ServerTarget, options: MySqlOptions): Promise<Knex.Config> {
  const { host, port, socket, user, password, database, tls } = target
  const { statementTimeoutMs, connectTimeoutMs, repeats = false } = options
  const server: Server = { version: '' }
  return {
    client: await mySqlDialect(server, statementTimeoutMs, repeats),
    connection: {
      ...(socket === undefined ? { host, port } : { socketPath: socket }),
      database,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(tls && { ssl: toDriver(tls) }),
      connectTimeout: connectTimeoutMs,
      enableKeepAlive: true,
      // Numbers beyond 2^53 come as text, so that they can be refused instead of being rounded.
      supportBigNumbers: true,
      // Errors would otherwise get stack traces of their own, which costs more than most statements.
      trace: false,
    },
    pool: {
      afterCreate: (connection: Connection, done: (error?: unknown) => void) => {
        prepareSession(connection, server, statementTimeoutMs).then(() => done(), done)
      },
    },
  }
}

function toDriver({ checksHost, ...tls }: Exclude<ServerTarget['tls'], false>): object {
  return { ...tls, verifyIdentity: checksHost }
}

/**
 * READ COMMITTED as on PostgreSQL, whatever the server's default is. With REPEATABLE READ a transaction would see the
 * past from its first plain read on, and gaps between rows would be locked that nobody writes.
 */
async function prepareSession(connection: Connection, server: Server, timeoutMs: number): Promise<void> {
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000))
  const [{ version = '' } = {}] = (await run(connection, 'select version() as version')) as { version?: string }[]
  server.version = version
  await run(connection, 'set session transaction isolation level read committed')
  // Strict: text that is too long is refused, not cut.
  const variables = ["sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"]
  if (timeoutMs > 0) {
    variables.push(`innodb_lock_wait_timeout = ${seconds}`)
    variables.push(
      isMariaDb(version) ? `max_statement_time = ${timeoutMs / 1000}` : `max_execution_time = ${timeoutMs}`,
    )
  }
  await run(connection, `set session ${variables.join(', ')}`)
}

function isMariaDb(version: string): boolean {
  return /mariadb/i.test(version)
}

function run(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows)))
  })
}

async function mySqlDialect(server: Server, statementTimeoutMs: number, repeats: boolean): Promise<typeof Knex.Client> {
  const Base = (await importKnex('dialects/mysql2/index.js')) as DialectClass
  const BaseTransaction = (await importKnex('dialects/mysql2/transaction.js')) as TransactionClass
  const deadlineMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + graceMs

  const Transaction = beginningWith(BaseTransaction, async (connection: Connection) => {
    await within(deadlineMs, run(connection, 'BEGIN'), () => connection.destroy())
  })

  return class MySqlDialect extends Base {
    transaction(...args: never[]): object {
      return new Transaction(this as never, ...args)
    }

    /** Text of ours is compared by its bytes, with spaces at its end, whatever the default of server and database is. */
    override tableCompiler(builder: TableBuilder): object {
      builder._single.charset = 'utf8mb4'
      builder._single.collate = isMariaDb(server.version) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
      return super.tableCompiler(builder)
    }

    override async _query(connection: Connection, query: QueryObject): Promise<QueryObject> {
      try {
        return await within(deadlineMs, super._query(connection, query), () => connection.destroy())
      } catch (error) {
        if (!repeats || !isAlreadyThere(error)) throw error
        query.response = [{ insertId: 0, affectedRows: 0 }, undefined]
        return query
      }
    }
  } as unknown as typeof Knex.Client
}

function isAlreadyThere(error: unknown): boolean {
  if (!(error instanceof Error) || !('errno' in error)) return false
  // MariaDB has no number of its own for a constraint that is there already.
  return alreadyThere.includes(error.errno) || (error.errno === 1005 && error.message.includes('errno: 121'))
}
