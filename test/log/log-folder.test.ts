import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { memoryFileSystem, nodeFileSystem } from '../../src/log/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchOf, batchOfBytes, readAll, valuesOf } from './support/batches.ts'
import { folderPath, openFolder, openOrders, segmentBytes } from './support/open.ts'

async function temporaryFolder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'schemalog-log-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

for (const place of ['memory', 'disk']) {
  test(`a folder on ${place} keeps its partitions from one opening to the next`, async (t) => {
    const fileSystem = place === 'memory' ? memoryFileSystem() : nodeFileSystem
    const path = place === 'memory' ? '/log' : join(await temporaryFolder(t), 'made', 'on', 'the', 'way')
    for (let round = 0; round < 3; round += 1) {
      const folder = await openFolder(fileSystem, { path })
      assert.equal(folder.recovery.clean, true)
      const partitions = [
        folder.open('a.b-c_d', 0, { segmentBytes: 3000 }),
        folder.open('a.b-c_d', 12, { segmentBytes }),
      ]
      const logs = await Promise.all(partitions)
      for (const log of logs) {
        assert.equal(log.logEndOffset, round * 3)
        await Promise.all(['x', 'y', 'z'].map((value) => log.append(batchOf([value.padEnd(900)])).durable))
        assert.deepEqual(
          valuesOf(await readAll(log)).map((value) => value.trim()),
          Array(round + 1)
            .fill(['x', 'y', 'z'])
            .flat(),
        )
      }
      const found = folder.partitions().sort((a, b) => a.partitionIndex - b.partitionIndex)
      assert.deepEqual(found, [
        { topic: 'a.b-c_d', partitionIndex: 0 },
        { topic: 'a.b-c_d', partitionIndex: 12 },
      ])
      await folder.close()
    }
  })
}

test('opening a partition twice gives the same log', async () => {
  const folder = await openFolder(memoryFileSystem())
  const [first, second] = await Promise.all([
    folder.open('orders', 0, { segmentBytes }),
    folder.open('orders', 0, { segmentBytes }),
  ])
  assert.equal(first, second)
})

test('names that would leave the folder are refused with 17', async () => {
  const folder = await openFolder(memoryFileSystem())
  for (const topic of ['', '.', '..', '../etc', 'a/b', 'ä', 'x'.repeat(250)]) {
    await assert.rejects(folder.open(topic, 0, { segmentBytes }), { code: 17 })
  }
  await folder.open('x'.repeat(249), 0, { segmentBytes })
})

test('a partition that was deleted is gone, also after a crash, and its name is free at once', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk)
  await log.append(batchOf(['old'])).durable
  await folder.delete('orders', 0)
  assert.deepEqual(folder.partitions(), [])
  const after = await openFolder(disk.afterPowerCut(() => 0.9))
  assert.deepEqual(after.partitions(), [])
  const next = await after.open('orders', 0, { segmentBytes })
  assert.equal(next.append(batchOf(['new'])).baseOffset, 0)
})

test('a partition that was made again after a deletion is not taken for the old one', async () => {
  const disk = new FaultyFileSystem()
  const { folder, log } = await openOrders(disk, { limits: { recoveryBytes: 1000 } })
  for (let count = 0; count < 5; count += 1) await log.append(batchOfBytes(900)).durable
  await folder.close()
  const again = await openOrders(disk)
  await again.folder.delete('orders', 0)
  const fresh = await again.folder.open('orders', 0, { segmentBytes })
  await fresh.append(batchOf(['new'])).durable
  const after = await openOrders(disk.afterPowerCut(() => 0.9))
  assert.deepEqual(
    after.folder.recovery.partitions.map(({ corrupt }) => corrupt),
    [undefined],
  )
  assert.deepEqual(valuesOf(await readAll(after.log)), ['new'])
})

test('deleting where nothing is, or twice, is fine', async () => {
  const { folder } = await openOrders(memoryFileSystem())
  await folder.delete('other', 0)
  await Promise.all([folder.delete('orders', 0), folder.delete('orders', 0)])
  await folder.delete('orders', 0)
  assert.deepEqual(folder.partitions(), [])
})

test('what a crash left of deleted partitions is removed at the next start, and other files are let be', async (t) => {
  const path = await temporaryFolder(t)
  const name = `${'x'.repeat(249)}-0`
  const first = await openFolder(nodeFileSystem, { path })
  await (await first.open('x'.repeat(249), 0, { segmentBytes })).append(batchOf(['a'])).durable
  await first.close()
  await nodeFileSystem.rename(join(path, name), join(path, 'orders-0.abc.deleted'))
  await writeFile(join(path, 'notes.txt'), 'mine')
  const folder = await openFolder(nodeFileSystem, { path })
  assert.deepEqual(folder.partitions(), [])
  await folder.close()
  assert.deepEqual((await readdir(path)).sort(), ['checkpoint', 'notes.txt'])
})

test('the longest topic name can be deleted', async (t) => {
  const path = await temporaryFolder(t)
  const folder = await openFolder(nodeFileSystem, { path })
  await folder.open('x'.repeat(249), 99_999, { segmentBytes })
  await folder.delete('x'.repeat(249), 99_999)
  await folder.close()
  assert.deepEqual(await readdir(path), ['checkpoint'])
})

test('a folder that cannot be made is named in the error', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  await writeFile(path, '')
  await assert.rejects(openFolder(nodeFileSystem, { path }), { key: 'folderUnusable', message: new RegExp(path) })
})

test('10,000 partitions start after a clean stop without a file of theirs being opened', async (t) => {
  const program = fileURLToPath(new URL('./support/many-partitions.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, program, '10000'])
  const { openMs, filesOpened, ...rest } = JSON.parse(stdout)
  t.diagnostic(`10,000 partitions opened in ${openMs} ms`)
  assert.deepEqual(filesOpened, [`${folderPath}/checkpoint`, `${folderPath}/checkpoint.tmp`])
  assert.deepEqual(rest, { recovery: { clean: true, partitions: [] }, recordCount: 2500 })
})
