/** Short ways to parse in tests. */
import { avro } from '../../src/schemas/avro/index.ts'
import type { AvroDocument } from '../../src/schemas/avro/model.ts'
import type { ResolvedReference } from '../../src/schemas/index.ts'
import { jsonSchema } from '../../src/schemas/json/index.ts'
import type { JsonSchemaDocument } from '../../src/schemas/json/model.ts'
import type { ProtobufDocument } from '../../src/schemas/protobuf/document.ts'
import { protobuf } from '../../src/schemas/protobuf/index.ts'

/** A schema as text, or as a value that stands for its JSON. */
export type Written = string | object

export interface ParseOptions {
  readonly references?: readonly ResolvedReference[]
  readonly strict?: boolean
}

export function parseAvro(written: Written, { references = [], strict = true }: ParseOptions = {}): AvroDocument {
  return avro.parse({ text: textOf(written), references, strict })
}

export function parseJson(written: Written, { references = [], strict = true }: ParseOptions = {}): JsonSchemaDocument {
  return jsonSchema.parse({ text: textOf(written), references, strict })
}

export function parseProtobuf(text: string, { references = [], strict = true }: ParseOptions = {}): ProtobufDocument {
  return protobuf.parse({ text, references, strict })
}

function textOf(written: Written): string {
  return typeof written === 'string' ? written : JSON.stringify(written)
}
