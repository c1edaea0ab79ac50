/** JSON Schema behind the interface of all formats. */
import type { SchemaFormat } from '../format.ts'
import { canonicalJson, normalizedJson } from './canonical.ts'
import { checkJson } from './compatibility.ts'
import { equalJson } from './identity.ts'
import type { JsonSchemaDocument } from './model.ts'
import { parseJsonSchema } from './parse.ts'
import { referencesOfJson } from './references.ts'

export const jsonSchema: SchemaFormat<JsonSchemaDocument> = {
  type: 'JSON',
  parse: parseJsonSchema,
  canonical: canonicalJson,
  normalized: normalizedJson,
  references: referencesOfJson,
  equals: equalJson,
  check: checkJson,
  // Searching names for a hostile pattern takes any time; the keyword may be written with escapes.
  takesLong: (text) => /patternProperties|\\u/.test(text),
}
