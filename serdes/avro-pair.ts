/** Two Avro schemas without a registry: what a producer writes with the one, as a consumer reads it with the other. */

import { compiled, readAvro, schemaText } from './avro.ts'
import { compileAvroDecoder } from './avro-decoder.ts'
import { compileAvroEncoder } from './avro-encoder.ts'
import { parseAvro } from './avro-parse.ts'
import type { AvroInput, AvroOutput, AvroSchema, ValueTypes } from './avro-types.ts'
import { AvroWriter } from './avro-writer.ts'
import type { TypesOf } from './create-serde.ts'
import { frameBytes } from './wire-format.ts'

export interface AvroPair<Input = unknown, Output = unknown> {
  /**
   * The bytes that the writer's schema has for a value, without a frame.
   *
   * @throws {SerdesError} `invalidValue`.
   */
  encode(value: Input): Uint8Array
  /**
   * The value that the reader's schema has for such bytes.
   *
   * @throws {SerdesError} `unreadableValue` with the path, where the reader's schema has none; `malformedRecord`.
   */
  decode(bytes: Uint8Array): Output
}

/**
 * Pairs a writer's schema with a reader's, to see what becomes of a record: for tests that two versions go together. Errors carry the
 * path, which makes this slower than a serde.
 *
 * @throws {SerdesError} `invalidSchema`.
 */
export function pairAvro<
  const Writer extends AvroSchema,
  const Reader extends AvroSchema,
  const Options extends Partial<ValueTypes> = object,
>(
  writer: Writer,
  reader: Reader,
  { longs = 'bigint', logicalTypes = true }: Options | Partial<ValueTypes> = {},
): AvroPair<AvroInput<Writer, TypesOf<Options>>, AvroOutput<Reader, TypesOf<Options>>> {
  const options = { longs, logicalTypes, traced: true }
  const [writerType, readerType] = [parseAvro(schemaText(writer)), parseAvro(schemaText(reader))]
  const encode = compiled(() => compileAvroEncoder(writerType, options))
  const decode = compiled(() => compileAvroDecoder(writerType, readerType, { ...options, bare: true }))
  return {
    encode(value) {
      const bytes = new AvroWriter()
      bytes.begin(0)
      encode(bytes, value)
      return bytes.finish().subarray(frameBytes)
    },
    decode(bytes) {
      const { buffer, byteOffset, byteLength } = bytes
      // The decoder gives what the reader's schema declares, which is what the type was computed from.
      return readAvro(decode, Buffer.from(buffer, byteOffset, byteLength), 0) as AvroOutput<Reader, TypesOf<Options>>
    },
  }
}
