import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { memoryFileSystem, type PartitionLog } from '../../src/log/index.ts'
import { readBatchHeader } from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchOf } from './support/batches.ts'
import { openOrders, ordersFile } from './support/open.ts'

test('the first record, by offset, that is not before a time', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(batchOf(['a', 'b', 'c'], { timestamps: [100n, 300n, 200n], codec: 'gzip' })).durable
  await log.append(batchOf(['d', 'e'], { timestamps: [250n, 400n] })).durable
  for (const [timestamp, expected] of [
    [0n, { offset: 0, timestamp: 100n }],
    [100n, { offset: 0, timestamp: 100n }],
    [101n, { offset: 1, timestamp: 300n }],
    [300n, { offset: 1, timestamp: 300n }],
    [301n, { offset: 4, timestamp: 400n }],
    [401n, undefined],
  ] as const) {
    assert.deepEqual(await log.findOffsetByTimestamp(timestamp), expected, `time ${timestamp}`)
  }
})

test('the highest timestamp is that of its first record', async () => {
  const { log } = await openOrders(memoryFileSystem())
  assert.equal(await log.findMaxTimestamp(), undefined)
  await log.append(batchOf(['a', 'b'], { timestamps: [5n, 9n] })).durable
  await log.append(batchOf(['c', 'd'], { timestamps: [9n, 1n] })).durable
  assert.deepEqual(await log.findMaxTimestamp(), { offset: 1, timestamp: 9n })
})

test('records without a time are never found by time', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(batchOf(['a'], { timestamps: [-1n] })).durable
  assert.equal(await log.findOffsetByTimestamp(0n), undefined)
  assert.equal(await log.findMaxTimestamp(), undefined)
})

test('a batch that cannot be decoded is answered for by its header', async () => {
  const { log } = await openOrders(memoryFileSystem())
  const batch = batchOf(['a'.repeat(100)], { timestamps: [50n], codec: 'gzip' })
  batch.fill(0, 61)
  await log.append(batch).durable
  assert.deepEqual(await log.findOffsetByTimestamp(10n), { offset: 0, timestamp: 50n })
})

const times = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 120,
})

test('over any times, segments, restarts and damaged indexes, the answers are those of a plain search', async () => {
  const property = fc.asyncProperty(times, fc.boolean(), fc.boolean(), async (batches, isDamaged, isReopened) => {
    const disk = new FaultyFileSystem()
    let { folder, log } = await openOrders(disk, { segmentBytes: 40_000 })
    for (const batch of batches) {
      const values = batch.map((time) => `${time}`.padEnd(400, '.'))
      log.append(batchOf(values, { timestamps: batch.map(BigInt) }))
    }
    await log.append(batchOf(['last'], { timestamps: [0n] })).durable
    if (isReopened) {
      await folder.close()
      if (isDamaged) {
        for (const path of disk.paths().filter((name) => name.endsWith('.timeindex'))) {
          disk.edit(path, (content) => content.fill(3, content.length - 12))
        }
      }
      ;({ folder, log } = await openOrders(disk, { segmentBytes: 40_000 }))
    }
    const all = [...batches.flat(), 0]
    for (const wanted of [0, 1, 100, 250, 499, 500, 501]) {
      const offset = all.findIndex((time) => time >= wanted)
      const expected = offset < 0 ? undefined : { offset, timestamp: BigInt(all[offset] ?? 0) }
      assert.deepEqual(await log.findOffsetByTimestamp(BigInt(wanted)), expected)
    }
    const latest = Math.max(...all)
    assert.deepEqual(await log.findMaxTimestamp(), { offset: all.indexOf(latest), timestamp: BigInt(latest) })
    await folder.close()
  })
  await fc.assert(property, { numRuns: 60 })
})

test('an index entry that names another batch is noticed, and the index is written anew', async () => {
  const disk = new FaultyFileSystem()
  const first = await openOrders(disk, { segmentBytes: 200_000 })
  for (let count = 0; count < 120; count += 1)
    first.log.append(batchOf(['x'.repeat(900)], { timestamps: [BigInt(count)] }))
  await first.folder.close()
  const good = Buffer.from(disk.content(ordersFile(0, '.index')))
  // Every entry names the batch before the one at its position: in order, in range, and wrong.
  disk.edit(ordersFile(0, '.index'), (content) => {
    for (let at = 0; at < content.length; at += 8) content.writeUInt32BE(content.readUInt32BE(at) - 1, at)
    return content
  })
  const wrong = Buffer.from(disk.content(ordersFile(0, '.index')))
  for (const [ask, expected] of [
    [(log: PartitionLog) => log.findOffsetByTimestamp(77n), { offset: 77, timestamp: 77n }],
    [(log: PartitionLog) => log.findMaxTimestamp(), { offset: 119, timestamp: 119n }],
    [async (log: PartitionLog) => readBatchHeader(await log.read(77, { maxBytes: 2000 })).baseOffset, 77],
  ] as const) {
    disk.edit(ordersFile(0, '.index'), () => wrong)
    const { log, folder } = await openOrders(disk, { segmentBytes: 200_000 })
    assert.deepEqual(await ask(log), expected)
    assert.deepEqual(disk.content(ordersFile(0, '.index')), good)
    await folder.close()
  }
})

test('damage that a search by time meets is told: 56', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  for (const time of [1n, 2n, 3n]) await log.append(batchOf(['x'.repeat(900)], { timestamps: [time] })).durable
  disk.edit(ordersFile(0, '.log'), (content) => content.fill(0xff, 0, 61))
  await assert.rejects(log.findOffsetByTimestamp(3n), { code: 56, key: 'corruptLog' })
  await assert.rejects(log.findMaxTimestamp(), { code: 56, key: 'corruptLog' })
})
