import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartitionLog } from '../../src/log/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchOf, batchOfBytes, readAll, valuesOf } from './support/batches.ts'
import { folderPath, openFolder, openOrders, ordersFile, segmentBytes } from './support/open.ts'

const checkpointFile = `${folderPath}/checkpoint`

const one = batchOfBytes(900).length

/** A log of batches of 900 bytes, left as by a kill. */
async function killedLog(
  batchCount: number,
  options: Parameters<typeof openOrders>[1] = {},
): Promise<FaultyFileSystem> {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, options)
  for (let count = 0; count < batchCount; count += 1) await log.append(batchOfBytes(900)).durable
  // The checkpoint of a recovery point is written beside the appends.
  for (let round = 0; round < 50; round += 1) await new Promise((resolve) => setImmediate(resolve))
  return disk.afterKill()
}

async function isSetAside(log: PartitionLog): Promise<void> {
  assert.throws(() => log.append(batchOf(['a'])), { code: 56, key: 'corruptLog' })
  await assert.rejects(log.read(log.logStartOffset, { maxBytes: 100 }), { code: 56, key: 'corruptLog' })
}

test('a clean start reads no record and opens no file of a partition', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
  for (let count = 0; count < 10; count += 1) await log.append(batchOfBytes(900)).durable
  await folder.close()
  const before = { ...disk.counts }
  const again = await openOrders(disk, { segmentBytes: 3000 })
  assert.deepEqual([again.log.logEndOffset, again.log.sizeInBytes], [10, 10 * one])
  assert.deepEqual(again.folder.recovery, { clean: true, partitions: [] })
  // The checkpoint is read, and written anew.
  assert.deepEqual([disk.counts.open - before.open, disk.counts.read - before.read], [2, 1])
})

test('after a kill the log is read on from the recovery point, not from its beginning', async () => {
  const disk = await killedLog(40, { limits: { recoveryBytes: 10 * one }, segmentBytes: 15 * one })
  const { folder, log } = await openOrders(disk)
  assert.equal(folder.recovery.clean, false)
  assert.deepEqual(folder.recovery.partitions, [])
  assert.equal((await readAll(log)).length, 40)

  const more = await killedLog(47, { limits: { recoveryBytes: 10 * one }, segmentBytes: 15 * one })
  const next = await openOrders(more)
  assert.deepEqual(
    next.folder.recovery.partitions.map(({ scannedBytes }) => scannedBytes),
    [7 * one],
  )
  assert.equal((await readAll(next.log)).length, 47)
})

test('a second kill right after a recovery finds nothing more to do', async () => {
  const disk = await killedLog(8)
  await openOrders(disk)
  const again = await openFolder(disk.afterKill())
  assert.deepEqual(again.recovery, { clean: false, partitions: [] })
})

for (const cut of [1, 11, 12, 60, 61, 100, one - 1]) {
  test(`a batch of which ${cut} bytes were written is cut off`, async () => {
    const disk = await killedLog(3)
    disk.edit(ordersFile(0, '.log'), (content) => content.subarray(0, 2 * one + cut))
    const { folder, log } = await openOrders(disk)
    assert.deepEqual(
      folder.recovery.partitions.map(({ cutBytes }) => cutBytes),
      [cut],
    )
    assert.equal(disk.content(ordersFile(0, '.log')).length, 2 * one)
    assert.equal(log.append(batchOf(['a'])).baseOffset, 2)
  })
}

test('zeros and garbage behind the last batch are cut off', async () => {
  for (const tail of [Buffer.alloc(5000), Buffer.alloc(700, 0xff), Buffer.alloc(3000, 0x02)]) {
    const disk = await killedLog(3)
    disk.edit(ordersFile(0, '.log'), (content) => Buffer.concat([content, tail]))
    const { folder, log } = await openOrders(disk)
    assert.deepEqual(
      folder.recovery.partitions.map(({ cutBytes }) => cutBytes),
      [tail.length],
    )
    assert.equal((await readAll(log)).length, 3)
  }
})

test('pages that a power cut lost in front of others are a torn tail', async () => {
  const disk = await killedLog(20)
  disk.edit(ordersFile(0, '.log'), (content) => content.fill(0, 10 * 1024, 11 * 1024))
  const { folder, log } = await openOrders(disk)
  const kept = Math.floor((10 * 1024) / one)
  assert.deepEqual(
    folder.recovery.partitions.map(({ cutBytes }) => cutBytes),
    [(20 - kept) * one],
  )
  assert.equal((await readAll(log)).length, kept)
})

for (const kind of ['always', 'os'] as const) {
  test(`under '${kind}', a power cut that loses the end of the first batch and the offset of the second is a torn tail`, async () => {
    for (let lost = 0; lost <= 13; lost += 1) {
      const first = batchOfBytes(1024 - lost - (one - 900))
      const disk = new FaultyFileSystem()
      const { log } = await openOrders(disk, { flush: { kind } })
      // Under `always` the power goes in the first flush: the segment is opened, emptied, named and written before.
      if (kind === 'always') disk.dieAfter(5)
      const appended = [first, batchOf(['second'])].map((batch) => log.append(batch).durable)
      await Promise.race([Promise.all(appended), disk.death])
      const after = disk.afterKill()
      after.edit(ordersFile(0, '.log'), (content) => content.fill(0, 512, 1024))

      const { folder, log: again } = await openOrders(after, { flush: { kind } })
      const { length } = disk.content(ordersFile(0, '.log'))
      assert.deepEqual(
        folder.recovery.partitions.map(({ corrupt, cutBytes }) => [corrupt, cutBytes]),
        [[undefined, length]],
      )
      assert.equal(again.append(batchOf(['a'])).baseOffset, 0)
    }
  })
}

test('a wrong byte with sound batches behind it is damage: the partition is set aside, the others start', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk)
  const other = await folder.open('other', 0, { segmentBytes })
  for (let count = 0; count < 5; count += 1) await log.append(batchOfBytes(900)).durable
  await other.append(batchOf(['fine'])).durable
  const after = disk.afterKill()
  const damaged = (content: Buffer) => content.fill(0x55, 2 * one + 300, 2 * one + 301)
  after.edit(ordersFile(0, '.log'), damaged)
  const before = Buffer.from(after.content(ordersFile(0, '.log')))

  const again = await openOrders(after)
  const recovered = again.folder.recovery.partitions.find(({ topic }) => topic === 'orders')
  assert.match(recovered?.corrupt ?? '', new RegExp(`checksum does not match at position ${2 * one} of`))
  await isSetAside(again.log)
  const otherAgain = await again.folder.open('other', 0, { segmentBytes })
  assert.deepEqual(valuesOf(await readAll(otherAgain)), ['fine'])
  await again.folder.close()
  assert.deepEqual(after.content(ordersFile(0, '.log')), before)
  // It stays aside until somebody mends the file; then it is as if nothing had been.
  const restarted = after.afterKill()
  const closed = await openOrders(restarted)
  await isSetAside(closed.log)
  await closed.folder.close()
  restarted.edit(ordersFile(0, '.log'), (content) => content.fill(0x61, 2 * one + 300, 2 * one + 301))
  assert.equal((await readAll((await openOrders(restarted)).log)).length, 5)
})

test('a hole with more sound data behind it than one write has is damage', async () => {
  const disk = new FaultyFileSystem()
  const { log } = await openOrders(disk, { segmentBytes: 2 ** 25 })
  await log.append(batchOfBytes(2 ** 23)).durable
  await log.append(batchOfBytes(900)).durable
  const after = disk.afterKill()
  after.edit(ordersFile(0, '.log'), (content) => content.fill(0, 4096, 8192))
  await isSetAside((await openOrders(after)).log)
})

test('a bad batch in a closed segment is damage', async () => {
  const disk = await killedLog(7, { segmentBytes: 3000 })
  disk.edit(ordersFile(0, '.log'), (content) => content.fill(0, 2 * one))
  const { log, folder } = await openOrders(disk)
  assert.match(folder.recovery.partitions[0]?.corrupt ?? '', /00000000000000000000\.log/)
  await isSetAside(log)
})

test('a segment that is missing between others, or altogether, is damage', async () => {
  for (const [missing, isDamage] of [
    [[3], true],
    [[6], true],
    [[0, 3, 6], true],
    // Retention takes the oldest.
    [[0], false],
    [[0, 3], false],
  ] as const) {
    const disk = new FaultyFileSystem()
    const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
    for (let count = 0; count < 7; count += 1) await log.append(batchOfBytes(900)).durable
    await folder.close()
    const { folder: running } = await openOrders(disk, { segmentBytes: 3000 })
    assert.equal(running.recovery.clean, true)
    const after = disk.afterKill()
    for (const base of missing) await after.unlink(ordersFile(base, '.log'))
    const again = await openOrders(after)
    if (isDamage) await isSetAside(again.log)
    else assert.deepEqual([again.log.logStartOffset, again.log.logEndOffset], [missing.length * 3, 7])
  }
})

test('files that end before what was stored are damage', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk)
  for (let count = 0; count < 5; count += 1) await log.append(batchOfBytes(900)).durable
  await folder.close()
  disk.edit(ordersFile(0, '.log'), (content) => content.subarray(0, 3 * one))
  const again = await openOrders(disk)
  assert.match(again.folder.recovery.partitions[0]?.corrupt ?? '', /up to offset 4 were stored, but the files end at 3/)
  await isSetAside(again.log)
})

test('without a checkpoint, or with a damaged one, everything is read', async () => {
  for (const change of [() => Buffer.alloc(0), (content: Buffer) => content.fill(0x20, 10, 11)]) {
    const disk = new FaultyFileSystem()
    const { folder, log } = await openOrders(disk, { segmentBytes: 3000 })
    for (let count = 0; count < 7; count += 1) await log.append(batchOfBytes(900)).durable
    await folder.close()
    disk.edit(checkpointFile, change)
    const again = await openOrders(disk)
    assert.deepEqual(
      again.folder.recovery.partitions.map(({ scannedBytes }) => scannedBytes),
      [7 * one],
    )
    assert.equal((await readAll(again.log)).length, 7)
  }
})

test('the folder of a partition that was copied here from elsewhere is read as a whole', async () => {
  const disk = await killedLog(5)
  const other = new FaultyFileSystem()
  const source = await openOrders(other)
  for (let count = 0; count < 9; count += 1) await source.log.append(batchOf([`other ${count}`.padEnd(900)])).durable
  disk.edit(ordersFile(0, '.log'), () => Buffer.from(other.content(ordersFile(0, '.log'))))
  const { log } = await openOrders(disk)
  assert.equal((await readAll(log))[8]?.value.trim(), 'other 8')
})

test('a partition whose disk cannot be read is set aside, and comes back with it', async () => {
  const disk = await killedLog(5)
  disk.fail({ operation: 'read', code: 'EIO', path: '.log', times: 1000 })
  const { log, folder } = await openOrders(disk)
  await isSetAside(log)
  disk.heal()
  await folder.close()
  assert.equal((await readAll((await openOrders(disk)).log)).length, 5)
})

test('a checkpoint of a newer format is refused by name', async () => {
  const disk = new FaultyFileSystem()
  const { encodeCheckpoint } = await import('../../src/log/checkpoint.ts')
  await (await openFolder(disk)).close()
  const text = encodeCheckpoint({ clean: true, lines: new Map() }).toString().split('\n')
  const { crc32 } = await import('node:zlib')
  const body = `${text[0]?.replace('"version":1', '"version":2')}\n`
  disk.edit(checkpointFile, () => Buffer.from(`${body}{"crc32":${crc32(body)}}\n`))
  await assert.rejects(openFolder(disk), { key: 'newerFormat', message: /format 2/ })
})
