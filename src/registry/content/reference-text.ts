/** The text of a schema under the name that another one refers to it by. */

import type { ResolvedReference } from '../../schemas/index.ts'
import type { StoredSchema } from '../schema-store.ts'

export interface ReferenceText extends ResolvedReference {
  /** The same for the same schema and name, for as long as this process remembers the schema. */
  readonly id: number
}

const known = new WeakMap<StoredSchema, Map<string, ReferenceText>>()
let lastId = 0

export function referenceText(schema: StoredSchema, name: string): ReferenceText {
  let byName = known.get(schema)
  if (!byName) {
    byName = new Map()
    known.set(schema, byName)
  }
  let text = byName.get(name)
  if (!text) {
    // Few names are ever given to one schema; whoever gives it thousands of them starts anew.
    if (byName.size >= mostNames) byName.clear()
    text = { id: ++lastId, name, text: schema.schema }
    byName.set(name, text)
  }
  return text
}

const mostNames = 1000
