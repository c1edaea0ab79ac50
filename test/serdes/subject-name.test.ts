import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineAvro, defineJson, recordName, topicName, topicRecordName } from '@schemalog/serdes'
import { serdesError } from './codec.ts'

const order = { type: 'record', name: 'OrderPlaced', namespace: 'shop', fields: [] } as const

for (const { strategy, subject, expected } of [
  { strategy: 'a subject as it is', subject: 'anything', expected: 'anything' },
  { strategy: 'the topic name strategy', subject: topicName('orders'), expected: 'orders-value' },
  { strategy: 'the topic name strategy for keys', subject: topicName('orders', 'key'), expected: 'orders-key' },
  { strategy: 'the record name strategy', subject: recordName, expected: 'shop.OrderPlaced' },
  {
    strategy: 'the topic record name strategy',
    subject: topicRecordName('orders'),
    expected: 'orders-shop.OrderPlaced',
  },
  {
    strategy: 'a strategy of one’s own',
    subject: (name = '') => `:.test:${name}`,
    expected: ':.test:shop.OrderPlaced',
  },
]) {
  test(`${strategy} gives ${expected}`, () => {
    assert.equal(defineAvro(subject, order).subject, expected)
  })
}

test('the record name of a JSON Schema is its title', () => {
  assert.equal(defineJson(recordName, { title: 'Order', type: 'object' }).subject, 'Order')
})

test('a schema without a name has no subject by record name', () => {
  assert.throws(() => defineAvro(recordName, 'long'), serdesError('invalidSchema', { reason: /RecordNameStrategy/ }))
  assert.throws(() => defineJson(topicRecordName('t'), true), serdesError('invalidSchema'))
})
