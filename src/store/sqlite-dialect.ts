/** knex on better-sqlite3, as we need it: writes lock at once, and a statement is prepared once. */

import type { Knex } from 'knex'
import { openSqlite, type SqliteConnection, type SqliteStatement } from './sqlite-driver.ts'

/** The insides of knex that are built upon. knex has no types for them; the version is pinned exactly for that reason. */
interface QueryObject {
  sql: string
  bindings?: unknown[]
  response?: unknown
  context?: { lastID: number | bigint; changes: number }
}

/** A statement that is composed and waits to be sent. */
interface Builder {
  toSQL(): QueryObject
}

interface Dialect {
  runner(builder: Builder): { run(): Promise<unknown> }
  processResponse(query: QueryObject, runner: undefined): unknown
  prepBindings(bindings: unknown[] | undefined): unknown[]
  _formatBindings(bindings: unknown[] | undefined): never[]
}

type DialectClass = new (config: Knex.Config) => Dialect
type TransactionClass = new (...args: never[]) => object

/** More than the store has statements; `IN (...)` lists of several lengths share the rest. */
const maxStatements = 200

export interface SqliteOptions {
  file: string
  busyTimeoutMs: number
  /** The only connection there is: see sqlite-straight.ts. Without it knex makes connections. */
  connection?: SqliteConnection
}

/** A dialect class for one database; knex makes the instance. Loaded late, because knex takes a tenth of a second. */
export async function sqliteDialect(options: SqliteOptions): Promise<typeof Knex.Client> {
  const Base = (await importCommonJs('knex/lib/dialects/better-sqlite3/index.js')) as DialectClass
  const Transaction = (await importCommonJs(
    'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js',
  )) as TransactionClass

  /** A plain BEGIN takes the write lock with the first write, when two that have read may both wait for the other. */
  class ImmediateTransaction extends Transaction {
    /** Not by the way of other statements: knex would run the transaction's work even though it did not begin. */
    async begin(connection: SqliteConnection): Promise<void> {
      // A COMMIT that failed (a full disk) may have left its transaction open; nobody else would ever end it.
      if (connection.inTransaction) connection.exec('ROLLBACK')
      connection.exec('BEGIN IMMEDIATE')
    }
  }

  return class SqliteDialect extends Base {
    transaction(...args: never[]): object {
      return new ImmediateTransaction(this as never, ...args)
    }

    async acquireRawConnection(): Promise<SqliteConnection> {
      return openSqliteFile(options.file, options.busyTimeoutMs)
    }

    override runner(builder: Builder): { run(): Promise<unknown> } {
      const { connection } = options
      if (!connection) return super.runner(builder)
      return {
        run: async () => {
          const query = builder.toSQL()
          query.bindings = this.prepBindings(query.bindings)
          return this.processResponse(answer(this, connection, query), undefined)
        },
      }
    }

    async _query(connection: SqliteConnection, query: QueryObject): Promise<QueryObject> {
      return answer(this, connection, query)
    }
  } as unknown as typeof Knex.Client

  /** Not a method: inside of a transaction knex works on a copy that has no private fields. */
  function answer(dialect: Dialect, connection: SqliteConnection, query: QueryObject): QueryObject {
    const statement = prepareOnce(connection, query.sql)
    const bindings = dialect._formatBindings(query.bindings)
    if (statement.reader) {
      query.response = statement.all(bindings)
      return query
    }
    const { changes, lastInsertRowid } = statement.run(bindings)
    query.context = { lastID: lastInsertRowid, changes }
    return query
  }
}

/** A connection as every one here is. */
export function openSqliteFile(file: string, busyTimeoutMs: number): SqliteConnection {
  const connection = openSqlite(file, busyTimeoutMs)
  try {
    connection.pragma('journal_mode = WAL')
    // FULL: a commit is on disk when it is acknowledged. NORMAL would lose the last ones with the power.
    connection.pragma('synchronous = FULL')
    connection.pragma('foreign_keys = ON')
    // better-sqlite3 takes 16 MB for each connection. The system keeps pages of the file too, and the registry what they say.
    connection.pragma('cache_size = -1000')
    connection.pragma(`journal_size_limit = ${16 * 1024 * 1024}`)
  } catch (error) {
    connection.close()
    throw error
  }
  return connection
}

const prepared = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>()

/** Preparing costs ten times what running does: better-sqlite3 compiles a function for the rows of each statement. */
export function prepareOnce(connection: SqliteConnection, sql: string): SqliteStatement {
  let statements = prepared.get(connection)
  if (!statements) {
    statements = new Map()
    prepared.set(connection, statements)
  }
  const known = statements.get(sql)
  if (known) return known
  const statement = connection.prepare(sql)
  const [oldest] = statements.keys()
  if (statements.size >= maxStatements && oldest !== undefined) statements.delete(oldest)
  statements.set(sql, statement)
  return statement
}

async function importCommonJs(specifier: string): Promise<unknown> {
  const module: { default: unknown } = await import(specifier)
  return module.default
}
