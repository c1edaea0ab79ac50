/** A map that forgets what was used longest ago. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteBoundedMap } from '../../src/registry/caches/byte-bounded-map.ts'

test('what was used longest ago makes room', () => {
  const map = new ByteBoundedMap<string>(30)
  for (const key of ['a', 'b', 'c']) map.set(key, key, 10)
  assert.equal(map.get('a'), 'a')
  map.set('d', 'd', 10)
  assert.equal(map.get('b'), undefined)
  assert.equal(map.get('a'), 'a')
  assert.equal(map.bytes, 30)
})

test('a value that is set again counts once', () => {
  const map = new ByteBoundedMap<number>(30)
  map.set('a', 1, 10)
  map.set('a', 2, 25)
  assert.equal(map.get('a'), 2)
  assert.equal(map.bytes, 25)
})

test('what is larger than the map is not kept, and takes nothing else with it', () => {
  const map = new ByteBoundedMap<number>(30)
  map.set('a', 1, 10)
  map.set('b', 2, 31)
  assert.equal(map.get('b'), undefined)
  assert.equal(map.get('a'), 1)
  map.set('a', 3, 31)
  assert.equal(map.get('a'), undefined, 'an old value is not kept in its place either')
})

test('deleting and clearing give back the bytes', () => {
  const map = new ByteBoundedMap<number>(30)
  map.set('a', 1, 10)
  map.set('b', 2, 10)
  map.delete('a')
  map.delete('none')
  assert.equal(map.bytes, 10)
  map.clear()
  assert.equal(map.bytes, 0)
  assert.equal(map.get('b'), undefined)
})
