/** Small values for fields, in the form that Protobuf has in JSON. */
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  ScalarType,
} from '@bufbuild/protobuf'
import { FeatureSet_FieldPresence as FieldPresence } from '@bufbuild/protobuf/wkt'

/** What a sample holds at most: messages in messages, fields of each, and fields in all. Larger ones show nothing to anybody. */
const sampleLimits = { depth: 2, fields: 8, fieldsInAll: 200 }

/**
 * A record with these fields set, and with those that the schema requires.
 *
 * @throws {RangeError} where it requires more than a small record holds.
 */
export function sampleRecord(message: DescMessage, fields: readonly DescField[]): JsonObject {
  return new Sampler().record(message, fields, 0)
}

function isRequired({ presence }: DescField): boolean {
  return presence === FieldPresence.LEGACY_REQUIRED
}

class Sampler {
  #fields = 0

  record(message: DescMessage, fields: readonly DescField[], depth: number): JsonObject {
    const all = new Set([...fields, ...message.fields.filter(isRequired)])
    this.#fields += all.size
    if (this.#fields > sampleLimits.fieldsInAll)
      throw new RangeError(`a record has more than ${sampleLimits.fieldsInAll} fields`)
    return Object.fromEntries([...all].map((field) => [field.jsonName, this.#field(field, depth)]))
  }

  /** Never a zero, which need not be written. */
  #field(field: DescField, depth: number): JsonValue {
    switch (field.fieldKind) {
      case 'scalar':
        return scalarSample(field.scalar)
      case 'enum':
        return enumSample(field.enum)
      case 'message':
        return this.#message(field.message, depth)
      case 'list': {
        const item = this.#item(field, depth)
        return [item, item]
      }
      case 'map':
        return { [String(scalarSample(field.mapKey))]: this.#item(field, depth) }
    }
  }

  #item({ scalar, enum: type, message }: ManyField, depth: number): JsonValue {
    if (scalar !== undefined) return scalarSample(scalar)
    if (type) return enumSample(type)
    return message ? this.#message(message, depth) : null
  }

  #message(message: DescMessage, depth: number): JsonValue {
    const known = wellKnown.get(message.typeName)
    if (known !== undefined) return known
    // Of a oneof one member is set.
    const members = message.members.flatMap((member) => (member.kind === 'oneof' ? member.fields.slice(0, 1) : member))
    return this.record(message, depth < sampleLimits.depth ? members.slice(0, sampleLimits.fields) : [], depth + 1)
  }
}

type ManyField = DescField & { fieldKind: 'list' | 'map' }

function enumSample({ values }: DescEnum): JsonValue {
  return values.at(-1)?.name ?? 0
}

function scalarSample(type: ScalarType): JsonValue {
  switch (type) {
    case ScalarType.STRING:
      return 'text'
    case ScalarType.BYTES:
      return 'AP8='
    case ScalarType.BOOL:
      return true
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return 1.5
    default:
      return 150
  }
}

/** Messages that have a form of their own in JSON. */
const wellKnown: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>(
  Object.entries({
    'google.protobuf.Any': {},
    'google.protobuf.Duration': '150s',
    'google.protobuf.FieldMask': 'text',
    'google.protobuf.ListValue': ['text'],
    'google.protobuf.Struct': { text: 150 },
    'google.protobuf.Timestamp': '2026-01-02T03:04:05Z',
    'google.protobuf.Value': 'text',
    'google.protobuf.BoolValue': true,
    'google.protobuf.BytesValue': 'AP8=',
    'google.protobuf.DoubleValue': 1.5,
    'google.protobuf.FloatValue': 1.5,
    'google.protobuf.Int32Value': 150,
    'google.protobuf.Int64Value': 150,
    'google.protobuf.StringValue': 'text',
    'google.protobuf.UInt32Value': 150,
    'google.protobuf.UInt64Value': 150,
  }),
)
