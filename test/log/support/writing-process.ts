/**
 * A process that writes until it is killed: batches of an idempotent producer to two partitions, several at once. Each
 * acknowledged batch is a line `<partition> <first sequence> <base offset>` on standard output. A third partition is
 * compacted all the time.
 */

import { nodeFileSystem, openLogFolder } from '../../../src/log/index.ts'
import { silentLogger } from '../../../src/telemetry/index.ts'
import { BATCHES_IN_FLIGHT, batchOfRound, compactedBatch, compactedRules } from './rounds.ts'

const [path = '', flush] = process.argv.slice(2)
const folder = await openLogFolder({
  path,
  fileSystem: nodeFileSystem,
  flush: { kind: flush === 'os' ? 'os' : 'always' },
  now: Date.now,
  logger: silentLogger,
  limits: { recoveryBytes: 100_000 },
})

/** Writes on from what is there; the producer's sequences are the offsets. */
async function write(partitionIndex: number): Promise<never> {
  const log = await folder.open('orders', partitionIndex, { segmentBytes: 300_000 })
  for (;;) {
    const appended = Array.from({ length: BATCHES_IN_FLIGHT }, (_, index) => {
      const sequence = log.logEndOffset
      const { baseOffset, durable } = log.append(batchOfRound(sequence, index))
      return durable.then(() => `${partitionIndex} ${sequence} ${baseOffset}\n`)
    })
    const lines = (await Promise.all(appended)).join('')
    // Lines that wait in this process die with it, and the next round would come before they are seen.
    await new Promise((resolve) => process.stdout.write(lines, resolve))
  }
}

/** Partition 2: single records, each of which replaces the one with its key. */
async function writeCompacted(): Promise<never> {
  const log = await folder.open('orders', 2, compactedRules)
  for (;;) {
    const { baseOffset, durable } = log.append(compactedBatch(log.logEndOffset))
    await durable
    await new Promise((resolve) => process.stdout.write(`2 0 ${baseOffset}\n`, resolve))
  }
}

async function clean(): Promise<never> {
  for (;;) {
    await folder.clean()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

await Promise.all([write(0), write(1), writeCompacted(), clean()])
