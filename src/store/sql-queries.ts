/** Sends statements, for everything that asks the database. */

import type { Knex } from 'knex'
import { storeFailure } from './failures.ts'
import type { Statement, Value } from './statement.ts'

export class SqlQueries {
  protected readonly knex: Knex

  constructor(knex: Knex) {
    this.knex = knex
  }

  /** Failures of the database become answers of the registry here, wherever a statement is sent. */
  protected async run<Result>(query: PromiseLike<unknown>): Promise<Result> {
    try {
      // knex types rows as it was told the tables look; each caller names the columns that it selects.
      return (await query) as Result
    } catch (error) {
      throw storeFailure(error)
    }
  }

  /** The rows of a statement that is composed already. */
  protected async rows<Row, Name extends string = string>(
    statement: Statement<Name>,
    values: Readonly<Record<Name, Value>>,
  ): Promise<Row[]> {
    try {
      return (await statement.rows(this.knex, values)) as Row[]
    } catch (error) {
      throw storeFailure(error)
    }
  }
}
