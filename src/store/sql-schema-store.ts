/** The registry's store on a database. */

import { setTimeout as delay } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { SchemaStore, SchemaTransaction } from '../registry/index.ts'
import { collisionFailure, commitInDoubt, failureBehind, storeFailure } from './failures.ts'
import { SqlReads } from './sql-reads.ts'
import { SqlTransaction } from './sql-transaction.ts'
import type { Statement, Value } from './statement.ts'

/** How often a write is tried that meets others. Rows are locked in one order, so once is nearly always enough. */
const maxAttempts = 8

/** How often it is tried where a row is there already: a lost race is won at once, and a mistake stays one. */
const maxDuplicates = 3

/** Pause before another try, growing and never the same for two that met. */
const pauseMs = 5

/** One try of a transaction, and how far it got. */
interface Attempt {
  committing: boolean
}

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
    for (let tries = 1; ; tries++) {
      const attempt: Attempt = { committing: false }
      try {
        return await this.#tryOnce(contexts, work, attempt)
      } catch (error) {
        const found = failureBehind(error)
        if (found?.kind === 'lost' && attempt.committing) throw commitInDoubt(error)
        if (found?.kind === 'collision' && tries < (isDuplicate(error) ? maxDuplicates : maxAttempts))
          await delay(Math.random() * pauseMs * 2 ** tries)
        // Connections that broke while they lay in the pool are all found broken at once.
        else if (found?.kind !== 'lost' || tries > 1)
          throw found?.kind === 'collision' && !isDuplicate(error) ? collisionFailure(error) : storeFailure(error)
      }
    }
  }

  async #tryOnce<Result>(
    contexts: readonly string[],
    work: (transaction: SchemaTransaction) => Promise<Result>,
    attempt: Attempt,
  ): Promise<Result> {
    let failure: { error: unknown } | undefined
    try {
      return await this.#transact(async (knex) => {
        try {
          const transaction = await SqlTransaction.begin(knex, contexts)
          const result = await work(transaction)
          await transaction.sealChanges()
          attempt.committing = true
          return result
        } catch (error) {
          // A database ends a transaction by itself when the disk is full or the connection lost; knex then reports that
          // it had nothing to undo.
          failure = { error }
          throw error
        }
      })
    } catch (error) {
      throw failure ? failure.error : error
    }
  }

  protected override run<Result>(query: PromiseLike<unknown>): Promise<Result> {
    return readAgain(() => super.run<Result>(query))
  }

  protected override rows<Row, Name extends string = string>(
    statement: Statement<Name>,
    values: Readonly<Record<Name, Value>>,
  ): Promise<Row[]> {
    return readAgain(() => super.rows<Row, Name>(statement, values))
  }
}

/** Reads change nothing, so one that met a broken connection is asked once more on a new one. */
async function readAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (failureBehind(error)?.kind !== 'lost') throw error
    return await read()
  }
}

function isDuplicate(error: unknown): boolean {
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  return code === '23505' || errno === 1062
}
