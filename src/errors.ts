/** The one shape of an error: a code, a sentence, and what was underneath. */

/** An error whose code is part of a public contract (REST, Kafka protocol, CLI). Each room extends it once. */
export class CodedError extends Error {
  /** Key of the row in its room's table, for instance `subjectNotFound`. */
  readonly key: string
  readonly code: number

  constructor(key: string, code: number, message: string) {
    super(message)
    this.name = new.target.name
    this.key = key
    this.code = code
  }

  /** Keeps the error that was underneath: `throw logErrors.unwritable(path).because(error)`. */
  because(cause: unknown): this {
    this.cause = cause
    return this
  }
}

/** One row of a room's table: the code, the sentence, and when it is sent (for docs/errors.md). */
interface ErrorRow<Args extends readonly never[]> {
  code: number
  message: (...args: Args) => string
  when: string
}

type ErrorConstructor<E extends CodedError> = new (key: string, code: number, message: string) => E

type ErrorTable = Record<string, ErrorRow<never[]>>

type ErrorFactories<E extends CodedError, Table extends ErrorTable> = {
  readonly [Key in keyof Table]: (...args: Parameters<Table[Key]['message']>) => E
}

const tables = new WeakMap<object, ErrorTable>()

/** Turns a table of rows into factories: `throw registryErrors.subjectNotFound(subject)`. */
export function defineErrors<E extends CodedError, const Table extends ErrorTable>(
  ErrorClass: ErrorConstructor<E>,
  table: Table,
): ErrorFactories<E, Table> {
  const factories = Object.fromEntries(
    Object.entries(table).map(([key, row]) => [
      key,
      (...args: never[]) => new ErrorClass(key, row.code, row.message(...args)),
    ]),
  )
  tables.set(factories, table)
  // The keys are those of `table`, which Object.fromEntries cannot express.
  return factories as unknown as ErrorFactories<E, Table>
}

/** The rows behind a room's factories, for printing docs/errors.md. Message parameters show as `<name>`. */
export function describeErrors(factories: object): { key: string; code: number; message: string; when: string }[] {
  const table = tables.get(factories)
  if (!table) throw new Error('not a table made by defineErrors')
  return Object.entries(table).map(([key, row]) => {
    const names = parameterNames(row.message).map((name) => `<${name}>`)
    return { key, code: row.code, message: row.message(...(names as never[])), when: row.when }
  })
}

/** Parameter names as written in the source of an arrow function with simple parameters. */
function parameterNames(fn: (...args: never[]) => string): string[] {
  const list = /^\(([^)]*)\)|^(\w+)\s*=>/.exec(fn.toString())
  return (list?.[1] ?? list?.[2] ?? '')
    .split(',')
    .map((name) => name.replace(/[:=?].*$/s, '').trim())
    .filter(Boolean)
}
