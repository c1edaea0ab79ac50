import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFileSystem, type PartitionLog, type PartitionLogConfig } from '../../src/log/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchesIn, batchOf, batchOfBytes, readAll, valuesOf } from './support/batches.ts'
import { folderPath, openFolder } from './support/open.ts'
import { randomNumbers } from './support/random.ts'

const keepsAll = Number.POSITIVE_INFINITY

/** A partition of small segments, under a clock that the test sets. */
async function openLog(fileSystem = new FaultyFileSystem(), rules: Partial<PartitionLogConfig> = {}) {
  const clock = { now: 1_000_000 }
  const folder = await openFolder(fileSystem, { now: () => clock.now })
  const log = await folder.open('orders', 0, { segmentBytes: 1000, ...rules })
  return { clock, folder, log, fileSystem }
}

/** Three batches fill a segment; each holds one record of its time. */
async function append(log: PartitionLog, count: number, timestamp: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await log.append(batchOfBytes(250, { timestamps: [BigInt(timestamp)] })).durable
  }
}

function logFiles(fileSystem: FaultyFileSystem): string[] {
  const names = fileSystem.paths().filter((path) => path.startsWith(`${folderPath}/orders-0/`))
  return names.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort()
}

function bases(fileSystem: FaultyFileSystem): number[] {
  return logFiles(fileSystem)
    .filter((name) => name.endsWith('.log'))
    .map((name) => Number.parseInt(name, 10))
}

test('segments whose records are all too old go, with all their files, and the others stay', async () => {
  const { clock, folder, log, fileSystem } = await openLog(undefined, { retention: { ms: 1000, bytes: keepsAll } })
  await append(log, 6, clock.now)
  await append(log, 4, clock.now + 500)
  clock.now += 1200
  await folder.clean()
  assert.equal(log.logStartOffset, 6)
  assert.deepEqual(logFiles(fileSystem), [
    '00000000000000000006.log',
    '00000000000000000006.snapshot',
    '00000000000000000009.log',
    '00000000000000000009.snapshot',
  ])
  assert.deepEqual(
    (await readAll(log)).map(({ offset }) => offset),
    [6, 7, 8, 9],
  )
  await assert.rejects(log.read(5, { maxBytes: 1 }), { key: 'offsetOutOfRange' })
})

test('a record of the future keeps its segment and those behind it', async () => {
  const { clock, folder, log } = await openLog(undefined, { retention: { ms: 1000, bytes: keepsAll } })
  await append(log, 3, clock.now)
  await append(log, 1, clock.now + 50_000)
  await append(log, 5, clock.now)
  clock.now += 1200
  await folder.clean()
  assert.equal(log.logStartOffset, 3)
})

test('the written segment goes too when it is too old, and the log goes on at its end', async () => {
  const { clock, folder, log, fileSystem } = await openLog(undefined, { retention: { ms: 1000, bytes: keepsAll } })
  await append(log, 4, clock.now)
  clock.now += 1001
  await folder.clean()
  assert.deepEqual([log.logStartOffset, log.highWatermark, log.sizeInBytes], [4, 4, 0])
  assert.deepEqual(bases(fileSystem), [4])
  await folder.clean()
  assert.deepEqual(bases(fileSystem), [4], 'an empty segment is not replaced by another one')
  const { baseOffset, durable } = log.append(batchOf(['next']))
  await durable
  assert.equal(baseOffset, 4)
  assert.deepEqual(valuesOf(await readAll(log)), ['next'])
})

test('by size, the oldest segments go as long as the others hold what is to be kept', async () => {
  const { clock, folder, log } = await openLog(undefined, { retention: { ms: keepsAll, bytes: 1500 } })
  await append(log, 12, clock.now)
  const size = log.sizeInBytes / 4
  await folder.clean()
  assert.deepEqual([log.logStartOffset, log.sizeInBytes], [6, 2 * size])
  log.configure({ segmentBytes: 1000, retention: { ms: keepsAll, bytes: 2 * size } })
  assert.equal(log.needsCleaning, false)
  log.configure({ segmentBytes: 1000, retention: { ms: keepsAll, bytes: size } })
  await folder.clean()
  assert.equal(log.logStartOffset, 9)
})

test('nothing goes without a rule, nor records without a time by age', async () => {
  const { clock, folder, log } = await openLog()
  await append(log, 4, -1)
  clock.now *= 1000
  await folder.clean()
  log.configure({ segmentBytes: 1000, retention: { ms: 0, bytes: keepsAll } })
  await folder.clean()
  assert.equal(log.logStartOffset, 0)
})

test('a batch that is later than the first of the segment by more than segmentMs opens a new one', async () => {
  const { folder, log, fileSystem } = await openLog(undefined, { segmentMs: 100 })
  await append(log, 1, 5000)
  await append(log, 1, 5100)
  assert.deepEqual(bases(fileSystem), [0])
  await folder.close()
  // The time of the first batch is remembered over a restart.
  const again = await openLog(fileSystem, { segmentMs: 100 })
  await append(again.log, 1, 5101)
  await append(again.log, 1, 4000)
  assert.deepEqual(bases(fileSystem), [0, 2])
})

test('records before an offset are deleted, within a segment as well, and stay deleted after kill -9', async () => {
  const { log, fileSystem } = await openLog()
  await append(log, 8, 1000)
  assert.equal(await log.deleteRecords(7), 7)
  assert.equal(await log.deleteRecords(2), 7, 'the start never moves back')
  await assert.rejects(log.deleteRecords(9), { key: 'offsetOutOfRange' })
  assert.deepEqual(bases(fileSystem), [6])
  const again = await openLog(fileSystem.afterKill())
  assert.deepEqual([again.log.logStartOffset, again.log.highWatermark], [7, 8])
  await assert.rejects(again.log.read(6, { maxBytes: 1 }), { key: 'offsetOutOfRange' })
  assert.equal(await again.log.deleteRecords(8), 8)
  await append(again.log, 1, 1000)
  await again.folder.close()
  const last = await openLog(again.fileSystem)
  assert.deepEqual([last.log.logStartOffset, last.log.highWatermark], [8, 9])
})

test('an idempotent producer goes on although its batches were deleted', async () => {
  const { log, fileSystem } = await openLog()
  const batch = (baseSequence: number) => batchOf(['x'.repeat(600)], { producerId: 7n, producerEpoch: 0, baseSequence })
  for (const sequence of [0, 1, 2]) await log.append(batch(sequence)).durable
  await log.deleteRecords(2)
  const again = await openLog(fileSystem.afterKill())
  assert.equal(again.log.append(batch(1)).duplicate, true)
  assert.throws(() => again.log.append(batch(5)), { key: 'outOfOrderSequence' })
  assert.equal(again.log.append(batch(3)).baseOffset, 3)
})

test('a read that has begun finishes, although its segment is deleted meanwhile', async () => {
  const disk = memoryFileSystem()
  const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>()
  const { promise: mayRead, resolve: release } = Promise.withResolvers<void>()
  let holds = false
  const slow: typeof disk = {
    ...disk,
    async open(path, options) {
      const file = await disk.open(path, options)
      if (!path.endsWith('00000000000000000000.log')) return file
      return {
        write: (...args) => file.write(...args),
        datasync: () => file.datasync(),
        truncate: (...args) => file.truncate(...args),
        size: () => file.size(),
        close: () => file.close(),
        async read(...args) {
          if (holds) {
            hold()
            await mayRead
          }
          return file.read(...args)
        },
      }
    },
  }
  const folder = await openFolder(slow)
  const log = await folder.open('orders', 0, { segmentBytes: 1000 })
  await append(log, 7, 1000)
  holds = true
  const reading = log.read(1, { maxBytes: 10_000 })
  await isHeld
  const moved = new Promise<void>((resolve) => log.onAdvance(resolve))
  const deleting = log.deleteRecords(5)
  const { promise: isDone, resolve: done } = Promise.withResolvers<string>()
  void deleting.then(() => done('deleted'))
  void reading.then(() => done('read'))
  await moved
  await assert.rejects(log.read(1, { maxBytes: 1 }), { key: 'offsetOutOfRange' })
  release()
  assert.equal(await isDone, 'read')
  assert.equal(batchesIn(await reading).length, 2)
  await deleting
  assert.equal(await slow.sizeOf(`${folderPath}/orders-0/00000000000000000000.log`), undefined)
})

test('files that the disk does not let go of are removed later, also by the next process', async () => {
  const { folder, log, fileSystem } = await openLog()
  await append(log, 8, 1000)
  fileSystem.fail({ operation: 'unlink', code: 'EIO', path: '00003.log', times: 3 })
  await assert.rejects(log.deleteRecords(7), { key: 'storageFault' })
  assert.deepEqual([log.logStartOffset, bases(fileSystem)], [7, [3, 6]])
  await folder.clean()
  assert.deepEqual([log.needsCleaning, bases(fileSystem)], [true, [3, 6]])
  await folder.close()
  const again = await openLog(fileSystem)
  assert.deepEqual([again.log.logStartOffset, again.log.needsCleaning], [7, true])
  fileSystem.heal()
  await again.folder.clean()
  assert.deepEqual([again.log.needsCleaning, bases(fileSystem)], [false, [6]])
  assert.equal((await readAll(again.log)).length, 1)
})

test('records go from a disk that is full: their indexes make the room that the checkpoint needs', async () => {
  const { log, fileSystem } = await openLog(undefined, { segmentBytes: 10_000 })
  for (let at = 0; at < 60; at += 1) await append(log, 1, 1000)
  const isFull = () => fileSystem.paths().some((path) => path.endsWith('00000000.index'))
  assert.ok(isFull())
  const open = fileSystem.open.bind(fileSystem)
  fileSystem.open = async (path, options) => {
    if (path.endsWith('checkpoint.tmp') && isFull()) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    return open(path, options)
  }
  assert.equal(await log.deleteRecords(40), 40)
  assert.equal(isFull(), false)
  assert.equal(bases(fileSystem)[0], 31)
})

for (const crash of ['kill', 'power cut'] as const) {
  test(`a ${crash} at any moment of a deletion leaves what was to stay, and no file that nobody removes`, async () => {
    for (let calls = 1; ; calls += 1) {
      const { log, fileSystem } = await openLog()
      await append(log, 11, 1000)
      fileSystem.dieAfter(calls)
      const isDone = await Promise.race([log.deleteRecords(7).then(() => true), fileSystem.death.then(() => false)])
      const random = randomNumbers(calls)
      const disk = crash === 'kill' ? fileSystem.afterKill() : fileSystem.afterPowerCut(random)
      const again = await openLog(disk)
      const { logStartOffset } = again.log
      assert.ok(
        logStartOffset === 7 || (logStartOffset === 0 && !isDone),
        `start ${logStartOffset} after ${calls} calls`,
      )
      assert.deepEqual(
        (await readAll(again.log)).map(({ offset }) => offset),
        Array.from({ length: 11 - logStartOffset }, (_, at) => logStartOffset + at),
      )
      await again.folder.clean()
      assert.deepEqual(bases(disk), logStartOffset === 7 ? [6, 9] : [0, 3, 6, 9])
      const first = logFiles(disk)[0] ?? ''
      assert.equal(Number.parseInt(first, 10), bases(disk)[0])
      if (isDone) break
    }
  })
}
