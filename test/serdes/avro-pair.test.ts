import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairAvro } from '@schemalog/serdes'
import { serdesError } from './codec.ts'

const order = <const Fields extends readonly object[]>(...fields: Fields) =>
  ({ type: 'record', name: 'Order', fields }) as const
const id = { name: 'id', type: 'long' } as const
const note = { name: 'note', type: 'string', default: '' } as const
const tags = { name: 'tags', type: { type: 'array', items: 'string' } } as const

test('a pair writes with the one schema and reads with the other, typed by both', () => {
  const pair = pairAvro(order(id, tags), order(id, note))
  const bytes = pair.encode({ id: 5n, tags: ['a'] })
  // A long of 5, one block of one text, the end of the array: no frame.
  assert.deepEqual([...bytes], [10, 2, 2, 97, 0])
  const read: { id: bigint; note: string } = pair.decode(bytes)
  assert.deepEqual(read, { id: 5n, note: '' })
})

test('what cannot be read is an error with its path, and what cannot be written too', () => {
  const pair = pairAvro(order(tags), order({ name: 'tags', type: { type: 'array', items: 'int' } }))
  assert.throws(() => pair.decode(pair.encode({ tags: ['a'] })), serdesError('unreadableValue', { path: 'tags[0]' }))
  // @ts-expect-error a number is no text
  assert.throws(() => pair.encode({ tags: [1] }), serdesError('invalidValue', { path: 'tags[0]' }))
  assert.throws(() => pairAvro('["null"', 'string'), serdesError('invalidSchema'))
})

test('options say how values look', () => {
  const instant = { type: 'long', logicalType: 'timestamp-millis' } as const
  const plain = pairAvro(instant, instant, { longs: 'number', logicalTypes: false })
  const read: number = plain.decode(plain.encode(7))
  assert.equal(read, 7)
})
