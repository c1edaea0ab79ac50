/**
 * Writes to an SQLite file. Those that wait at the same time share one transaction and with it one flush of the disk, each
 * within a savepoint of its own; none is answered before the commit.
 *
 * They have a connection to themselves, so that reads go on meanwhile and see what is committed. Knex's own transactions
 * are not used: each makes a whole knex anew, which cost as much as everything else in a registration.
 */

import { setImmediate as afterOtherRequests } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { SqliteConnection } from './sqlite-driver.ts'
import type { SqliteStraight } from './sqlite-straight.ts'

/** Writes in one transaction; the first of them waits until the last is done. */
const maxGroup = 100

interface Job {
  work: (knex: Knex) => Promise<unknown>
  resolve(result: unknown): void
  reject(error: unknown): void
}

export class SqliteWrites {
  readonly #straight: SqliteStraight
  readonly #connection: SqliteConnection
  readonly #waiting: Job[] = []
  #running: Promise<void> | undefined

  /** @param straight - of which nobody else makes use; closed with this. */
  constructor(straight: SqliteStraight) {
    this.#straight = straight
    this.#connection = straight.connection
  }

  /** What `work` throws undoes what it wrote; so does a failure of the whole transaction. */
  run<Result>(work: (knex: Knex) => Promise<Result>): Promise<Result> {
    const result = new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve: (value) => resolve(value as Result), reject })
    })
    this.#running ??= this.#runAll()
    return result
  }

  /** Once what waits is written. */
  async close(): Promise<void> {
    await this.#running
    await this.#straight.close()
  }

  async #runAll(): Promise<void> {
    for (;;) {
      // Requests that have arrived already are read first: one flush is for all of them.
      await afterOtherRequests()
      if (this.#waiting.length === 0) break
      await this.#runGroup()
    }
    this.#running = undefined
  }

  async #runGroup(): Promise<void> {
    const group: { job: Job; settle: () => void }[] = []
    try {
      // A COMMIT that failed (a full disk) may have left its transaction open; nobody else would ever end it.
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK')
      this.#connection.exec('BEGIN IMMEDIATE')
      for (let job = this.#waiting.shift(); job; job = group.length < maxGroup ? this.#waiting.shift() : undefined)
        group.push({ job, settle: await this.#attempt(job) })
      this.#connection.exec('COMMIT')
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK')
      for (const { job } of group) job.reject(error)
      // What could not begin fails alike; else it would be tried for as long as it waits.
      if (group.length === 0) this.#waiting.shift()?.reject(error)
      return
    }
    for (const { settle } of group) settle()
  }

  async #attempt({ work, resolve, reject }: Job): Promise<() => void> {
    this.#connection.exec('SAVEPOINT write')
    try {
      const result = await work(this.#straight.knex)
      this.#connection.exec('RELEASE write')
      return () => resolve(result)
    } catch (error) {
      // SQLite ends a transaction by itself when the disk is full: then nothing of the others is left either.
      if (!this.#connection.inTransaction) {
        reject(error)
        throw error
      }
      this.#connection.exec('ROLLBACK TO write; RELEASE write')
      return () => reject(error)
    }
  }
}
