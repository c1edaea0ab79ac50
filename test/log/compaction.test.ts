import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartitionLog, PartitionLogConfig } from '../../src/log/index.ts'
import { codecNames, readBatchHeader } from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchesIn } from './support/batches.ts'
import { type KeyedRecord, keyedBatch, readKeyed } from './support/keyed.ts'
import { folderPath, openFolder } from './support/open.ts'
import { randomNumbers } from './support/random.ts'

const unlimited = Number.POSITIVE_INFINITY
const always = { minDirtyRatio: 0, minLagMs: 0, maxLagMs: unlimited, deleteRetentionMs: 1000 }

async function openLog(
  fileSystem = new FaultyFileSystem(),
  { limits = {}, ...rules }: Partial<PartitionLogConfig> & { limits?: { compactionKeys?: number } } = {},
) {
  const clock = { now: 1_000_000 }
  const folder = await openFolder(fileSystem, { now: () => clock.now, limits })
  const log = await folder.open('orders', 0, { segmentBytes: 400, compaction: always, ...rules })
  return { clock, folder, log, fileSystem }
}

async function append(log: PartitionLog, ...batches: readonly KeyedRecord[][]): Promise<void> {
  for (const records of batches) await log.append(keyedBatch(records)).durable
}

/** `a=1` as a record, `a` as a tombstone. */
function record(text: string, timestamp?: number): KeyedRecord {
  const [key = '', value = null] = text.split('=')
  return { key, value, ...(timestamp === undefined ? {} : { timestamp }) }
}

async function appendAll(log: PartitionLog, texts: readonly string[], timestamp?: number): Promise<void> {
  for (const text of texts) await append(log, [record(text, timestamp)])
}

/** A batch too large for the segment before it, so that everything before is closed. */
async function closeSegment(log: PartitionLog, timestamp = 1_000_000): Promise<void> {
  await append(log, [{ key: `filler${log.logEndOffset}`, value: 'x'.repeat(250), timestamp }])
}

async function contents(log: PartitionLog): Promise<string[]> {
  const records = (await readKeyed(log)).filter(({ key }) => !key?.startsWith('filler'))
  return records.map(({ offset, key, value }) => `${offset}:${key}${value === null ? '' : `=${value}`}`)
}

function files(fileSystem: FaultyFileSystem, ending: string): string[] {
  return fileSystem.paths().filter((path) => path.startsWith(`${folderPath}/orders-0/`) && path.endsWith(ending))
}

test('of each key the last record stays, where it was', async () => {
  const { folder, log } = await openLog()
  await appendAll(log, ['a=1', 'b=1', 'a=2', 'c=1', 'b=2', 'a=3'])
  await closeSegment(log)
  await folder.clean()
  assert.deepEqual(await contents(log), ['3:c=1', '4:b=2', '5:a=3'])
  assert.deepEqual([log.logStartOffset, log.logEndOffset, log.needsCleaning], [0, 7, false])
  await appendAll(log, ['c=2', 'd=1'])
  await closeSegment(log)
  await folder.clean()
  assert.deepEqual(await contents(log), ['4:b=2', '5:a=3', '7:c=2', '8:d=1'])
})

for (const codec of codecNames) {
  test(`records are taken out of the middle of a ${codec} batch, and the others keep offset, time and headers`, async () => {
    const { folder, log } = await openLog()
    const value = 'v'.repeat(5000)
    const old = ['a', 'b', 'c', 'd'].map((key, at) => ({ key, value, timestamp: 1000 + at }))
    log.configure({ segmentBytes: 50_000, compaction: always })
    await log.append(keyedBatch(old, { codec })).durable
    await log.append(
      keyedBatch(
        [
          { key: 'b', value: 'new' },
          { key: 'd', value: null },
        ],
        { codec },
      ),
    ).durable
    log.configure({ segmentBytes: 400, compaction: always })
    await closeSegment(log)
    await folder.clean()
    assert.deepEqual((await readKeyed(log)).slice(0, -1), [
      { offset: 0, key: 'a', value, timestamp: 1000 },
      { offset: 2, key: 'c', value, timestamp: 1002 },
      { offset: 4, key: 'b', value: 'new', timestamp: 1_000_000 },
      { offset: 5, key: 'd', value: null, timestamp: 1_000_000 },
    ])
    const [first] = batchesIn(await log.read(0, { maxBytes: 100_000 }))
    assert.ok(first)
    const { codec: kept, lastOffsetDelta, recordCount, maxTimestamp } = readBatchHeader(first)
    assert.deepEqual([kept, lastOffsetDelta, recordCount, maxTimestamp], [codec, 3, 2, 1002n])
  })
}

test('a tombstone stays for delete.retention.ms after it was met first, and then goes without any new record', async () => {
  const first = await openLog()
  await appendAll(first.log, ['a=1', 'b=1', 'a'])
  await closeSegment(first.log)
  await first.folder.clean()
  assert.deepEqual(await contents(first.log), ['1:b=1', '2:a'])
  await first.folder.close()
  const { clock, folder, log } = await openLog(first.fileSystem)
  clock.now += 1000
  assert.equal(log.needsCleaning, false)
  clock.now += 1
  assert.equal(log.needsCleaning, true)
  await folder.clean()
  assert.deepEqual([await contents(log), log.needsCleaning], [['1:b=1'], false])
})

test('a record without a key goes', async () => {
  const { folder, log } = await openLog()
  await append(log, [{ key: null, value: 'x' }], [record('a=1')])
  await closeSegment(log)
  await folder.clean()
  assert.deepEqual(await contents(log), ['1:a=1'])
})

test('the segment that is written is never compacted, and one younger than min.compaction.lag.ms not yet', async () => {
  const { clock, folder, log } = await openLog(undefined, { compaction: { ...always, minLagMs: 100 } })
  await appendAll(log, ['a=1', 'a=2'])
  await closeSegment(log)
  await appendAll(log, ['b=1'])
  clock.now += 100
  await folder.clean()
  assert.deepEqual(await contents(log), ['0:a=1', '1:a=2', '3:b=1'])
  clock.now += 1
  await folder.clean()
  assert.deepEqual(await contents(log), ['1:a=2', '3:b=1'])
})

test('compaction waits until enough is dirty, but not for longer than max.compaction.lag.ms', async () => {
  const rule = { ...always, minDirtyRatio: 0.9 }
  const { clock, folder, log } = await openLog(undefined, { compaction: rule })
  await appendAll(log, ['a=1', 'b=1', 'c=1', 'd=1'])
  await closeSegment(log)
  await folder.clean()
  await appendAll(log, ['a=2'], clock.now)
  await closeSegment(log, clock.now + 500)
  await folder.clean()
  assert.ok((await contents(log)).includes('0:a=1'), 'the clean part is much larger')
  log.configure({ segmentBytes: 400, compaction: { ...rule, maxLagMs: 300 } })
  clock.now += 301
  await folder.clean()
  assert.ok(!(await contents(log)).includes('0:a=1'))
})

test('the written segment is closed for compaction when its first record has waited too long', async () => {
  const { clock, folder, log } = await openLog(undefined, { compaction: { ...always, maxLagMs: 300 } })
  await appendAll(log, ['a=1', 'a=2'])
  clock.now += 301
  await folder.clean()
  assert.deepEqual(await contents(log), ['1:a=2'])
  assert.equal(log.needsCleaning, false)
})

test('small segments become one, and a reader finds every offset of it', async () => {
  const { folder, log, fileSystem } = await openLog()
  for (let round = 0; round < 20; round += 1)
    await appendAll(
      log,
      ['a', 'b', 'c'].map((key) => `${key}=${round}`),
    )
  await closeSegment(log)
  const before = files(fileSystem, '.log').length
  await folder.clean()
  await folder.clean()
  for (let rounds = 0; rounds < 5; rounds += 1) {
    log.configure({ segmentBytes: 400, compaction: { ...always, minDirtyRatio: 0 } })
    await closeSegment(log)
    await folder.clean()
  }
  assert.ok(files(fileSystem, '.log').length < before)
  const all = await readKeyed(log)
  for (let offset = 0; offset < log.highWatermark; offset += 1) {
    assert.deepEqual(
      await readKeyed(log, offset, 300),
      all.filter((one) => one.offset >= offset),
    )
  }
  assert.equal(files(fileSystem, '.snapshot').length, files(fileSystem, '.log').length - 1)
  assert.deepEqual(files(fileSystem, '.tmp'), [])
})

test('an idempotent producer goes on where it was, although its records were compacted and the checkpoint is lost', async () => {
  const { folder, log, fileSystem } = await openLog()
  const batch = (baseSequence: number) =>
    keyedBatch([{ key: 'a', value: 'x'.repeat(300) }], { producerId: 7n, producerEpoch: 2, baseSequence })
  for (const sequence of [0, 1, 2]) await log.append(batch(sequence)).durable
  await appendAll(log, ['a=last'])
  await closeSegment(log)
  await folder.clean()
  assert.deepEqual(await contents(log), ['3:a=last'])
  const disk = fileSystem.afterKill()
  await disk.unlink(`${folderPath}/checkpoint`)
  const again = await openLog(disk)
  assert.equal(again.log.append(batch(2)).duplicate, true)
  assert.throws(() => again.log.append(batch(4)), { key: 'outOfOrderSequence' })
  assert.equal(again.log.append(batch(3)).duplicate, false)
})

test('markers and records of transactions stay as they are, and hide nothing', async () => {
  const { folder, log } = await openLog()
  const producer = { producerId: 9n, producerEpoch: 0, baseSequence: 0, isTransactional: true }
  await appendAll(log, ['a=1'])
  await log.append(keyedBatch([{ key: 'a', value: 'maybe aborted' }], producer)).durable
  await log.append(keyedBatch([{ key: '\0\0\0\0', value: '\0' }], { ...producer, baseSequence: -1, isControl: true }))
    .durable
  await appendAll(log, ['b=1', 'b=2'])
  await closeSegment(log)
  await folder.clean()
  const kept = (await readKeyed(log)).map(({ offset }) => offset)
  assert.deepEqual(kept, [0, 1, 2, 4, 5])
})

test('more keys than there is memory for are compacted in several runs', async () => {
  const { folder, log } = await openLog(undefined, { limits: { compactionKeys: 12 } })
  const keys = Array.from({ length: 60 }, (_, at) => `k${at}`)
  for (const value of [1, 2])
    await appendAll(
      log,
      keys.map((key) => `${key}=${value}`),
    )
  await closeSegment(log)
  let runs = 0
  for (; log.needsCleaning; runs += 1) await folder.clean()
  assert.ok(runs > 3)
  assert.deepEqual(
    await contents(log),
    keys.map((key, at) => `${60 + at}:${key}=2`),
  )
})

test('a batch with more keys than there is memory for is passed over, and what follows is compacted', async () => {
  const { folder, log } = await openLog(undefined, { segmentBytes: 5000, limits: { compactionKeys: 12 } })
  await append(
    log,
    Array.from({ length: 60 }, (_, at) => record(`k${at}=1`)),
  )
  await appendAll(log, ['a=1', 'a=2'])
  log.configure({ segmentBytes: 400, compaction: always })
  await closeSegment(log)
  for (let runs = 0; log.needsCleaning; runs += 1) {
    assert.ok(runs < 10)
    await folder.clean()
  }
  const kept = await contents(log)
  assert.ok(!kept.includes('60:a=1') && kept.includes('61:a=2') && kept.includes('0:k0=1'))
})

test('with both policies, old segments go and what stays is compacted', async () => {
  const { clock, folder, log } = await openLog(undefined, { retention: { ms: 1000, bytes: unlimited } })
  await appendAll(log, ['a=1', 'b=1'])
  await closeSegment(log)
  clock.now += 900
  await appendAll(log, ['c=1', 'c=2'], clock.now)
  await closeSegment(log, clock.now)
  clock.now += 101
  await folder.clean()
  assert.deepEqual(await contents(log), ['4:c=2'])
  assert.equal(log.logStartOffset, 3)
})

test('records may be deleted by offset while a compaction is under way', async () => {
  const { folder, log } = await openLog()
  for (let round = 0; round < 10; round += 1)
    await appendAll(
      log,
      ['a', 'b', 'c'].map((key) => `${key}=${round}`),
    )
  await closeSegment(log)
  const [, start] = await Promise.all([folder.clean(), log.deleteRecords(28)])
  assert.equal(start, 28)
  await folder.clean()
  assert.deepEqual(await contents(log), ['28:b=9', '29:c=9'])
})

test('a disk that fails leaves the log as it was, and the next run does the work', async () => {
  for (const operation of ['open', 'write', 'datasync', 'rename', 'syncDirectory', 'unlink'] as const) {
    for (const path of ['orders-0', 'checkpoint']) {
      const { folder, log, fileSystem } = await openLog()
      await appendAll(log, ['a=1', 'b=1', 'a=2', 'b=2', 'a=3', 'b=3', 'c=1'])
      await closeSegment(log)
      fileSystem.fail({ operation, code: 'EIO', path })
      await folder.clean()
      assert.deepEqual((await contents(log)).slice(-3), ['4:a=3', '5:b=3', '6:c=1'], `${operation} ${path}`)
      fileSystem.heal()
      await folder.clean()
      assert.deepEqual(await contents(log), ['4:a=3', '5:b=3', '6:c=1'], `${operation} ${path}`)
      const again = await openLog(fileSystem.afterKill())
      assert.deepEqual(again.folder.recovery.partitions.map(({ corrupt }) => corrupt).filter(Boolean), [])
      assert.deepEqual(await contents(again.log), ['4:a=3', '5:b=3', '6:c=1'], `${operation} ${path}`)
    }
  }
})

for (const crash of ['kill', 'power cut', 'kill, and the checkpoint is lost'] as const) {
  test(`a ${crash} at any moment of a compaction loses nothing and leaves no file behind`, async () => {
    const texts = ['a=1', 'b=1', 'a=2', 'c=1', 'b=2', 'a=3', 'd=1', 'a', 'e=1', 'c=2', 'f=1', 'f=2']
    const latest = ['4:b=2', '6:d=1', '7:a', '8:e=1', '9:c=2', '11:f=2']
    for (let calls = 1; ; calls += 1) {
      const { folder, log, fileSystem } = await openLog()
      await appendAll(log, texts)
      await closeSegment(log)
      log.configure({ segmentBytes: 1000, compaction: always })
      fileSystem.dieAfter(calls)
      const isDone = await Promise.race([folder.clean().then(() => true), fileSystem.death.then(() => false)])
      const disk = crash === 'power cut' ? fileSystem.afterPowerCut(randomNumbers(calls)) : fileSystem.afterKill()
      if (crash === 'kill, and the checkpoint is lost') await disk.unlink(`${folderPath}/checkpoint`)
      const again = await openLog(disk)
      const corrupt = again.folder.recovery.partitions.map((partition) => partition.corrupt).filter(Boolean)
      assert.deepEqual(corrupt, [], `after ${calls} calls`)
      const kept = await contents(again.log)
      assert.ok(
        latest.every((one) => kept.includes(one)),
        `after ${calls} calls: ${kept}`,
      )
      const originals = texts.map((text, at) => `${at}:${text}`)
      assert.ok(kept.every((one) => originals.includes(one)))
      assert.equal(again.log.logEndOffset, 13)
      for (let runs = 0; again.log.needsCleaning && runs < 3; runs += 1) await again.folder.clean()
      assert.deepEqual(await contents(again.log), latest, `after ${calls} calls`)
      assert.deepEqual(files(disk, '.tmp'), [])
      await again.folder.close()
      const last = await openLog(disk)
      assert.equal(last.folder.recovery.clean, true)
      assert.deepEqual(await contents(last.log), latest)
      if (isDone) break
    }
  })
}
