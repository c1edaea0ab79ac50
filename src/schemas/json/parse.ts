/** Turns JSON Schema text into its model. There is no meta-schema: what building the model needs is what is checked. */
import type { SchemaSource } from '../format.ts'
import { ModelBuilder } from './builder.ts'
import { JsonDocuments, readDocument } from './documents.ts'
import { draftOf } from './draft.ts'
import type { JsonSchemaDocument } from './model.ts'

export function parseJsonSchema(source: SchemaSource): JsonSchemaDocument {
  const trace = source.placed ? { wholes: new Map(), targets: new Map() } : undefined
  const document = readDocument(source.text, undefined, trace)
  const draft = draftOf(document.root)
  const documents = new JsonDocuments(document, source.references, draft)
  const builder = new ModelBuilder(documents, draft)
  const schema = builder.buildDocument()
  const externalNames = [...builder.externalNames]
  return { root: document.root, schema, externalNames, ...(trace && { texts: documents.texts }) }
}
