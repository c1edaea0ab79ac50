/** The registry's store on a database. */

import type { SchemaStore, SchemaTransaction } from '../registry/index.ts'
import { storeFailure } from './failures.ts'
import { SqlReads } from './sql-reads.ts'
import { SqlTransaction } from './sql-transaction.ts'

export class SqlSchemaStore extends SqlReads implements SchemaStore {
  async transaction<Result>(
    contexts: readonly string[],
    work: (transaction: SchemaTransaction) => Promise<Result>,
  ): Promise<Result> {
    let failure: { error: unknown } | undefined
    try {
      return await this.knex.transaction(async (knex) => {
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
