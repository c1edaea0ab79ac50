/** When two JSON Schemas are the same registration. */
import { canonicalJson } from './canonical.ts'
import type { JsonSchemaDocument } from './model.ts'

/** By their stored text, so the order of keys counts and white space does not. */
export function equalJson(a: JsonSchemaDocument, b: JsonSchemaDocument): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}
