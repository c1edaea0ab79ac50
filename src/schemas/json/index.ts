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
}
