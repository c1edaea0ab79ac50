/** The insides of knex that the dialects build upon. knex has no types for them; its version is pinned for that reason. */

export interface QueryObject {
  sql: string
  bindings?: unknown[]
  method?: string
  response?: unknown
  context?: { lastID: number | bigint; changes: number }
}

/** A connection of a driver; what of it is used is the business of each dialect. */
type RawConnection = object

export interface TableBuilder {
  readonly _single: { charset?: string; collate?: string }
}

interface DialectInsides {
  tableCompiler(builder: TableBuilder): object
  _query(connection: RawConnection, query: QueryObject): Promise<QueryObject>
}

export type DialectClass = new (config: object) => DialectInsides
export type TransactionClass = new (...args: never[]) => object

/** Loads a part of knex that its types do not name. */
export async function importKnex(path: string): Promise<unknown> {
  const module: { default: unknown } = await import(`knex/lib/${path}`)
  return module.default
}

/**
 * A transaction that begins with one statement, whose failure is the transaction's: by the way of other statements knex
 * would run the transaction's work even though it did not begin.
 */
export function beginningWith(Base: TransactionClass, begin: (connection: never) => Promise<void>): TransactionClass {
  return class extends Base {
    begin(connection: never): Promise<void> {
      return begin(connection)
    }
  }
}

/**
 * Gives a statement a time within which it must have ended. The server has the same limit and a little less of it; this
 * one is for a server that is no longer heard of, and it ends the connection, because nobody knows what still comes.
 */
export async function within<Result>(ms: number, work: Promise<Result>, destroy: () => void): Promise<Result> {
  if (ms === 0) return work
  const timer = setTimeout(destroy, ms)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
