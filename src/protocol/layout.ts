/** What a declaration is made of: fields, structs and arrays. */

import { protocolErrors } from './errors.ts'
import type { Fields, Inputs, Values } from './field.ts'
import { defaultsOf, isDefaultInput, type Loose, structCodec } from './struct-codec.ts'
import { type Codec, type Form, notNull, orNull, readLength, type WireType, writeLength } from './wire-type.ts'

export { type Fields, field, type Inputs, inVersions, type Values, versionRange } from './field.ts'

export function struct<const F extends Fields>(fields: F): WireType<Values<F>, Inputs<F>> {
  const type: WireType<Values<F>, Inputs<F>> = {
    name: 'struct',
    fields,
    empty: () => defaultsOf(fields) as Values<F>,
    isEmpty: (value) => Object.entries(fields).every(([name, one]) => isDefaultInput(one, (value as Loose)[name])),
    codec: (form) => structCodec(fields, form) as unknown as Codec<Values<F>, Inputs<F>>,
    nullable: (form) => nullableStructCodec(type.codec(form)),
  }
  return type
}

export function nullableStruct<const F extends Fields>(fields: F): WireType<Values<F> | null, Inputs<F> | null> {
  return orNull(struct(fields))
}

export function array<Value, Input>(item: WireType<Value, Input>): WireType<Value[], readonly Input[]> {
  const nullable = (form: Form): Codec<Value[] | null, readonly Input[] | null> => arrayCodec(item.codec(form), form)
  return {
    name: `array of ${item.name}`,
    ...(item.fields && { fields: item.fields }),
    empty: () => [],
    isEmpty: (value) => value.length === 0,
    codec(form) {
      const { read, write, minBytes } = nullable(form)
      return { read: (reader) => notNull(read(reader), 'array'), write, minBytes }
    },
    nullable,
  }
}

export function nullableArray<Value, Input>(
  item: WireType<Value, Input>,
): WireType<Value[] | null, readonly Input[] | null> {
  return orNull(array(item))
}

function nullableStructCodec<Value, Input>(codec: Codec<Value, Input>): Codec<Value | null, Input | null> {
  return {
    minBytes: 1,
    read(reader) {
      const marker = reader.int8()
      if (marker !== 1 && marker !== -1) throw protocolErrors.badValue('struct', `its marker is ${marker}`)
      return marker === 1 ? codec.read(reader) : null
    },
    write(writer, value) {
      writer.int8(value === null ? -1 : 1)
      if (value !== null) codec.write(writer, value)
    },
  }
}

function arrayCodec<Value, Input>(
  item: Codec<Value, Input>,
  { flexible }: Form,
): Codec<Value[] | null, readonly Input[] | null> {
  return {
    minBytes: flexible ? 1 : 4,
    read(reader) {
      const count = readLength(reader, flexible, 4, 'array')
      if (count === -1) return null
      reader.countElements(count, item.minBytes)
      const values: Value[] = []
      for (let at = 0; at < count; at++) values.push(item.read(reader))
      return values
    },
    write(writer, values) {
      writeLength(writer, values === null ? -1 : values.length, flexible, 4, 'array')
      if (values) for (const value of values) item.write(writer, value)
    },
  }
}
