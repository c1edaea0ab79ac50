/** The stored and the normalised text of a JSON Schema (registry specification 7.1). */
import { printJson, withSortedKeys } from '../json-print.ts'
import type { JsonSchemaDocument } from './model.ts'

/** Without white space; keys in their order, all digits kept. */
export function canonicalJson(document: JsonSchemaDocument): string {
  return printJson(document.root, 'decimal')
}

/** The same with the keys of every object in order; lists stay as they are. */
export function normalizedJson(document: JsonSchemaDocument): string {
  return printJson(withSortedKeys(document.root), 'decimal')
}
