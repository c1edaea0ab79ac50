/** The rules of the schema formats: parsing, canonical text, references and compatibility. No I/O. */
import { avro } from './avro/index.ts'
import type { SchemaFormat, SchemaType } from './format.ts'
import { jsonSchema } from './json/index.ts'
import { protobuf } from './protobuf/index.ts'

export { SchemaError, schemaErrors } from './errors.ts'
export type {
  CompatibilityPolicy,
  Finding,
  ResolvedReference,
  SchemaFormat,
  SchemaSource,
  SchemaType,
} from './format.ts'
export { diffJson } from './json/compatibility.ts'
export type { TagChanges, TaggedEntity } from './tags.ts'

/** The formats that this server knows. A new one is a folder with the same files and a line here. */
export const schemaFormats: ReadonlyMap<SchemaType, SchemaFormat> = new Map<SchemaType, SchemaFormat>([
  ['AVRO', avro],
  ['JSON', jsonSchema],
  ['PROTOBUF', protobuf],
])
