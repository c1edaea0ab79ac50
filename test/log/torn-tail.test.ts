import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import { findSoundBatch, hasUnwrittenSector } from '../../src/log/torn-tail.ts'
import { assignOffsets } from '../../src/protocol/index.ts'
import { batchOf, batchOfBytes } from './support/batches.ts'

/** What a batch adds to the value of its one record, while that has from 64 to 8191 bytes. */
const overhead = batchOfBytes(1000).length - 1000

/** A file of batches of these sizes, the first with this offset. */
async function fileOf(sizes: readonly number[], firstOffset = 0, change: (content: Buffer) => void = () => {}) {
  const batches = sizes.map((size, index) => {
    const batch = batchOfBytes(size - overhead)
    assignOffsets(batch, firstOffset + index, 0)
    return batch
  })
  const content = Buffer.concat(batches)
  change(content)
  const file = await memoryFileSystem().open('/file', { create: true })
  await file.write([content], 0)
  return { file, size: content.length }
}

test('a sector of zeros between two batches was never written', async () => {
  const { file } = await fileOf([2000, 1000], 0, (content) => content.fill(0, 512, 1024))
  assert.equal(await hasUnwrittenSector(file, 0, 2000, 0), true)
})

test('zeros that do not fill a sector, and other wrong bytes, are damage', async () => {
  const { file } = await fileOf([2000, 1000], 0, (content) => content.fill(0, 512, 1023).fill(0xff, 1500, 2000))
  assert.equal(await hasUnwrittenSector(file, 0, 2000, 0), false)
})

test('the zeros with which a batch begins and ends are its own', async () => {
  // The second batch begins 5 bytes before a sector, with the zeros of a small offset.
  const begins = await fileOf([507, 1000, 300], 7, (content) => content.fill(0xff, 900, 901))
  assert.equal(await hasUnwrittenSector(begins.file, 507, 1507, 8), false)
  // It ends one byte behind a sector, with the zero that says that its record has no headers.
  const ends = await fileOf([512, 513, 300], 7, (content) => content.fill(0xff, 600, 601))
  assert.equal(await hasUnwrittenSector(ends.file, 512, 1025, 8), false)
})

test('where the first bytes of an offset should not be zeros, zeros were never written', async () => {
  const offset = 2 ** 40
  const { file } = await fileOf([507, 1000, 300], offset, (content) => content.fill(0, 507, 512))
  assert.equal(await hasUnwrittenSector(file, 507, 1507, offset + 1), true)
})

test('a lost sector that ends in the zeros with which a sound batch begins was never written', async () => {
  const { file } = await fileOf([200, 305, 300], 7, (content) => content.fill(0, 200, 512))
  assert.equal(await findSoundBatch(file, { from: 200, to: 805, minOffset: 8, maxBatchBytes: 1000 }), 505)
  assert.equal(await hasUnwrittenSector(file, 200, 505, 8), true)
})

test('a lost sector may end in the offset of a batch and the zeros of its length, and the batch is sound all the same', async () => {
  for (const lost of [8, 9, 10, 11]) {
    const to = 1024 - lost
    const { file, size } = await fileOf([to, 255], 0, (content) => content.fill(0, 512, 1024))
    assert.equal(await findSoundBatch(file, { from: 0, to: size, minOffset: 0, maxBatchBytes: 1000 }), to)
    assert.equal(await hasUnwrittenSector(file, 0, to, 0), true)
    const damaged = await fileOf([to, 255], 0, (content) => content.fill(0, 512, to))
    assert.equal(await hasUnwrittenSector(damaged.file, 0, to, 0), false)
  }
})

test('a sound batch is found at any byte behind the bad ones, across chunks of the search', async () => {
  for (const garbage of [1, 60, 700, 262_100, 262_143, 262_144, 262_145, 600_000]) {
    const { file, size } = await fileOf([1000], 5)
    await file.write([Buffer.alloc(garbage, 2)], size)
    const batch = batchOf(['sound'])
    assignOffsets(batch, 6, 0)
    await file.write([batch], size + garbage)
    const range = { from: size, to: size + garbage + batch.length, minOffset: 6, maxBatchBytes: 10_000_000 }
    assert.equal(await findSoundBatch(file, range), size + garbage)
  }
})

test('a batch with an offset from before is not one that follows', async () => {
  const { file, size } = await fileOf([1000, 1000], 5)
  const range = { from: 0, to: size, minOffset: 7, maxBatchBytes: 10_000_000 }
  assert.equal(await findSoundBatch(file, range), undefined)
})
