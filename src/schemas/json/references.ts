/** What a JSON Schema takes from outside. */
import type { JsonSchemaDocument } from './model.ts'

/** Names of the references that a `$ref` of the document leads to, in order of first use. */
export function referencesOfJson(document: JsonSchemaDocument): readonly string[] {
  return document.externalNames
}
