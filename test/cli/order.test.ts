/** The order in which versions are written again. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HeldVersion } from '../../src/cli/transfer/inventory.ts'
import { inOrder } from '../../src/cli/transfer/order.ts'

function held(name: string, ...references: readonly string[]): HeldVersion {
  const [subject = '', version = ''] = name.split('/')
  const keys = references.map((one) => one.replace('/', '\n'))
  return { subject, version: Number(version), id: 1, guid: undefined, deleted: false, references: keys, digest: '' }
}

function names(versions: readonly HeldVersion[]): string[] {
  return versions.map(({ subject, version }) => `${subject}/${version}`)
}

test('what is referred to comes first, and versions of a subject ascend', () => {
  const { order, circular } = inOrder([
    held('a/2'),
    held('a/1', 'b/2'),
    held('b/2'),
    held('b/1'),
    held('c/1', 'gone/1'),
  ])
  assert.deepEqual(names(order), ['b/1', 'c/1', 'b/2', 'a/1', 'a/2'])
  assert.deepEqual(circular, [])
})

test('a circle of numbers that is none of references is no circle', () => {
  const { order, circular } = inOrder([held('a/1', 'b/2'), held('a/2'), held('b/1', 'a/2'), held('b/2')])
  assert.deepEqual(names(order), ['a/2', 'b/2', 'b/1', 'a/1'])
  assert.deepEqual(circular, [])
})

test('a circle of references is told, and does not hold up the others', () => {
  const { order, circular } = inOrder([held('a/1', 'b/1'), held('b/1', 'a/1'), held('c/1')])
  assert.deepEqual([names(order), names(circular)], [['c/1'], ['a/1', 'b/1']])
})

test('a chain of 20,000 is no deeper than the stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, at) =>
    held(`s${String(at).padStart(5, '0')}/1`, ...(at > 0 ? [`s${String(at - 1).padStart(5, '0')}/1`] : [])),
  )
  assert.equal(inOrder(chain.reverse()).order.length, 20_000)
})
