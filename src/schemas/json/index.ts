/** JSON Schema behind the interface of all formats. */
import type { SchemaFormat } from '../format.ts'
import { canonicalJson, normalizedJson } from './canonical.ts'
import { checkJson } from './compatibility.ts'
import { hasJsonField, jsonFieldFault } from './fields.ts'
import { equalJson } from './identity.ts'
import type { JsonSchemaDocument } from './model.ts'
import { parseJsonSchema } from './parse.ts'
import { referencesOfJson } from './references.ts'
import { jsonTags } from './tags.ts'

export const jsonSchema: SchemaFormat<JsonSchemaDocument> = {
  type: 'JSON',
  parse: parseJsonSchema,
  canonical: canonicalJson,
  normalized: normalizedJson,
  tags: jsonTags,
  hasField: hasJsonField,
  fieldFault: jsonFieldFault,
  references: referencesOfJson,
  equals: equalJson,
  check: checkJson,
  explanations: async () => (await import('./explanation/index.ts')).jsonExplanations,
  // Searching names for a hostile pattern takes any time; the keyword may be written with escapes.
  takesLong: (text) => /patternProperties|\\u/.test(text),
}
