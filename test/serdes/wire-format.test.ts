import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSchemaId } from '@schemalog/serdes'
import { compileAvro } from './codec.ts'

test('a record begins with byte 0 and the schema id as a big-endian int32', async () => {
  const codec = await compileAvro('string')
  assert.equal(codec.encode(0x01_02_03_04, 'hi').toString('hex'), '00010203040468' + '69')
  assert.equal(codec.encode(0x7f_ff_ff_ff, '').toString('hex'), '007fffffff00')
})

test('the id is read back from the frame', () => {
  assert.equal(readSchemaId(Buffer.from('0000000007ff', 'hex')), 7)
  assert.equal(readSchemaId(Buffer.from('007fffffff', 'hex')), 2 ** 31 - 1)
})

for (const { bytes, key, message } of [
  { bytes: '', key: 'emptyRecord', message: /no bytes/ },
  { bytes: '00', key: 'recordTooShort', message: /1 byte/ },
  { bytes: '00000000', key: 'recordTooShort', message: /4 bytes/ },
  { bytes: '7b7d', key: 'notFramed', message: /byte 0x7b/ },
  { bytes: '0100000001', key: 'notFramed', message: /byte 0x01/ },
]) {
  test(`bytes ${bytes || '(none)'} are refused as ${key}`, () => {
    assert.throws(() => readSchemaId(Buffer.from(bytes, 'hex')), { name: 'SerdesError', key, message })
  })
}
