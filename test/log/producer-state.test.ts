import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeProducers, encodeProducers } from '../../src/log/producer-snapshot.ts'
import {
  MAX_PRODUCERS,
  type ProducerHeader,
  ProducerState,
  type ProducerVerdict,
} from '../../src/log/producer-state.ts'

function header(baseSequence: number, options: Partial<ProducerHeader> & { count?: number } = {}): ProducerHeader {
  const { count = 1, ...fields } = options
  return {
    producerId: 7n,
    producerEpoch: 0,
    baseSequence,
    lastOffsetDelta: count - 1,
    maxTimestamp: 50n,
    isControl: false,
    ...fields,
  }
}

/** State after these batches, each at the offset of its place. */
function after(...headers: ProducerHeader[]): ProducerState {
  const state = new ProducerState()
  for (const [index, each] of headers.entries()) state.apply(each, index * 10, 1000)
  return state
}

const marker = header(-1, { isControl: true, producerEpoch: 3 })
const seven = [0, 1, 2, 3, 4, 5, 6].map((sequence) => header(sequence))
const last = 2 ** 31 - 1

/** The table of kafka-protocol 5.1: what was written, what comes, what happens. */
const cases: readonly [string, ProducerState, ProducerHeader, Partial<ProducerVerdict> & { firstOffset?: number }][] = [
  ['no producer id', after(), header(-1, { producerId: -1n }), { kind: 'append' }],
  ['an unknown producer with any sequence', after(), header(42), { kind: 'append' }],
  ['the next sequence', after(header(0, { count: 3 })), header(3), { kind: 'append' }],
  ['a gap', after(header(0)), header(2), { kind: 'outOfOrderSequence', expected: 1 }],
  ['the same batch', after(header(0, { count: 3 })), header(0, { count: 3 }), { kind: 'duplicate', firstOffset: 0 }],
  ['a batch of other length', after(header(0, { count: 3 })), header(0), { kind: 'outOfOrderSequence', expected: 3 }],
  ['the fifth last batch', after(...seven), header(2), { kind: 'duplicate', firstOffset: 20 }],
  ['the sixth last batch', after(...seven), header(1), { kind: 'outOfOrderSequence', expected: 7 }],
  ['an old epoch', after(header(0, { producerEpoch: 2 })), header(1), { kind: 'invalidProducerEpoch', current: 2 }],
  ['a new epoch from 0', after(header(5)), header(0, { producerEpoch: 1 }), { kind: 'append' }],
  [
    'a new epoch not from 0',
    after(header(5)),
    header(6, { producerEpoch: 1 }),
    { kind: 'outOfOrderSequence', expected: 0 },
  ],
  ['a new epoch after epoch -1', after(header(5, { producerEpoch: -1 })), header(9), { kind: 'append' }],
  ['sequence 0 behind 2^31 - 1', after(header(last)), header(0), { kind: 'append' }],
  ['a batch across the wrap', after(header(last, { count: 3 })), header(2), { kind: 'append' }],
  ['a repeat across the wrap', after(header(last, { count: 3 })), header(last, { count: 3 }), { kind: 'duplicate' }],
  ['0 behind a marker alone', after(marker), header(0, { producerEpoch: 3 }), { kind: 'append' }],
  [
    '1 behind a marker alone',
    after(marker),
    header(1, { producerEpoch: 3 }),
    { kind: 'outOfOrderSequence', expected: 0 },
  ],
  ['0 behind a newer marker', after(header(5), marker), header(0, { producerEpoch: 3 }), { kind: 'append' }],
  ['an epoch that a marker fenced', after(header(5), marker), header(6), { kind: 'invalidProducerEpoch', current: 3 }],
  [
    'the next behind a marker of the same epoch',
    after(header(5), { ...marker, producerEpoch: 0 }),
    header(6),
    { kind: 'append' },
  ],
]

for (const [title, state, next, { firstOffset, ...expected }] of cases) {
  test(`${title}: ${expected.kind}`, () => {
    const { original, ...verdict }: { original?: { firstOffset: number } } & ProducerVerdict = {
      ...state.check(next),
    }
    assert.deepEqual(verdict, expected)
    if (firstOffset !== undefined) assert.equal(original?.firstOffset, firstOffset)
  })
}

test('a batch that was taken back may come again, and the one behind it may not come first', () => {
  const state = after(header(0))
  const undos = [state.apply(header(1), 10, 1000), state.apply(header(2), 11, 1000)]
  for (const undo of undos.reverse()) if (undo !== undefined) state.undo(undo)
  assert.deepEqual(state.check(header(2)), { kind: 'outOfOrderSequence', expected: 1 })
  assert.deepEqual(state.check(header(1)), { kind: 'append' })
})

test('the same holds for the very first batch of a producer', () => {
  const state = new ProducerState()
  const undo = state.apply(header(4), 0, 1000)
  assert.ok(undo)
  state.undo(undo)
  assert.deepEqual(state.check(header(5)), { kind: 'outOfOrderSequence', expected: 4 })
  assert.deepEqual(state.check(header(4)), { kind: 'append' })
})

test('a producer expires by its last sign of life, not by the times of its records', () => {
  const state = new ProducerState()
  state.apply(header(0, { maxTimestamp: 1n }), 0, 5000)
  state.apply(header(0, { producerId: 8n }), 1, 9000)
  state.expire(5001)
  assert.deepEqual(
    [...state.entries()].map(([producerId]) => producerId),
    [8n],
  )
})

test('a snapshot gives back the whole window', () => {
  const state = after(...seven, header(-1, { producerId: 2n ** 62n, isControl: true, producerEpoch: 32_767 }))
  const copy = decodeProducers(encodeProducers(state))
  assert.deepEqual([...(copy?.entries() ?? [])], [...state.entries()])
})

test('a damaged, cut or foreign snapshot is no snapshot', () => {
  const bytes = encodeProducers(after(...seven))
  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = Buffer.from(bytes)
    damaged[at] = (damaged[at] ?? 0) ^ 0x10
    assert.equal(decodeProducers(damaged), undefined, `byte ${at}`)
    assert.equal(decodeProducers(bytes.subarray(0, at)), undefined, `cut at ${at}`)
  }
})

test('no more producers are remembered than the bound, and the one that was silent longest goes first', () => {
  const state = new ProducerState()
  const write = (producerId: number) => state.apply(header(0, { producerId: BigInt(producerId) }), producerId, 0)
  for (let producerId = 0; producerId < MAX_PRODUCERS; producerId++) write(producerId)
  write(0)
  write(MAX_PRODUCERS)
  assert.equal(state.size, MAX_PRODUCERS)
  assert.ok(state.find(0n), 'it wrote again')
  assert.equal(state.find(1n), undefined)
})
