/** How the value of a field is framed on the wire. */
import { type DescField, ScalarType } from '@bufbuild/protobuf'

type WireType = 'varint' | '32 bits' | '64 bits' | 'length' | 'group'

export function wireTypeOf(field: DescField): WireType {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarWireType(field.scalar)
    case 'enum':
      return 'varint'
    case 'map':
      return 'length'
    case 'message':
      return field.delimitedEncoding ? 'group' : 'length'
    case 'list':
      if (field.listKind === 'message') return field.delimitedEncoding ? 'group' : 'length'
      if (field.packed) return 'length'
      return field.listKind === 'enum' ? 'varint' : scalarWireType(field.scalar)
  }
}

function scalarWireType(type: ScalarType): WireType {
  switch (type) {
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return '64 bits'
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return '32 bits'
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 'length'
    default:
      return 'varint'
  }
}
