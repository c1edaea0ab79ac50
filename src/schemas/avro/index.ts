/** Avro behind the interface of all formats. */
import type { SchemaFormat } from '../format.ts'
import { canonicalAvro, normalizedAvro, resolvedAvro } from './canonical.ts'
import { checkAvro } from './compatibility.ts'
import { hasAvroField } from './fields.ts'
import { equalAvro } from './identity.ts'
import type { AvroDocument } from './model.ts'
import { parseAvro } from './parse.ts'
import { referencesOfAvro } from './references.ts'
import { avroTags } from './tags.ts'

export const avro: SchemaFormat<AvroDocument> = {
  type: 'AVRO',
  parse: parseAvro,
  canonical: canonicalAvro,
  normalized: normalizedAvro,
  inForm: (document, form) => (form.toLowerCase() === 'resolved' ? resolvedAvro(document) : undefined),
  tags: avroTags,
  hasField: hasAvroField,
  references: referencesOfAvro,
  equals: equalAvro,
  check: (reader, writer) => checkAvro(reader.root, writer.root),
  explanations: async () => (await import('./explanation/index.ts')).avroExplanations,
}
