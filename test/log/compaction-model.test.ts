/**
 * A compacted log against a list. fast-check draws what happens: batches of few keys, tombstones, codecs, time that goes
 * by, compactions that run beside appends and reads, deletions by offset, restarts, kills and power cuts.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LogFolder, PartitionLog } from '../../src/log/index.ts'
import { codecNames } from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { keyedBatch, readKeyed, type StoredKeyed } from './support/keyed.ts'
import { openFolder } from './support/open.ts'
import { randomNumbers } from './support/random.ts'

const deleteRetentionMs = 1000

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      records: fc.array(fc.record({ key: fc.nat(5), size: fc.option(fc.nat(120), { freq: 4 }) }), {
        minLength: 1,
        maxLength: 6,
      }),
      codec: fc.constantFrom(...codecNames),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('clean' as const), isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(900) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), share: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('kill' as const, 'powerCut' as const),
      afterCalls: fc.nat(60),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fault' as const), times: fc.integer({ min: 1, max: 3 }) }) },
)

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

class World {
  readonly #clock = { now: 1_000_000 }
  readonly #appended: StoredKeyed[] = []
  #disk = new FaultyFileSystem()
  #folder: LogFolder | undefined
  #log: PartitionLog | undefined
  #cleaning: Promise<void> | undefined
  #startOffset = 0

  async open(disk: FaultyFileSystem): Promise<void> {
    this.#disk = disk
    // That of a process that has died never ends.
    this.#cleaning = undefined
    const limits = { recoveryBytes: 1500, openFiles: 3, compactionKeys: 12 }
    this.#folder = await openFolder(disk, { now: () => this.#clock.now, limits })
    const corrupt = this.#folder.recovery.partitions.map((partition) => partition.corrupt).filter(Boolean)
    assert.deepEqual(corrupt, [])
    const compaction = { minDirtyRatio: 0.2, minLagMs: 0, maxLagMs: Number.POSITIVE_INFINITY, deleteRetentionMs }
    this.#log = await this.#folder.open('orders', 0, { segmentBytes: 1000, compaction })
  }

  get log(): PartitionLog {
    assert.ok(this.#log)
    return this.#log
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.#append(step)
      case 'clean':
        this.#cleaning = this.#folder?.clean()
        if (step.isAwaited) await this.#cleaning
        return
      case 'wait':
        this.#clock.now += step.ms
        return
      case 'delete':
        this.#startOffset = await this.log
          .deleteRecords(Math.floor((step.share / 100) * this.log.highWatermark))
          .catch(() => this.#startOffset)
        return
      case 'reopen':
        this.#disk.heal()
        await this.#folder?.close()
        return this.open(this.#disk)
      case 'fault':
        this.#disk.fail(
          { operation: 'rename', code: 'EIO', times: step.times },
          { operation: 'datasync', code: 'EIO', path: 'tmp' },
        )
        return
      default: {
        this.#disk.dieAfter(step.afterCalls + 1)
        await Promise.race([this.#folder?.clean(), this.#disk.death])
        const random = randomNumbers(step.seed)
        await this.open(step.kind === 'kill' ? this.#disk.afterKill() : this.#disk.afterPowerCut(random))
        return this.compare()
      }
    }
  }

  /** Each record of the log is one that was appended, the last of each key among them; offsets and times are as they were. */
  async compare(): Promise<void> {
    const stored = await readKeyed(this.log)
    const startOffset = this.log.logStartOffset
    assert.ok(startOffset >= this.#startOffset)
    this.#startOffset = startOffset
    const byOffset = new Map(this.#appended.map((record) => [record.offset, record]))
    for (const record of stored) assert.deepEqual(record, byOffset.get(record.offset))
    const kept = new Set(stored.map(({ offset }) => offset))
    const last = new Map(this.#appended.map((record) => [record.key, record]))
    for (const { offset, value } of last.values()) {
      // A tombstone may be gone, if nothing is left that it hides; that is what the map below says.
      if (value !== null && offset >= startOffset)
        assert.ok(kept.has(offset), `the last record ${offset} of its key is gone`)
    }
    assert.deepEqual(stateOf(stored), stateOf(this.#appended.filter(({ offset }) => offset >= startOffset)))
  }

  /** After enough runs there is one record of each key, but in the segment that is written. */
  async finish(): Promise<void> {
    this.#disk.heal()
    await this.#cleaning
    for (let runs = 0; this.log.needsCleaning; runs += 1) {
      assert.ok(runs < 40, 'there is no end of cleaning')
      await this.#folder?.clean()
    }
    await this.compare()
    assert.deepEqual(
      this.#disk.paths().filter((path) => path.endsWith('.log.tmp')),
      [],
    )
  }

  async #append({
    records,
    codec,
  }: {
    records: { key: number; size: number | null }[]
    codec: (typeof codecNames)[number]
  }) {
    const timestamp = this.#clock.now
    const baseOffset = this.log.logEndOffset
    const stored = records.map(({ key, size }, at) => {
      const offset = baseOffset + at
      return { offset, key: `k${key}`, value: size === null ? null : `${offset}`.padEnd(size, '.'), timestamp }
    })
    const appended = await this.log.append(keyedBatch(stored, { codec })).durable.then(
      () => true,
      () => false,
    )
    if (appended) this.#appended.push(...stored)
  }
}

function stateOf(records: readonly StoredKeyed[]): Map<string | null, string> {
  const state = new Map<string | null, string>()
  for (const { key, value } of records) {
    if (value === null) state.delete(key)
    else state.set(key, value)
  }
  return new Map([...state].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)))
}

test('whatever happens, a compacted log holds the last value of every key where it was appended', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
    const world = new World()
    await world.open(new FaultyFileSystem())
    for (const one of steps) await world.take(one)
    await world.finish()
  })
  await fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 60) })
})
