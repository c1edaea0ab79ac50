import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartitionLog } from '../../src/log/index.ts'
import { FaultyFileSystem, type Operation } from '../support/faulty-file-system.ts'
import { batchOf, batchOfBytes, producerBatch, readAll, valuesOf } from './support/batches.ts'
import { openFolder, openOrders, ordersFile } from './support/open.ts'

const storageFault = { code: 56, key: 'storageFault' }

/** Outcome of an append: its offset, or the error. */
async function outcome(log: PartitionLog, batch: Buffer): Promise<unknown> {
  const { baseOffset, durable } = log.append(batch)
  return durable.then(
    () => baseOffset,
    (error) => error,
  )
}

for (const [operation, code] of [
  ['write', 'EIO'],
  ['write', 'ENOSPC'],
  ['datasync', 'EIO'],
] as const) {
  test(`${code} in ${operation} refuses what waits with 56, keeps what was stored, and the next append heals`, async () => {
    const disk = new FaultyFileSystem()
    const { folder, log } = await openOrders(disk)
    await log.append(batchOf(['stored'])).durable
    disk.fail({ operation, code, path: '.log' })
    const refused = [log.append(batchOf(['refused', 'too'])), log.append(batchOf(['and this']))]
    for (const { durable } of refused) await assert.rejects(durable, storageFault)
    assert.deepEqual([log.logEndOffset, log.highWatermark], [1, 1])
    assert.deepEqual(valuesOf(await readAll(log)), ['stored'])
    assert.equal(await outcome(log, batchOf(['next'])), 1)
    assert.deepEqual(valuesOf(await readAll(log)), ['stored', 'next'])
    await folder.close()
    const again = await openOrders(disk)
    assert.deepEqual(valuesOf(await readAll(again.log)), ['stored', 'next'])
  })
}

test('a full disk fails every append, reads go on, and all is well when there is room again', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOf(['stored'])).durable
  disk.fail({ operation: 'write', code: 'ENOSPC', times: 1000 })
  for (let count = 0; count < 5; count += 1) {
    await assert.rejects(log.append(batchOf(['no room'])).durable, storageFault)
    assert.equal((await readAll(log)).length, 1)
  }
  disk.heal()
  assert.equal(await outcome(log, batchOf(['room'])), 1)
})

test('half of a batch that a failed write left behind is gone from the file', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOf(['stored'])).durable
  const sizeInBytes = disk.content(ordersFile(0, '.log')).length
  disk.fail({ operation: 'write', code: 'ENOSPC', path: '.log' })
  await assert.rejects(log.append(batchOfBytes(900)).durable, storageFault)
  assert.ok(disk.content(ordersFile(0, '.log')).length > sizeInBytes)
  await log.append(batchOf(['b'])).durable
  const after = await openOrders(disk.afterKill())
  assert.deepEqual(
    after.folder.recovery.partitions.map(({ cutBytes }) => cutBytes),
    [0],
  )
  assert.deepEqual(valuesOf(await readAll(after.log)), ['stored', 'b'])
})

test('short writes are taken up where they stopped', async () => {
  const disk = new FaultyFileSystem()
  disk.shortWrites = true
  const { log } = await openOrders(disk)
  const values = Array.from({ length: 20 }, (_, index) => `value ${index}`)
  await Promise.all(values.map((value) => log.append(batchOf([value])).durable))
  assert.deepEqual(valuesOf(await readAll(log)), values)
})

test('a producer whose batches were refused goes on from the first of them', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(producerBatch(0)).durable
  disk.fail({ operation: 'datasync', code: 'EIO', path: '.log' })
  const inFlight = [1, 2, 3].map((sequence) => log.append(producerBatch(sequence)).durable)
  for (const durable of inFlight) await assert.rejects(durable, storageFault)
  assert.throws(() => log.append(producerBatch(4)), { code: 45 })
  for (const sequence of [1, 2, 3]) assert.equal(await outcome(log, producerBatch(sequence)), sequence)
})

/** What a roll does, and what of it may fail. */
const rollFaults: readonly [Operation, string][] = [
  ['open', '00003.log'],
  ['open', '00003.snapshot'],
  ['write', '00003.snapshot'],
  ['rename', '00003.snapshot'],
  ['syncDirectory', 'orders-0'],
  ['truncate', '00003.log'],
  ['write', '00003.log'],
  ['datasync', '00003.log'],
]

for (const [operation, path] of rollFaults) {
  test(`a new segment that fails at ${operation} of ${path} is begun again`, async () => {
    const disk = new FaultyFileSystem()
    const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
    for (let count = 0; count < 3; count += 1) await log.append(batchOfBytes(900)).durable
    disk.fail({ operation, code: 'EIO', path })
    await assert.rejects(log.append(batchOf(['refused'.padEnd(900)])).durable, storageFault)
    assert.equal(await outcome(log, batchOf(['next'.padEnd(900)])), 3)
    assert.equal((await readAll(log)).length, 4)
    assert.equal(
      log.sizeInBytes,
      disk.content(ordersFile(0, '.log')).length + disk.content(ordersFile(3, '.log')).length,
    )
    await folder.close()
    const { log: again } = await openOrders(disk, { segmentBytes: 3000 })
    assert.equal((await readAll(again)).at(-1)?.value.trim(), 'next')
  })
}

test('an index that cannot be written harms nobody', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { segmentBytes: 30_000 })
  disk.fail({ operation: 'open', code: 'EIO', path: 'index', times: 1000 })
  for (let count = 0; count < 100; count += 1) await log.append(batchOfBytes(900)).durable
  assert.equal((await readAll(log, 1)).length, 100)
})

test('a read that fails answers 56, and the next one works', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOf(['a'])).durable
  disk.fail({ operation: 'read', code: 'EIO' })
  await assert.rejects(log.read(0, { maxBytes: 100 }), storageFault)
  assert.equal((await readAll(log)).length, 1)
})

test('a file that lost stored bytes is never written again: appends and reads answer 56', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk)
  await log.append(batchOfBytes(900)).durable
  let notices = 0
  log.onAdvance(() => (notices += 1))
  disk.fail({ operation: 'write', code: 'EIO', path: '.log' })
  await assert.rejects(log.append(batchOf(['refused'])).durable, storageFault)
  disk.edit(ordersFile(0, '.log'), (content) => content.subarray(0, 500))
  await assert.rejects(log.append(batchOf(['refused'])).durable, { code: 56, key: 'corruptLog' })
  assert.throws(() => log.append(batchOf(['refused'])), { code: 56, key: 'corruptLog' })
  await assert.rejects(log.read(0, { maxBytes: 100 }), { code: 56, key: 'corruptLog' })
  assert.equal(notices, 1)
})

test('under os a failed flush has its batches read back and written once more', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { flush: { kind: 'os' } })
  for (const value of ['a', 'b', 'c']) await log.append(batchOf([value])).durable
  disk.fail({ operation: 'datasync', code: 'EIO', path: '.log' })
  await log.flush()
  assert.notDeepEqual(disk.syncedContent(ordersFile(0, '.log')), disk.content(ordersFile(0, '.log')))
  const writes = disk.counts.write
  await log.append(batchOf(['d'])).durable
  assert.equal(disk.counts.write - writes, 2)
  assert.deepEqual(valuesOf(await readAll(log)), ['a', 'b', 'c', 'd'])
})

test('under os acknowledged batches that a failed flush has damaged are cut off, and the log goes on before them', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { flush: { kind: 'os' } })
  for (const sequence of [0, 1, 2]) await log.append(producerBatch(sequence)).durable
  disk.fail({ operation: 'datasync', code: 'EIO', path: '.log' })
  await log.flush()
  const one = producerBatch(0).length
  disk.edit(ordersFile(0, '.log'), (content) => content.fill(0, one + 30))
  await assert.rejects(log.append(producerBatch(3)).durable, storageFault)
  assert.deepEqual([log.logEndOffset, log.highWatermark, log.sizeInBytes], [1, 1, one])
  assert.deepEqual(valuesOf(await readAll(log)), ['p7:0'])
  assert.equal(log.append(producerBatch(0)).duplicate, true)
  assert.equal(await outcome(log, producerBatch(1)), 1)
})

test('a fault in one partition is none of the others', async () => {
  const disk = new FaultyFileSystem()
  const folder = await openFolder(disk)
  const [bad, good] = await Promise.all([
    folder.open('bad', 0, { segmentBytes: 10_000 }),
    folder.open('good', 0, { segmentBytes: 10_000 }),
  ])
  disk.fail({ operation: 'write', code: 'EIO', path: '/bad-0', times: 1000 })
  const results = await Promise.allSettled([bad.append(batchOf(['a'])).durable, good.append(batchOf(['a'])).durable])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled'],
  )
  disk.heal()
  await folder.close()
})

test('a close while the disk fails leaves a folder that is recovered, with everything that was acknowledged', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk)
  await log.append(batchOf(['stored'])).durable
  disk.fail({ operation: 'write', code: 'EIO', path: '.log', times: 2 })
  await assert.rejects(log.append(batchOf(['refused'])).durable, storageFault)
  disk.fail({ operation: 'truncate', code: 'EIO', path: '.log' })
  await folder.close()
  disk.heal()
  const again = await openOrders(disk)
  assert.deepEqual(valuesOf(await readAll(again.log)), ['stored'])
  assert.equal(again.log.append(batchOf(['next'])).baseOffset, 1)
})

test('under interval a failed flush is made good without waiting for the next append', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { flush: { kind: 'interval', ms: 3_600_000 } })
  await log.append(batchOf(['a'])).durable
  disk.fail({ operation: 'datasync', code: 'EIO', path: '.log' })
  assert.equal(await log.flush(), false)
  assert.equal(await log.flush(), true)
  assert.deepEqual(disk.syncedContent(ordersFile(0, '.log')), disk.content(ordersFile(0, '.log')))
})

test('a folder opens on a full disk, is read, and after a crash nothing is taken for clean', async () => {
  const disk = new FaultyFileSystem()
  const first = await openOrders(disk)
  await first.log.append(batchOf(['stored'])).durable
  await first.folder.close()
  disk.fail({ operation: 'write', code: 'ENOSPC', times: 1000 })
  const full = await openOrders(disk)
  assert.deepEqual(valuesOf(await readAll(full.log)), ['stored'])
  await assert.rejects(full.log.append(batchOf(['no room'])).durable, storageFault)
  disk.heal()
  await full.log.append(batchOf(['room'])).durable
  const after = await openOrders(disk.afterPowerCut(() => 0.9))
  assert.equal(after.folder.recovery.clean, false)
  assert.deepEqual(valuesOf(await readAll(after.log)), ['stored', 'room'])
})

test('a partition of the name of one whose first segment failed writes to files of its own', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk)
  disk.fail({ operation: 'syncDirectory', code: 'EIO', path: 'orders-0' })
  await assert.rejects(log.append(batchOf(['refused'])).durable, storageFault)
  await folder.delete('orders', 0)
  const next = await folder.open('orders', 0, { segmentBytes: 10_000 })
  await next.append(batchOf(['new'])).durable
  assert.ok(disk.content(ordersFile(0, '.log')).includes('new'))
})
