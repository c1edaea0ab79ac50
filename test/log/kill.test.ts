import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { nodeFileSystem, type PartitionLog } from '../../src/log/index.ts'
import { readBatchHeader } from '../../src/protocol/index.ts'
import { readAll } from './support/batches.ts'
import { readKeyed } from './support/keyed.ts'
import { openFolder } from './support/open.ts'
import { BATCHES_IN_FLIGHT, batchOfRound, compactedRules } from './support/rounds.ts'

const program = fileURLToPath(new URL('./support/writing-process.ts', import.meta.url))

/** Lets a process write until it has acknowledged so many batches, and kills it in the middle of the next. */
async function writeAndKill(path: string, flush: string, lineCount: number): Promise<string[]> {
  const child = spawn(process.execPath, [...process.execArgv, program, path, flush], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (lines.length === lineCount) child.kill('SIGKILL')
  }
  const [, signal] = await exit
  assert.equal(signal, 'SIGKILL')
  return lines
}

for (const [flush, cycles] of [
  ['always', 3],
  ['os', 1],
] as const) {
  test(`under ${flush}, every batch acknowledged before a kill -9 is there, once, in order`, async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'schemalog-kill-'))
    t.after(() => rm(path, { recursive: true }))
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const lines = await writeAndKill(path, flush, 100 + 107 * cycle)
      // The folder is left as it is, as by a kill, and the next process recovers it again.
      const folder = await openFolder(nodeFileSystem, { path })
      for (const partitionIndex of [0, 1]) {
        const log = await folder.open('orders', partitionIndex, { segmentBytes: 300_000 })
        const acknowledged = lines.map((line) => line.split(' ').map(Number)).filter(([at]) => at === partitionIndex)
        await check(
          log,
          acknowledged.map(([, sequence = -1, baseOffset = -1]) => ({ sequence, baseOffset })),
        )
      }
      const offsets = lines.map((line) => line.split(' ').map(Number)).filter(([at]) => at === 2)
      await checkCompacted(
        await folder.open('orders', 2, compactedRules),
        offsets.map(([, , offset = -1]) => offset),
      )
    }
  })
}

/** What is there is where it was appended, and nothing that was acknowledged is gone but for a later one of its key. */
async function checkCompacted(log: PartitionLog, acknowledged: readonly number[]): Promise<void> {
  const stored = await readKeyed(log, 0, 100_000)
  const last = new Map(stored.map(({ key, offset }) => [key, offset]))
  for (const { offset, value } of stored) assert.equal(value?.split(' ')[0], String(offset))
  assert.ok(acknowledged.length > 0)
  for (const offset of acknowledged) assert.ok((last.get(`k${offset % 7}`) ?? -1) >= offset)
}

/** Values carry the sequence, and sequences are offsets: nothing may be missing, doubled or out of order. */
async function check(
  log: PartitionLog,
  acknowledged: readonly { sequence: number; baseOffset: number }[],
): Promise<void> {
  for (const [index, { offset, value }] of (await readAll(log, 100_000)).entries()) {
    assert.deepEqual([offset, value], [index, `p7:${index}`])
  }
  assert.ok(acknowledged.every(({ sequence, baseOffset }) => sequence === baseOffset))
  const last = acknowledged.at(-1)
  if (last === undefined) return
  const lastIndex = (acknowledged.length - 1) % BATCHES_IN_FLIGHT
  const next = last.sequence + readBatchHeader(batchOfRound(last.sequence, lastIndex)).recordCount
  assert.ok(log.logEndOffset >= next)
  // The producer sends again what nobody acknowledged, and is told where it is if it was stored all the same.
  const { duplicate, baseOffset } = log.append(batchOfRound(next, (lastIndex + 1) % BATCHES_IN_FLIGHT))
  assert.equal(baseOffset, next)
  assert.equal(duplicate, next < log.highWatermark)
}
