import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '../../src/address.ts'
import { ownAddress } from '../../src/broker/own-address.ts'

const cases: [host: string, bound: string, told: string][] = [
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['broker.example', '10.0.0.7', 'broker.example'],
  ['localhost', '::1', '::1'],
  ['localhost', '127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '10.0.0.7', '10.0.0.7'],
  ['::', '10.0.0.7', '10.0.0.7'],
  ['0.0.0.0', '0.0.0.0', '127.0.0.1'],
  ['::', '::', '::1'],
]

for (const [host, bound, told] of cases) {
  test(`a listener on ${host} that was reached as ${bound} tells ${told}`, () => {
    assert.deepEqual(ownAddress(host, { host: bound, port: 9092 }), { host: told, port: 9092 })
  })
}

test('an IPv6 address stands in brackets before its port', () => {
  assert.equal(formatAddress({ host: '::1', port: 9092 }), '[::1]:9092')
  assert.equal(formatAddress({ host: '127.0.0.1', port: 9092 }), '127.0.0.1:9092')
  assert.equal(formatAddress({ host: 'broker.example', port: 9092 }), 'broker.example:9092')
})
