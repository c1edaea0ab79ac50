/**
 * A log against a list. fast-check draws what happens: batches, reads, closed and opened folders, processes that die
 * between two calls of the disk, power cuts that lose part of what was not flushed, disks that fail for a while.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type FlushPolicy, LogError, type LogFolder, type PartitionLog } from '../../src/log/index.ts'
import { readBatchHeader } from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { batchesIn, batchOf, readAll, valuesOf } from './support/batches.ts'
import { openOrders } from './support/open.ts'
import { randomNumbers } from './support/random.ts'

type Step =
  | { readonly kind: 'append'; readonly batches: readonly number[][]; readonly isAwaited: boolean }
  | { readonly kind: 'read'; readonly from: number; readonly maxBytes: number }
  | { readonly kind: 'repeat'; readonly back: number }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'kill'; readonly afterCalls: number }
  | { readonly kind: 'powerCut'; readonly afterCalls: number; readonly seed: number }
  | { readonly kind: 'fault'; readonly operation: 'write' | 'datasync' | 'open' | 'truncate'; readonly times: number }
  | { readonly kind: 'shortWrites'; readonly isOn: boolean }
  | { readonly kind: 'damageIndexes'; readonly byte: number }

/** Sizes of the records of a batch. */
const batch = fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 1, maxLength: 4 })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      batches: fc.array(batch, { minLength: 1, maxLength: 6 }),
      isAwaited: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      maxBytes: fc.integer({ min: 1, max: 20_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), back: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), afterCalls: fc.integer({ min: 0, max: 30 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('powerCut' as const),
      afterCalls: fc.integer({ min: 0, max: 30 }),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      operation: fc.constantFrom('write' as const, 'datasync' as const, 'open' as const, 'truncate' as const),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shortWrites' as const), isOn: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('damageIndexes' as const), byte: fc.integer({ min: 0, max: 255 }) }),
  },
)

/** The values of a batch; no two records have the same. */
type ModelBatch = readonly string[]

class World {
  readonly #flush: FlushPolicy
  #disk = new FaultyFileSystem()
  #folder: LogFolder | undefined
  #log: PartitionLog | undefined
  /** Acknowledged, in order. */
  #stored: ModelBatch[] = []
  /** Appended, and neither acknowledged nor refused. */
  #uncertain: ModelBatch[] = []
  /** Refused together since the last acknowledgement: a crash may find such batches on the disk. */
  #refused: ModelBatch[][] = []
  #count = 0
  #problems: unknown[] = []

  constructor(flush: FlushPolicy) {
    this.#flush = flush
  }

  async open(disk: FaultyFileSystem): Promise<void> {
    this.#disk = disk
    const limits = { recoveryBytes: 20_000, openFiles: 3 }
    const { folder, log } = await openOrders(disk, { flush: this.#flush, limits, segmentBytes: 30_000 })
    this.#folder = folder
    this.#log = log
    for (const { corrupt } of folder.recovery.partitions) assert.equal(corrupt, undefined)
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.#append(step.batches, step.isAwaited)
      case 'read':
        return this.#read(step)
      case 'repeat':
        return this.#repeat(step.back)
      case 'reopen':
        return this.#reopen(() => {})
      case 'kill':
        await this.#runUntilDeath(step.afterCalls)
        return this.#afterCrash(this.#disk.afterKill(), true)
      case 'powerCut':
        await this.#runUntilDeath(step.afterCalls)
        return this.#afterCrash(this.#disk.afterPowerCut(randomNumbers(step.seed)), this.#flush.kind === 'always')
      case 'fault':
        return this.#disk.fail({ operation: step.operation, code: 'EIO', times: step.times, path: 'orders' })
      case 'shortWrites':
        this.#disk.shortWrites = step.isOn
        return undefined
      case 'damageIndexes':
        return this.#reopen(() => this.#damageIndexes(step.byte))
    }
  }

  /** Everything that was acknowledged is there, once, in order, and nothing else. */
  async compare(): Promise<void> {
    await this.#settle()
    this.#disk.heal()
    const records = await readAll(this.#openLog)
    assert.deepEqual(valuesOf(records), this.#stored.flat())
    assert.deepEqual(
      records.map(({ offset }) => offset),
      records.map((_, index) => index),
    )
  }

  get #openLog(): PartitionLog {
    assert.ok(this.#log)
    return this.#log
  }

  async #append(batches: readonly number[][], isAwaited: boolean): Promise<void> {
    const pending = batches.map((sizes) => {
      const settled = this.#appendOne(sizes.map((size) => `${this.#count++}`.padEnd(size, '.')))
      settled.catch((error) => this.#problems.push(error))
      return settled
    })
    if (isAwaited) await Promise.race([Promise.all(pending), this.#disk.death])
  }

  async #appendOne(values: ModelBatch): Promise<void> {
    const { baseOffset, durable, duplicate } = this.#openLog.append(this.#encode(values, this.#openLog.logEndOffset))
    assert.equal(duplicate, false)
    assert.equal(baseOffset, this.#openLog.logEndOffset - values.length)
    this.#uncertain.push(values)
    const isStored = await durable.then(
      () => true,
      () => false,
    )
    if (isStored) {
      assert.equal(this.#uncertain.shift(), values, 'acknowledged out of order')
      this.#stored.push(values)
      this.#refused = []
      return
    }
    // Those that are refused together are refused in order.
    if (this.#uncertain[0] === values) this.#refused.push([...this.#uncertain])
    this.#uncertain = this.#uncertain.filter((other) => other !== values)
  }

  /** One producer writes everything, so that its sequences are the offsets. */
  #encode(values: ModelBatch, baseSequence: number): Buffer {
    return batchOf(values, { producerId: 7n, producerEpoch: 0, baseSequence })
  }

  async #read({ from, maxBytes }: { from: number; maxBytes: number }): Promise<void> {
    if (this.#disk.isDead) return
    const { highWatermark } = this.#openLog
    const offset = Math.floor(from * highWatermark)
    try {
      const bytes = await this.#openLog.read(offset, { maxBytes, atLeastOneBatch: true })
      if (offset === highWatermark) return
      const batches = batchesIn(bytes)
      const { baseOffset, lastOffsetDelta } = readBatchHeader(bytes)
      assert.ok(baseOffset <= offset && offset <= baseOffset + lastOffsetDelta)
      assert.ok(batches.length === 1 || bytes.length <= maxBytes)
    } catch (error) {
      // The disk may fail for reads too, which then say so.
      if (!(error instanceof LogError && error.key === 'storageFault')) throw error
    }
  }

  /** One of the last five batches comes again, as after a lost connection. */
  async #repeat(back: number): Promise<void> {
    await this.#settle()
    const index = this.#stored.length - 1 - back
    const original = this.#stored[index]
    if (original === undefined || this.#disk.isDead) return
    const baseSequence = this.#stored.slice(0, index).flat().length
    const answer = this.#openLog.append(this.#encode(original, baseSequence))
    assert.deepEqual([answer.duplicate, answer.baseOffset], [true, baseSequence])
    await answer.durable
  }

  async #reopen(meanwhile: () => void): Promise<void> {
    await this.#settle()
    this.#disk.heal()
    await this.#folder?.close()
    meanwhile()
    await this.open(this.#disk)
    await this.compare()
  }

  async #runUntilDeath(calls: number): Promise<void> {
    this.#disk.dieAfter(calls)
    await Promise.race([this.#settle(), this.#disk.death])
  }

  /** What was under way may be there or not, in order and from the first on. */
  async #afterCrash(disk: FaultyFileSystem, isDurable: boolean): Promise<void> {
    const candidates = [this.#uncertain, ...this.#refused]
    this.#uncertain = []
    this.#refused = []
    await this.open(disk)
    const found = valuesOf(await readAll(this.#openLog))
    if (!isDurable) {
      while (this.#stored.flat().length > found.length) this.#stored.pop()
    }
    const next = found[this.#stored.flat().length]
    const rest = candidates.find(([first]) => first?.[0] === next) ?? []
    for (const values of rest) if (this.#stored.flat().length < found.length) this.#stored.push(values)
    await this.compare()
  }

  #damageIndexes(byte: number): void {
    for (const path of this.#disk.paths().filter((name) => /\.(time)?index$/.test(name))) {
      this.#disk.edit(path, (content) => content.fill(byte, content.length >> 1))
    }
  }

  /** Waits until nothing is under way. */
  async #settle(): Promise<void> {
    while (this.#uncertain.length > 0 && !this.#disk.isDead) await new Promise((resolve) => setImmediate(resolve))
    for (const problem of this.#problems) throw problem
  }
}

for (const flush of [{ kind: 'always' }, { kind: 'os' }] as const) {
  test(`whatever happens, a log that flushes by '${flush.kind}' holds what it acknowledged, once and in order`, async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const world = new World(flush)
      await world.open(new FaultyFileSystem())
      for (const step of steps) await world.take(step)
      await world.compare()
    })
    await fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 100) })
  })
}
