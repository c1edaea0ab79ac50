/**
 * knex on a connection to an SQLite file that is its only one. Statements go straight there: knex composes them, and its
 * runner, which lends and returns connections, costs more than SQLite itself.
 */

import type { Knex } from 'knex'
import { openSqliteFile, prepareOnce, sqliteDialect } from './sqlite-dialect.ts'
import type { SqliteConnection } from './sqlite-driver.ts'

/** Runs a statement that is composed already; the rows that it returns are there at once. */
export type Straight = (sql: string, bindings: readonly (string | number | boolean | null)[]) => unknown[]

const straights = new WeakMap<Knex, Straight>()

/** The straight way to the database of a knex; `undefined` where statements go by its runner. */
export function straightTo(knex: Knex): Straight | undefined {
  return straights.get(knex)
}

export class SqliteStraight {
  readonly connection: SqliteConnection
  readonly knex: Knex

  static async open(file: string, busyTimeoutMs: number, log: Knex.Logger): Promise<SqliteStraight> {
    const { default: createKnex } = await import('knex')
    const connection = openSqliteFile(file, busyTimeoutMs)
    const client = await sqliteDialect({ file, busyTimeoutMs, connection })
    return new SqliteStraight(connection, createKnex({ client, useNullAsDefault: true, compileSqlOnError: false, log }))
  }

  private constructor(connection: SqliteConnection, knex: Knex) {
    this.connection = connection
    this.knex = knex
    straights.set(knex, (sql, bindings) => {
      const statement = prepareOnce(connection, sql)
      const values = bindings.map((value) => (typeof value === 'boolean' ? Number(value) : value))
      if (statement.reader) return statement.all(values)
      statement.run(values)
      return []
    })
  }

  async close(): Promise<void> {
    await this.knex.destroy()
    this.connection.close()
  }
}
