/** Turns JSON Schema text into its model. There is no meta-schema: what building the model needs is what is checked. */
import type { SchemaSource } from '../format.ts'
import { ModelBuilder } from './builder.ts'
import { JsonDocuments, readDocument } from './documents.ts'
import { draftOf } from './draft.ts'
import type { JsonSchemaDocument } from './model.ts'

export function parseJsonSchema(source: SchemaSource): JsonSchemaDocument {
  const document = readDocument(source.text)
  const draft = draftOf(document.root)
  const builder = new ModelBuilder(new JsonDocuments(document, source.references, draft), draft)
  const schema = builder.buildDocument()
  return { root: document.root, schema, externalNames: [...builder.externalNames] }
}
