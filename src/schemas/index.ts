/** The rules of the schema formats: parsing, canonical text, references and compatibility. No I/O. */
import { avro } from './avro/index.ts'
import type { LaterFormat, SchemaFormat, SchemaFormats, SchemaType } from './format.ts'
import { jsonSchema } from './json/index.ts'

export { SchemaError, schemaErrors } from './errors.ts'
export type {
  Change,
  ExplanationRules,
  JsonPatchOperation,
  RuleText,
  Surprise,
  TextPlace,
  Witness,
} from './explanation/explanation.ts'
export { type Located, Mender, type Opposite, type TriedRepair } from './explanation/mend.ts'
export { applyEdits, type LinePlace, linePlaceOf, type TextEdit } from './explanation/text-edits.ts'
export { checkLimitReached, type Finding } from './finding.ts'
export type {
  CompatibilityPolicy,
  ResolvedReference,
  SchemaFormat,
  SchemaFormats,
  SchemaSource,
  SchemaType,
} from './format.ts'
export { diffJson } from './json/compatibility.ts'
export type { TagChanges, TaggedEntity } from './tags.ts'

/**
 * The formats that this server knows. A new one is a folder with the same files and a line here.
 *
 * Protobuf brings a library and takes as much memory as all the rest of the registry (20 MB), so those pay who use it.
 */
export const schemaFormats: SchemaFormats = new Map<SchemaType, SchemaFormat | LaterFormat>([
  ['AVRO', avro],
  ['JSON', jsonSchema],
  ['PROTOBUF', { load: async () => (await import('./protobuf/index.ts')).protobuf }],
])

/** One of {@link schemaFormats}, loaded where it was not. */
export async function loadFormat(type: SchemaType): Promise<SchemaFormat> {
  const format = schemaFormats.get(type)
  if (!format) throw new Error(`there is no format ${type}`)
  return 'load' in format ? format.load() : format
}
