import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LogFolder, memoryFileSystem } from '../../src/log/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchOfBytes, producerBatch } from './support/batches.ts'
import { openOrders, ordersFile } from './support/open.ts'

test('a duplicate is answered with the original offsets and appends nothing', async () => {
  const { log } = await openOrders(memoryFileSystem())
  const first = log.append(producerBatch(0, { count: 3 }))
  log.append(producerBatch(3))
  const again = log.append(producerBatch(0, { count: 3 }))
  assert.deepEqual([again.baseOffset, again.lastOffset, again.duplicate], [0, 2, true])
  assert.deepEqual([first.duplicate, log.logEndOffset], [false, 4])
})

test('a duplicate is not acknowledged before its original is stored', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  const release = disk.holdFlushes()
  const original = log.append(producerBatch(0))
  const again = log.append(producerBatch(0))
  assert.equal(again.durable, original.durable)
  release()
  await again.durable
  assert.equal(log.highWatermark, 1)
})

test('a gap answers 45, an old epoch 47, and neither changes anything', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(producerBatch(0, { producerEpoch: 1 })).durable
  assert.throws(() => log.append(producerBatch(2, { producerEpoch: 1 })), { code: 45, key: 'outOfOrderSequence' })
  assert.throws(() => log.append(producerBatch(1, { producerEpoch: 0 })), { code: 47, key: 'invalidProducerEpoch' })
  assert.equal(log.append(producerBatch(1, { producerEpoch: 1 })).baseOffset, 1)
})

test('sequences go on from 2^31 - 1 at 0', async () => {
  const { log } = await openOrders(memoryFileSystem())
  log.append(producerBatch(2 ** 31 - 2, { count: 2 }))
  assert.equal(log.append(producerBatch(0)).baseOffset, 2)
})

for (const [ending, end] of [
  ['a clean stop', (folder: LogFolder, disk: FaultyFileSystem) => folder.close().then(() => disk)],
  ['a kill', async (_: unknown, disk: FaultyFileSystem) => disk.afterKill()],
  ['a power cut', async (_: unknown, disk: FaultyFileSystem) => disk.afterPowerCut(() => 0.7)],
] as const) {
  test(`after ${ending} the last five batches of each producer are still known, over segments and recovery points`, async () => {
    const disk = new FaultyFileSystem()
    const limits = { recoveryBytes: 5000 }
    const { folder, log } = await openOrders(disk, { limits, segmentBytes: 3000 })
    await log.append(producerBatch(10, { producerId: 1n, producerEpoch: 4 })).durable
    for (let sequence = 0; sequence < 9; sequence += 1) {
      await log.append(producerBatch(sequence, { producerId: 2n })).durable
      await log.append(batchOfBytes(1000)).durable
    }
    const next = await openOrders(await end(folder, disk), { limits, segmentBytes: 3000 })
    assert.equal(next.log.append(producerBatch(10, { producerId: 1n, producerEpoch: 4 })).baseOffset, 0)
    for (let sequence = 4; sequence < 9; sequence += 1) {
      const { duplicate, baseOffset } = next.log.append(producerBatch(sequence, { producerId: 2n }))
      assert.deepEqual([duplicate, baseOffset], [true, 1 + 2 * sequence])
    }
    assert.throws(() => next.log.append(producerBatch(3, { producerId: 2n })), { code: 45 })
    assert.equal(next.log.append(producerBatch(9, { producerId: 2n })).duplicate, false)
  })
}

test('without a checkpoint the producers come from the records alone', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
  for (let sequence = 0; sequence < 40; sequence += 1) await log.append(producerBatch(sequence)).durable
  await folder.close()
  disk.edit('/data/log/checkpoint', (content) => content.fill(0))
  const next = await openOrders(disk, { segmentBytes: 3000 })
  assert.equal(next.log.append(producerBatch(39)).duplicate, true)
})

test('without the first segments the snapshot of the first that is left knows the producers', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
  await log.append(producerBatch(0)).durable
  for (let count = 0; count < 6; count += 1) await log.append(batchOfBytes(1000)).durable
  await folder.close()
  await disk.unlink('/data/log/checkpoint')
  await disk.unlink(ordersFile(0, '.log'))
  const next = await openOrders(disk, { segmentBytes: 3000 })
  assert.ok(next.log.logStartOffset > 0)
  const { duplicate, baseOffset } = next.log.append(producerBatch(0))
  assert.deepEqual([duplicate, baseOffset], [true, 0])
})

test('a silent producer is forgotten after its time', async () => {
  let now = 1_000_000
  const { log } = await openOrders(memoryFileSystem(), { now: () => now, limits: { producerExpirationMs: 3_600_000 } })
  await log.append(producerBatch(0, { producerId: 1n })).durable
  now += 3_000_000
  await log.append(producerBatch(0, { producerId: 2n })).durable
  now += 900_000
  await log.append(producerBatch(1, { producerId: 2n })).durable
  assert.equal(log.producerCount, 1)
  assert.equal(log.append(producerBatch(99, { producerId: 1n })).baseOffset, 3)
})
