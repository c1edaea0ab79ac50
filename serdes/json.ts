/** JSON Schema: declared schemas, and the codec that a serde writes and reads with. */

import { isUtf8 } from 'node:buffer'
import { ByteWriter } from './byte-writer.ts'
import type { Codec, Decode, SchemaDefinition } from './definition.ts'
import { describeValue, serdesErrors } from './errors.ts'
import { compileJsonCheck, type JsonCheck, tooDeep } from './json-check.ts'
import type { JsonSchema } from './json-types.ts'
import { resolveSubject, type SubjectNameStrategy } from './subject-name.ts'

export type JsonDefinition<Schema = unknown> = SchemaDefinition<'JSON', Schema>

/**
 * Declares a JSON Schema (draft 6, 7, 2019-09 or 2020-12; 7 where `$schema` does not say). The types of its values are
 * inferred from the literal.
 *
 * @param subject - its subject in the registry, or a strategy that names it after the schema's `title`.
 */
export function defineJson<const Schema extends JsonSchema>(
  subject: string | SubjectNameStrategy,
  schema: Schema,
): JsonDefinition<Schema> {
  const title = typeof schema === 'boolean' ? undefined : schema['title']
  return {
    schemaType: 'JSON',
    subject: resolveSubject(subject, typeof title === 'string' ? title : undefined),
    schema,
    text: JSON.stringify(schema),
    compile: async ({ validate }) => new JsonCodec(validate ? await compileJsonCheck(schema) : acceptAll),
  }
}

/** The check of a serde that was made with `validate: false`. */
const acceptAll: JsonCheck = () => {}

/** Taken while a value is written, so that a `toJSON` may serialize as well. */
let idleWriter: ByteWriter | undefined

class JsonCodec implements Codec {
  readonly #check: JsonCheck

  constructor(check: JsonCheck) {
    this.#check = check
  }

  encode(schemaId: number, value: unknown): Buffer {
    this.#check(value)
    const writer = idleWriter ?? new ByteWriter()
    idleWriter = undefined
    try {
      const text = print(value)
      writer.begin(schemaId)
      writer.text(text)
      return writer.finish()
    } finally {
      idleWriter = writer
    }
  }

  /** The declared schema decides, whichever version wrote the text. */
  decoder(): Decode {
    return (bytes, position) => {
      const value = parse(bytes, position)
      this.#check(value)
      return value
    }
  }
}

function print(value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(error)
    // A bigint or a cycle; the runtime's message says which.
    if (!(error instanceof TypeError)) throw error
    const got = error.message.split('\n', 1)[0] ?? ''
    throw serdesErrors.invalidValue({ path: '', expected: 'a value that JSON can hold', got }, { cause: error })
  }
  if (text !== undefined) return text
  throw serdesErrors.invalidValue({ path: '', expected: 'a value that JSON can hold', got: describeValue(value) })
}

function parse(bytes: Buffer, position: number): unknown {
  const text = bytes.toString('utf8', position)
  // What is no UTF-8 was read as U+FFFD; where one is found, the bytes say whether it was meant.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(position)))
    throw serdesErrors.malformedRecord({ reason: 'with text that is not UTF-8' })
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(error)
    throw serdesErrors.malformedRecord({ reason: 'its payload is no JSON' }, { cause: error })
  }
}
