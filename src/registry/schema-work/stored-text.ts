/** The text of a schema that is registered already, with those of its references. */

import { type ReferenceSource, resolveReferences } from '../content/references.ts'
import type { Core } from '../core.ts'
import type { StoredSchema } from '../schema-store.ts'
import type { SchemaText } from './questions.ts'

/** As long as a schema is kept, so is the id of its text. */
const texts = new WeakMap<StoredSchema, SchemaText>()

/** Its soft-deleted references count, and nobody judges it again. */
export async function textOfStored(
  core: Pick<Core, 'schemas' | 'work'>,
  reads: ReferenceSource['reads'],
  schema: StoredSchema,
): Promise<SchemaText> {
  const known = texts.get(schema)
  if (known) return known
  const source = { reads, schemas: core.schemas, context: schema.context, deleted: true, stored: true }
  const references = (await resolveReferences(source, schema.references)).texts
  const text = core.work.text({ type: schema.schemaType, text: schema.schema, references, strict: false })
  texts.set(schema, text)
  return text
}
