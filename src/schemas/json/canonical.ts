/** The stored and the normalised text of a JSON Schema (registry specification 7.1). */
import { cached } from '../cached.ts'
import { printJson, withSortedKeys } from '../json-print.ts'
import type { JsonSchemaDocument } from './model.ts'

/** Without white space; keys in their order, all digits kept. */
export const canonicalJson = cached(({ root }: JsonSchemaDocument): string => printJson(root, 'decimal'))

/** The same with the keys of every object in order; lists stay as they are. */
export function normalizedJson(document: JsonSchemaDocument): string {
  return printJson(withSortedKeys(document.root), 'decimal')
}
