/** Batches of the clients' own encoders are read as they meant them, and ours by their decoders. */

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { createRecordsBatch, Reader, readRecordsBatch } from '@platformatic/kafka'
import kafkajs from 'kafkajs'
import SnappyCodec from 'kafkajs-snappy'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import {
  checkBatchCrc,
  codecNames,
  decodeRecords,
  encodeRecordBatch,
  readBatchHeader,
} from '../../src/protocol/index.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec
CompressionCodecs[CompressionTypes.LZ4] = kafkajsCodec(compressFrameSync, decompressFrameSync)
CompressionCodecs[CompressionTypes.ZSTD] = kafkajsCodec(zstdCompressSync, zstdDecompressSync)

function kafkajsCodec(compress: (bytes: Buffer) => Buffer, decompress: (bytes: Buffer) => Buffer) {
  return () => ({
    compress: async (encoder: { buffer: Buffer }) => compress(encoder.buffer),
    decompress: async (bytes: Buffer) => decompress(bytes),
  })
}

// The encoders of kafkajs are not exported and have no types; these are the parts that its producer and consumer use.
const require = createRequire(import.meta.url)
const kafkajsRecord: (input: object) => unknown = require('kafkajs/src/protocol/recordBatch/record/v0')
const kafkajsBatch: {
  RecordBatch(input: object): Promise<{ buffer: Buffer }>
} = require('kafkajs/src/protocol/recordBatch/v0')
const kafkajsDecode: (
  decoder: unknown,
) => Promise<{ records: KafkajsRecord[] }> = require('kafkajs/src/protocol/recordBatch/v0/decoder')
const KafkajsDecoder: new (bytes: Buffer) => unknown = require('kafkajs/src/protocol/decoder')

interface KafkajsRecord {
  offset: string
  timestamp: string
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, Buffer>
}

const start = 1_700_000_000_000n

const records = Array.from({ length: 50 }, (_, at) => ({
  key: at % 3 === 0 ? null : Buffer.from(`key-${at}`),
  value: Buffer.from(`value ${at} `.repeat(at * 10 + 1)),
  timestamp: start + BigInt((at * 7) % 11),
  headers: at % 2 === 0 ? [] : [{ key: 'größe', value: Buffer.from([at]) }],
}))
const decoded = records.map((record, offset) => ({ offset, ...record }))

for (const [index, codec] of codecNames.entries()) {
  test(`a ${codec} batch of kafkajs is read`, async () => {
    const { buffer } = await kafkajsBatch.RecordBatch({
      compression: index,
      firstTimestamp: Number(start),
      maxTimestamp: Number(start) + 10,
      lastOffsetDelta: records.length - 1,
      records: records.map(({ headers, timestamp, ...record }, offsetDelta) =>
        kafkajsRecord({
          ...record,
          offsetDelta,
          timestampDelta: Number(timestamp - start),
          headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
        }),
      ),
    })
    assert.ok(checkBatchCrc(buffer))
    assert.deepEqual(readBatchHeader(buffer).codec, codec)
    assert.deepEqual(decodeRecords(buffer), decoded)
  })

  test(`a ${codec} batch of @platformatic/kafka is read`, () => {
    const batch = createRecordsBatch(
      records.map(({ key, headers, ...record }) => ({
        topic: 't',
        ...record,
        ...(key !== null && { key }),
        headers: new Map(headers.map(({ key, value }) => [Buffer.from(key), value])),
      })),
      { compression: codec },
    ).buffer
    assert.ok(checkBatchCrc(batch))
    assert.equal(readBatchHeader(batch).codec, codec)
    assert.deepEqual(decodeRecords(batch), decoded)
  })

  test(`kafkajs and @platformatic/kafka read a ${codec} batch of ours`, async () => {
    const batch = encodeRecordBatch({ records, codec, baseOffset: 7 })
    const { records: theirs } = await kafkajsDecode(new KafkajsDecoder(batch))
    assert.deepEqual(
      theirs.map(({ offset, timestamp, key, value }) => [offset, timestamp, key, value]),
      records.map(({ timestamp, key, value }, at) => [String(7 + at), String(timestamp), key, value]),
    )
    assert.deepEqual(theirs[1]?.headers, { größe: Buffer.from([1]) })
    const others = readRecordsBatch(Reader.from(batch)).records
    assert.deepEqual(
      others.map(({ key, value, timestampDelta, offsetDelta }) => [key, value, timestampDelta, offsetDelta]),
      records.map(({ key, value, timestamp }, at) => [key, value, timestamp - start, at]),
    )
  })
}
