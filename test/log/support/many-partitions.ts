/**
 * Writes to a quarter of many partitions, closes them and opens them again, on a disk in memory. Prints what that took
 * as JSON. A process of its own, because the test runner follows every promise and takes five times as long.
 */

import { memoryFileSystem, type PartitionLog } from '../../../src/log/index.ts'
import { batchOf, readAll } from './batches.ts'
import { openFolder, segmentBytes } from './open.ts'

const count = Number(process.argv[2])
const disk = memoryFileSystem()
const opened: string[] = []
const watched = {
  ...disk,
  open: (...args: Parameters<typeof disk.open>) => {
    opened.push(args[0])
    return disk.open(...args)
  },
}

async function openAll() {
  const folder = await openFolder(watched, { flush: { kind: 'os' } })
  const indexes = Array.from({ length: count }, (_, index) => index)
  return { folder, logs: await Promise.all(indexes.map((index) => folder.open('many', index, { segmentBytes }))) }
}

const isWritten = (_: PartitionLog, index: number) => index % 4 === 0
const first = await openAll()
await Promise.all(first.logs.filter(isWritten).map((log) => log.append(batchOf(['a'])).durable))
await first.folder.close()
opened.length = 0
const start = performance.now()
const { folder, logs } = await openAll()
const openMs = Math.round(performance.now() - start)
const filesOpened = [...new Set(opened)]
const records = await Promise.all(logs.filter(isWritten).map((log) => readAll(log)))
await folder.close()
console.log(JSON.stringify({ openMs, filesOpened, recovery: folder.recovery, recordCount: records.flat().length }))
