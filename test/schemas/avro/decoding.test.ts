/** What the check calls compatible is tried out: another implementation (avsc) really reads what it wrote. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import avsc from 'avsc'
import fc from 'fast-check'
import { avro } from '../../../src/schemas/avro/index.ts'
import { parseAvro } from '../parse.ts'
import { type Schema, SchemaMaker } from './schema-maker.ts'

function toType(schema: Schema): avsc.Type {
  // avsc writes the names that it meets into the options, so each schema needs its own.
  return avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: true })
}

test('data written with the one schema can be read with every schema that is called compatible', () => {
  let compatible = 0
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const maker = new SchemaMaker(gen)
      const writer = maker.schema(3)
      const reader = maker.changed(writer)
      const text = (schema: Schema) => JSON.stringify(schema)
      if (avro.check(parseAvro(text(reader)), parseAvro(text(writer))).length > 0) return
      compatible++
      const [readerType, writerType] = [toType(reader), toType(writer)]
      const resolver = readerType.createResolver(writerType)
      const written = writerType.random()
      const read = readerType.fromBuffer(writerType.toBuffer(written), resolver)
      assert.ok(readerType.isValid(read))
    }),
    { numRuns: 800, seed: 20261124 },
  )
  assert.ok(compatible > 200, `only ${compatible} pairs were compatible`)
})
