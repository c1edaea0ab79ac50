/** The registry's store on a database. */

import type { Knex } from 'knex'
import type { SchemaStore, SchemaTransaction } from '../registry/index.ts'
import { storeFailure } from './failures.ts'
import { SqlReads } from './sql-reads.ts'
import { SqlTransaction } from './sql-transaction.ts'

/** Runs `work` on a knex whose statements are one transaction. */
export type Transact = <Result>(work: (knex: Knex) => Promise<Result>) => Promise<Result>

export class SqlSchemaStore extends SqlReads implements SchemaStore {
  readonly #transact: Transact

  constructor(knex: Knex, transact: Transact = (work) => knex.transaction(work)) {
    super(knex)
    this.#transact = transact
  }

  async transaction<Result>(
    contexts: readonly string[],
    work: (transaction: SchemaTransaction) => Promise<Result>,
  ): Promise<Result> {
    let failure: { error: unknown } | undefined
    try {
      return await this.#transact(async (knex) => {
        try {
          const transaction = await SqlTransaction.begin(knex, contexts)
          const result = await work(transaction)
          await transaction.sealChanges()
          return result
        } catch (error) {
          // SQLite ends a transaction by itself when the disk is full; knex then reports that it had nothing to undo.
          failure = { error }
          throw error
        }
      })
    } catch (error) {
      throw storeFailure(failure ? failure.error : error)
    }
  }
}
