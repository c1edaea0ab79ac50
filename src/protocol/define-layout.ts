/** Layouts on disk that begin with a version, declared as messages are: the keys and values of Kafka's internal topics. */

import { protocolErrors } from './errors.ts'
import { type Fields, type Inputs, struct, type Values, versionRange } from './layout.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

interface LayoutDeclaration<F extends Fields> {
  name: string
  /** Versions that are read, as `0-3`. */
  versions: string
  /** Versions with compact lengths and tagged fields, as `4+`; `none` where there are no such versions. */
  flexible: string
  /** A lenient layout may be followed by fields of versions to come; a newer version is read as the newest known. */
  lenient?: boolean
  fields: F
}

export interface Layout<Value, Input> {
  readonly name: string
  /** The version in front, without reading further. */
  versionOf(bytes: Buffer): number
  /** @throws {ProtocolError} where the bytes are not of this layout. */
  decode(bytes: Buffer): Value
  /** @throws {ProtocolError} unsupportedVersion, or cannotEncode where a value does not fit its field. */
  encode(value: Input, version: number): Buffer
}

export function defineLayout<const F extends Fields>(declaration: LayoutDeclaration<F>): Layout<Values<F>, Inputs<F>> {
  const { name, versions, flexible, lenient = false } = declaration
  const { min, max } = versionRange(versions)
  const flexibleFrom = flexible === 'none' ? Number.POSITIVE_INFINITY : versionRange(flexible).min
  const type = struct(declaration.fields)
  const codecs = Array.from({ length: max + 1 }, (_, version) =>
    version < min ? undefined : type.codec({ version, flexible: version >= flexibleFrom }),
  )
  return {
    name,
    versionOf: (bytes) => new Reader(bytes).int16(),
    decode(bytes) {
      const reader = new Reader(bytes)
      const version = reader.int16()
      const codec = codecs[lenient ? Math.min(version, max) : version]
      if (!codec) throw protocolErrors.badValue(name, `version ${version} is not known`)
      const value = codec.read(reader)
      if (!lenient && reader.left > 0) throw protocolErrors.badValue(name, `${reader.left} bytes follow it`)
      return value
    },
    encode(value, version) {
      const codec = codecs[version]
      if (!codec) throw protocolErrors.unsupportedVersion(name, version, min, max)
      const writer = new Writer(128)
      writer.int16(version)
      codec.write(writer, value)
      return writer.finishWhole()
    },
  }
}
