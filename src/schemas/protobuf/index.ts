/** Protobuf behind the interface of all formats. */
import type { SchemaFormat } from '../format.ts'
import { canonicalProtobuf, equalProtobuf, normalizedProtobuf } from './canonical.ts'
import { checkProtobuf } from './compatibility.ts'
import type { ProtobufDocument } from './document.ts'
import { protobufInForm } from './forms.ts'
import { protobufFault } from './link-faults.ts'
import { parseProtobuf } from './parse.ts'
import { referencesOfProtobuf } from './references.ts'
import { protobufTags } from './tags.ts'
import { hasProtobufField } from './top-fields.ts'

export const protobuf: SchemaFormat<ProtobufDocument> = {
  type: 'PROTOBUF',
  parse: parseProtobuf,
  canonical: canonicalProtobuf,
  normalized: normalizedProtobuf,
  inForm: protobufInForm,
  tags: protobufTags,
  hasField: hasProtobufField,
  fieldFault: protobufFault,
  references: referencesOfProtobuf,
  equals: equalProtobuf,
  check: (reader, writer) => checkProtobuf(reader, writer),
  explanations: async () => (await import('./explanation/index.ts')).protobufExplanations,
}
