/**
 * Statements that knex composes once for each kind of database; from then on only their values are new. Composing one
 * costs several times what SQLite takes to run it, and a registration sends eight.
 */

import type { Knex } from 'knex'
import { straightTo } from './sqlite-straight.ts'

export type Value = string | number | boolean | null

type Compose<Name extends string> = (
  knex: Knex,
  marks: Readonly<Record<Name, string>>,
) => Pick<Knex.QueryBuilder | Knex.Raw, 'toSQL'>

interface Composed<Name extends string> {
  readonly sql: string
  /** What stands at each place: a name's value, or what the statement itself says. */
  readonly places: readonly ({ readonly name: Name } | { readonly value: Value })[]
}

export class Statement<Name extends string> {
  readonly #names: readonly Name[]
  readonly #compose: Compose<Name>
  /** By the name of the dialect. */
  readonly #composed = new Map<string, Composed<Name>>()

  /** @param compose - is given a text for each name, to be put wherever its value belongs. */
  constructor(names: readonly Name[], compose: Compose<Name>) {
    this.#names = names
    this.#compose = compose
  }

  /** A row of a table. */
  static insert<Name extends string>(table: string, columns: readonly Name[]): Statement<Name> {
    return new Statement(columns, (knex, row) => knex(table).insert(row))
  }

  /** Sends it. */
  async rows(knex: Knex, values: Readonly<Record<Name, Value>>): Promise<unknown[]> {
    const { sql, places } = this.#for(knex)
    const bindings = places.map((place) => ('name' in place ? values[place.name] : place.value))
    const straight = straightTo(knex)
    return straight ? straight(sql, bindings) : rowsOf(await knex.raw(sql, bindings))
  }

  #for(knex: Knex): Composed<Name> {
    const { dialect } = knex.client as { dialect: string }
    let composed = this.#composed.get(dialect)
    if (!composed) {
      // Without its types: the marks have exactly these names.
      const marks = Object.fromEntries(this.#names.map((name) => [name, `:${name}`])) as Record<Name, string>
      const { sql, bindings } = this.#compose(knex, marks).toSQL()
      const places = bindings.map((value) => {
        const name = this.#names.find((other) => marks[other] === value)
        return name === undefined ? { value: value as Value } : { name }
      })
      composed = { sql, places }
      this.#composed.set(dialect, composed)
    }
    return composed
  }
}

/** Of a statement that was written out, each driver gives back what it likes; of one that returns no rows too. */
function rowsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return Array.isArray(answer[0]) ? answer[0] : answer
  return (answer as { rows?: unknown[] } | undefined)?.rows ?? []
}
