/** knex on PostgreSQL, as we need it. */

import type { Knex } from 'knex'
import type { ServerTarget } from './database-url.ts'
import {
  beginningWith,
  type DialectClass,
  importKnex,
  type QueryObject,
  type TransactionClass,
  within,
} from './knex-insides.ts'
import type { ServerOptions } from './server-options.ts'

/** The part of pg's client that is used here. */
interface Client {
  query(sql: string): Promise<{ rows: unknown[] }>
  readonly connection: { readonly stream: { destroy(error: Error): void } }
}

type ColumnClass = new (...args: never[]) => object

/** Longer than the server's own limit, so that the server's answer comes first. */
const graceMs = 2000

export async function postgresConfig(target: ServerTarget, options: ServerOptions): Promise<Knex.Config> {
  const { host, port, socket, user, password, database, tls } = target
  const { statementTimeoutMs, connectTimeoutMs } = options
  return {
    client: await postgresDialect(statementTimeoutMs),
    connection: {
      host: socket ?? host,
      port,
      database,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ssl: tls && {
        ...tls,
        ...(!tls.checksHost && { checkServerIdentity: () => undefined }),
      },
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      application_name: 'schemalog',
    },
    pool: {
      afterCreate: (client: Client, done: (error?: unknown) => void) => {
        client.query(sessionSettings(statementTimeoutMs)).then(() => done(), done)
      },
    },
  }
}

/**
 * READ COMMITTED, whatever the server's default is: each statement sees all that was committed before it began, so after
 * the context's row is locked a transaction sees all that the holders before it wrote. A higher level would show it the
 * past, or fail where the lock has already put writes in order.
 */
function sessionSettings(timeoutMs: number): string {
  return [
    'set session characteristics as transaction isolation level read committed',
    `set statement_timeout = ${timeoutMs}`,
    `set lock_timeout = ${timeoutMs}`,
    `set idle_in_transaction_session_timeout = ${timeoutMs === 0 ? 0 : timeoutMs * 2}`,
  ].join('; ')
}

async function postgresDialect(statementTimeoutMs: number): Promise<typeof Knex.Client> {
  const Base = (await importKnex('dialects/postgres/index.js')) as DialectClass
  const BaseTransaction = (await importKnex('dialects/postgres/execution/pg-transaction.js')) as TransactionClass
  const BaseColumn = (await importKnex('dialects/postgres/schema/pg-columncompiler.js')) as ColumnClass
  const deadlineMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + graceMs

  const Transaction = beginningWith(BaseTransaction, async (client: Client) => {
    const broken = () => client.connection.stream.destroy(new Error('the server did not answer'))
    await within(deadlineMs, client.query('BEGIN'), broken)
  })

  /** Text of ours is compared by its bytes, as in the other databases, and not as people of some language sort. */
  class Column extends BaseColumn {
    text = 'text collate "C"'
    varchar(length: unknown): string {
      return `varchar(${Number(length ?? 255)}) collate "C"`
    }
  }

  return class PostgresDialect extends Base {
    transaction(...args: never[]): object {
      return new Transaction(this as never, ...args)
    }

    columnCompiler(...args: never[]): object {
      return new Column(this as never, ...args)
    }

    override async _query(client: Client, query: QueryObject): Promise<QueryObject> {
      // PostgreSQL refuses text with a NUL; so no row has one, and nothing is found where one is asked for.
      if (/^select /.test(query.sql) && query.bindings?.some(hasNul)) {
        query.response = { command: 'SELECT', rows: [] }
        return query
      }
      const broken = () => client.connection.stream.destroy(new Error('the server did not answer'))
      return within(deadlineMs, super._query(client, query), broken)
    }
  } as unknown as typeof Knex.Client
}

function hasNul(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0')
}
