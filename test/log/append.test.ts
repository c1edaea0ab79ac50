import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchOf, batchOfBytes, readAll, valuesOf } from './support/batches.ts'
import { openFolder, openOrders, ordersFile, segmentBytes } from './support/open.ts'

test('offsets are given at once, and the high watermark follows when the batch is stored', async () => {
  const { log } = await openOrders(memoryFileSystem())
  const first = log.append(batchOf(['a', 'b', 'c']))
  const second = log.append(batchOf(['d']))
  assert.deepEqual([first.baseOffset, first.lastOffset, second.baseOffset], [0, 2, 3])
  assert.deepEqual([log.logEndOffset, log.highWatermark], [4, 0])
  await second.durable
  assert.equal(log.highWatermark, 4)
  assert.deepEqual(valuesOf(await readAll(log)), ['a', 'b', 'c', 'd'])
})

test('under always nothing is acknowledged before its flush', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  const release = disk.holdFlushes()
  let isAcknowledged = false
  const { durable } = log.append(batchOf(['a']))
  const acknowledged = durable.then(() => {
    isAcknowledged = true
  })
  while (!disk.paths().includes(ordersFile(0, '.log'))) await turn()
  while (disk.content(ordersFile(0, '.log')).length === 0) await turn()
  for (let count = 0; count < 50; count += 1) await turn()
  assert.equal(isAcknowledged, false)
  release()
  await acknowledged
  assert.equal(log.highWatermark, 1)
})

test('batches that arrive during a flush share the next one', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOf(['first'])).durable
  const flushesBefore = disk.counts.datasync
  const release = disk.holdFlushes()
  const leader = log.append(batchOf(['leader']))
  while (disk.content(ordersFile(0, '.log')).length < 130) await turn()
  const followers = Array.from({ length: 500 }, (_, index) => log.append(batchOf([`follower ${index}`])))
  release()
  await Promise.all([leader, ...followers].map(({ durable }) => durable))
  assert.equal(disk.counts.datasync - flushesBefore, 2)
  assert.equal(log.highWatermark, 502)
})

test('no acknowledgement outruns the flushes, whatever comes in between', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  const log0 = ordersFile(0, '.log')
  const appended = Array.from({ length: 60 }, async (_, index) => {
    for (let count = 0; count < index % 7; count += 1) await turn()
    const { lastOffset, durable } = log.append(batchOf([`value ${index}`]))
    await durable
    assert.ok(disk.syncedContent(log0).includes(`value ${index}`), `offset ${lastOffset} is not on disk`)
  })
  await Promise.all(appended)
})

test('names of new files and folders are on disk before the first acknowledgement', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOf(['a'])).durable
  const after = await openOrders(disk.afterPowerCut(() => 0.99))
  assert.deepEqual(valuesOf(await readAll(after.log)), ['a'])
})

test('os acknowledges without any flush, interval flushes in the background', async (t) => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { flush: { kind: 'os' } })
  await log.append(batchOf(['a'])).durable
  const flushes = disk.counts.datasync
  await Promise.all([log.append(batchOf(['b'])).durable, log.append(batchOf(['c'])).durable])
  assert.equal(disk.counts.datasync, flushes)

  const { folder, log: timed } = await openOrders(new FaultyFileSystem(), { flush: { kind: 'interval', ms: 1 } })
  t.after(() => folder.close())
  await timed.append(batchOf(['a'])).durable
  assert.equal(timed.highWatermark, 1)
})

test('a segment is closed when the next batch would make it too large', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { segmentBytes: 3000 })
  for (let count = 0; count < 7; count += 1) await log.append(batchOfBytes(900)).durable
  const logs = disk.paths().filter((path) => path.endsWith('.log'))
  assert.deepEqual(
    logs,
    [0, 3, 6].map((base) => ordersFile(base, '.log')),
  )
  assert.ok(logs.every((path) => disk.content(path).length <= 3000))
  assert.equal((await readAll(log)).length, 7)
})

test('a batch larger than a segment is refused with 18, one that is not whole with 87', async () => {
  const { log } = await openOrders(memoryFileSystem(), { segmentBytes: 3000 })
  assert.throws(() => log.append(batchOfBytes(3000)), { code: 18, key: 'batchTooLarge' })
  assert.throws(() => log.append(batchOf(['a']).subarray(0, 65)), { code: 87 })
  assert.throws(() => log.append(Buffer.alloc(10)), { code: 87 })
  assert.throws(() => log.append(Buffer.concat([batchOf(['a']), batchOf(['b'])])), { code: 87 })
  assert.equal(log.logEndOffset, 0)
})

test('too many waiting bytes ask to hold back, and say when there is room', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { limits: { queuedBytes: 10_000 } })
  assert.equal(log.writable(), undefined)
  const release = disk.holdFlushes()
  const appended = Array.from({ length: 12 }, () => log.append(batchOfBytes(1000)))
  const room = log.writable()
  assert.ok(room)
  release()
  await room
  assert.equal(log.writable(), undefined)
  await Promise.all(appended.map(({ durable }) => durable))
})

test('listeners hear of every advance and of the close, until they leave', async () => {
  const { folder, log } = await openOrders(memoryFileSystem())
  const heard: number[] = []
  const leave = log.onAdvance(() => heard.push(log.highWatermark))
  await log.append(batchOf(['a', 'b'])).durable
  leave()
  await log.append(batchOf(['c'])).durable
  log.onAdvance(() => heard.push(-1))
  await folder.close()
  assert.deepEqual(heard, [2, -1])
})

test('after a close appends and reads answer 6, after a delete 3', async () => {
  const { folder, log } = await openOrders(memoryFileSystem())
  const other = await folder.open('other', 0, { segmentBytes })
  await folder.delete('other', 0)
  assert.throws(() => other.append(batchOf(['a'])), { code: 3 })
  await folder.close()
  assert.throws(() => log.append(batchOf(['a'])), { code: 6 })
  await assert.rejects(log.read(0, { maxBytes: 100 }), { code: 6 })
})

test('a delete during a write lets the write end, refuses what waits and frees the name', async () => {
  const disk = new FaultyFileSystem()
  const folder = await openFolder(disk)
  const log = await folder.open('orders', 0, { segmentBytes })
  await log.append(batchOf(['old'])).durable
  const release = disk.holdFlushes()
  const written = log.append(batchOf(['written']))
  while (disk.content(ordersFile(0, '.log')).length < 130) await turn()
  const waiting = log.append(batchOf(['waiting']))
  const deletion = folder.delete('orders', 0)
  await assert.rejects(waiting.durable, { code: 3 })
  release()
  await Promise.all([written.durable, deletion])
  const next = await folder.open('orders', 0, { segmentBytes })
  assert.deepEqual([next.logStartOffset, next.logEndOffset], [0, 0])
  await folder.close()
  assert.deepEqual(
    disk.paths().filter((path) => path.endsWith('.deleted')),
    [],
  )
})

/** One round of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
