/** Avro behind the interface of all formats. */
import type { SchemaFormat } from '../format.ts'
import { canonicalAvro, normalizedAvro } from './canonical.ts'
import { checkAvro } from './compatibility.ts'
import { equalAvro } from './identity.ts'
import type { AvroDocument } from './model.ts'
import { parseAvro } from './parse.ts'
import { referencesOfAvro } from './references.ts'

export const avro: SchemaFormat<AvroDocument> = {
  type: 'AVRO',
  parse: parseAvro,
  canonical: canonicalAvro,
  normalized: normalizedAvro,
  references: referencesOfAvro,
  equals: equalAvro,
  check: (reader, writer) => checkAvro(reader.root, writer.root),
}
