import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import { assignOffsets, readBatchHeader } from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchesIn, batchOf, batchOfBytes, readAll } from './support/batches.ts'
import { openFolder, openOrders, ordersFile } from './support/open.ts'

test('a read in the middle of a batch returns the batch that holds the offset', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(batchOf(['a', 'b', 'c'])).durable
  await log.append(batchOf(['d', 'e'])).durable
  for (const [offset, baseOffset] of [
    [0, 0],
    [2, 0],
    [3, 3],
    [4, 3],
  ] as const) {
    const bytes = await log.read(offset, { maxBytes: 10_000 })
    assert.equal(readBatchHeader(bytes).baseOffset, baseOffset, `offset ${offset}`)
  }
})

test('the bytes are those of the producer but for offset and leader epoch', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(batchOf(['before'])).durable
  const sent = batchOf(['x'.repeat(500), 'y'], { codec: 'gzip', timestamps: [5n, 6n] })
  const expected = Buffer.from(sent)
  assignOffsets(expected, 1, 0)
  await log.append(sent).durable
  assert.deepEqual(await log.read(1, { maxBytes: 10_000 }), expected)
})

test('only whole batches are returned, as many as fit', async () => {
  const { log } = await openOrders(memoryFileSystem())
  for (let count = 0; count < 5; count += 1) await log.append(batchOfBytes(1000)).durable
  const one = batchOfBytes(1000).length
  const lengthOf = async (maxBytes: number, atLeastOneBatch = false) =>
    (await log.read(1, { maxBytes, atLeastOneBatch })).length
  assert.equal(await lengthOf(one), one)
  assert.equal(await lengthOf(3 * one - 1), 2 * one)
  assert.equal(await lengthOf(one - 1), 0)
  assert.equal(await lengthOf(one - 1, true), one)
  assert.equal(await lengthOf(1, true), one)
  assert.equal(await lengthOf(1_000_000), 4 * one)
})

test('a batch far larger than what is asked for comes whole', async () => {
  const { log } = await openOrders(memoryFileSystem(), { segmentBytes: 4_000_000 })
  await log.append(batchOfBytes(10)).durable
  await log.append(batchOfBytes(1_500_000)).durable
  await log.append(batchOfBytes(10)).durable
  const bytes = await log.read(1, { maxBytes: 100, atLeastOneBatch: true })
  assert.equal(bytes.length, batchOfBytes(1_500_000).length)
  assert.equal(readBatchHeader(await log.read(2, { maxBytes: 100 })).baseOffset, 2)
})

test('nothing behind the high watermark or the given bound is returned', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  for (const value of ['a', 'b', 'c']) await log.append(batchOf([value])).durable
  const release = disk.holdFlushes()
  const { durable } = log.append(batchOf(['unstored']))
  assert.equal(batchesIn(await log.read(0, { maxBytes: 10_000, upTo: 100 })).length, 3)
  assert.equal(batchesIn(await log.read(0, { maxBytes: 10_000, upTo: 2 })).length, 2)
  assert.equal((await log.read(3, { maxBytes: 10_000, atLeastOneBatch: true })).length, 0)
  assert.equal((await log.read(4, { maxBytes: 10_000 })).length, 0)
  release()
  await durable
  assert.equal(batchesIn(await log.read(0, { maxBytes: 10_000 })).length, 4)
})

test('an offset before the start or after the end answers 1', async () => {
  const { log } = await openOrders(memoryFileSystem())
  await log.append(batchOf(['a', 'b'])).durable
  assert.equal((await log.read(2, { maxBytes: 100 })).length, 0)
  await assert.rejects(log.read(3, { maxBytes: 100 }), { code: 1, key: 'offsetOutOfRange' })
  await assert.rejects(log.read(-1, { maxBytes: 100 }), { code: 1 })
})

test('every offset is found through the index, in any order, in every segment', async () => {
  const disk = new FaultyFileSystem()
  const first = await openOrders(disk, { segmentBytes: 60_000 })
  for (let count = 0; count < 400; count += 1)
    first.log.append(batchOf([`${count}`.padEnd(1 + ((count * 37) % 900), '.')]))
  await first.folder.close()
  const { log } = await openOrders(disk, { segmentBytes: 60_000 })
  for (let count = 0; count < 400; count += 1) {
    const offset = (count * 149) % 400
    const bytes = await log.read(offset, { maxBytes: 1, atLeastOneBatch: true })
    assert.equal(readBatchHeader(bytes).baseOffset, offset)
  }
  assert.ok(disk.content(ordersFile(0, '.index')).length >= 8 * 10)
})

test('an offset in a gap that compaction left gives the next batch, in the same segment or the next', async () => {
  const disk = new FaultyFileSystem()
  const first = await openOrders(disk, { segmentBytes: 60_000 })
  for (let count = 0; count < 300; count += 1) first.log.append(batchOfBytes(600))
  await first.folder.close()
  const one = batchOfBytes(600).length
  const segments = disk.paths().filter((path) => path.endsWith('.log'))
  const lengths = segments.map((path) => disk.content(path).length / one)
  // Batches 10 to 19 of the first segment and the last ten of it are compacted away; so are the indexes.
  const kept = (content: Buffer) =>
    Buffer.concat([content.subarray(0, 10 * one), content.subarray(20 * one, content.length - 10 * one)])
  disk.edit(ordersFile(0, '.log'), kept)
  disk.edit(ordersFile(0, '.index'), () => Buffer.alloc(0))
  disk.edit(`/data/log/checkpoint`, () => Buffer.alloc(0))
  const { folder, log } = await openOrders(disk, { segmentBytes: 60_000 })
  assert.deepEqual(
    folder.recovery.partitions.map(({ corrupt }) => corrupt),
    [undefined],
  )
  const inFirst = lengths[0] ?? 0
  for (const [offset, expected] of [
    [9, 9],
    [10, 20],
    [15, 20],
    [inFirst - 10, inFirst],
    [inFirst - 1, inFirst],
  ] as const) {
    const bytes = await log.read(offset, { maxBytes: 1, atLeastOneBatch: true })
    assert.equal(readBatchHeader(bytes).baseOffset, expected, `offset ${offset}`)
  }
  const writes = disk.counts.write
  assert.equal((await readAll(log, 3000)).length, 280)
  // Reading on into a gap is no reason to doubt the index.
  assert.equal(disk.counts.write, writes)
})

test('an index that is written anew while the log grows is as if it had never been damaged', async () => {
  const [damaged, sound] = [new FaultyFileSystem(), new FaultyFileSystem()]
  for (const disk of [damaged, sound]) {
    const first = await openOrders(disk, { segmentBytes: 4_000_000 })
    for (let count = 0; count < 100; count += 1) first.log.append(batchOfBytes(1000))
    await first.folder.close()
  }
  damaged.edit(ordersFile(0, '.index'), (content) => content.fill(0xff))
  for (const disk of [damaged, sound]) {
    const { folder, log } = await openOrders(disk, { segmentBytes: 4_000_000 })
    for (let count = 0; count < 100; count += 1) await log.append(batchOfBytes(1000)).durable
    await log.read(50, { maxBytes: 1, atLeastOneBatch: true })
    for (let count = 0; count < 100; count += 1) await log.append(batchOfBytes(1000)).durable
    await folder.close()
  }
  const entries = (disk: FaultyFileSystem) => disk.content(ordersFile(0, '.index')).length / 8
  // At a restart an interval begins anew, and one entry is left out that a search through the log finds.
  assert.equal(entries(damaged), entries(sound) + 1)
  const { log } = await openOrders(damaged, { segmentBytes: 4_000_000 })
  const writes = damaged.counts.write
  assert.equal((await readAll(log, 1)).length, 300)
  assert.equal(damaged.counts.write, writes)
})

test('a reader that follows the log asks the index for nothing', async () => {
  const disk = new FaultyFileSystem()
  const first = await openOrders(disk, { segmentBytes: 10_000_000 })
  for (let count = 0; count < 200; count += 1) first.log.append(batchOfBytes(1000))
  await first.folder.close()
  const { log } = await openOrders(disk, { segmentBytes: 10_000_000 })
  await log.read(0, { maxBytes: 20_000 })
  const opened = disk.counts.open
  const readsBefore = disk.counts.read
  assert.equal((await readAll(log, 20_000)).length, 200)
  assert.equal(disk.counts.open, opened)
  assert.ok(disk.counts.read - readsBefore <= 12)
})

test('damage in a segment is told from the end of it: 56, and other segments are still read', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { segmentBytes: 3000 })
  for (let count = 0; count < 6; count += 1) await log.append(batchOfBytes(900)).durable
  disk.edit(ordersFile(0, '.log'), (content) => content.fill(0xff, 0, 61))
  await assert.rejects(log.read(0, { maxBytes: 100, atLeastOneBatch: true }), { code: 56, key: 'corruptLog' })
  assert.equal(batchesIn(await log.read(3, { maxBytes: 10_000 })).length, 3)
  assert.equal(log.append(batchOf(['on'])).baseOffset, 6)
})

test('open files stay within their bound, whoever reads and writes', async () => {
  const disk = new FaultyFileSystem()
  const folder = await openFolder(disk, { limits: { openFiles: 5 } })
  const logs = await Promise.all(
    Array.from({ length: 40 }, (_, index) => folder.open('many', index, { segmentBytes: 3000 })),
  )
  await Promise.all(logs.flatMap((log) => Array.from({ length: 8 }, () => log.append(batchOfBytes(900)).durable)))
  const counts = await Promise.all(logs.map(async (log) => (await readAll(log)).length))
  assert.deepEqual(counts, Array(40).fill(8))
  await folder.close()
  // Files that are written for once, such as snapshots, are not kept open and not counted: one for each write at once.
  assert.ok(disk.mostOpenFiles <= 5 + 3, `${disk.mostOpenFiles} files were open`)
  assert.equal(disk.openFiles, 0)
})
