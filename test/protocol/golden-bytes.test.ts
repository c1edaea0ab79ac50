/** Bytes worked out by hand from the protocol's rules, each line a part of the frame. */

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  ApiVersions,
  decodeRequestHeader,
  decodeResponseFrame,
  encodeRequestFrame,
  encodeResponseFrame,
  Fetch,
  Heartbeat,
  Metadata,
  Produce,
  requestBodyPosition,
} from '../../src/protocol/index.ts'

const hex = (...parts: string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')

test('an ApiVersions request has no body in version 0 and compact text in version 3', () => {
  assert.deepEqual(
    encodeRequestFrame(ApiVersions, 0, { correlationId: 1, clientId: 'abc' }, emptyApiVersions),
    hex('0000000d', '0012 0000 00000001', '0003 616263'),
  )
  const software = { clientSoftwareName: 'kc', clientSoftwareVersion: '1.2' }
  assert.deepEqual(
    encodeRequestFrame(ApiVersions, 3, { correlationId: 2, clientId: 'abc' }, software),
    // The client id keeps its plain length in the flexible header; one byte of tags ends header and body.
    hex('00000016', '0012 0003 00000002', '0003 616263 00', '03 6b63 04 312e32 00'),
  )
})

test('an ApiVersions response has the plain header in every version, and leaves out tags that say nothing', () => {
  const response = { ...okApiVersions, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] }
  const frame = (version: number, more = {}) =>
    Buffer.concat(encodeResponseFrame(ApiVersions, version, 7, { ...response, ...more }))
  assert.deepEqual(frame(0), hex('00000010', '00000007', '0000', '00000001 0012 0000 0004'))
  assert.deepEqual(frame(1), hex('00000014', '00000007', '0000', '00000001 0012 0000 0004', '00000000'))
  assert.deepEqual(frame(3), hex('00000013', '00000007', '0000', '02 0012 0000 0004 00', '00000000', '00'))
  const features = { supportedFeatures: [{ name: 'a.b', minVersion: 1, maxVersion: 2 }], finalizedFeaturesEpoch: 1 }
  assert.deepEqual(
    frame(4, features),
    hex(
      '00000029',
      '00000007 0000 02 0012 0000 0004 00 00000000',
      '02',
      '00 0a 02 04 612e62 0001 0002 00',
      '01 08 0000000000000001',
    ),
  )
})

test('a Metadata request of version 1 asks for all topics with null and for none with an empty list', () => {
  assert.deepEqual(Metadata.encodeRequest({ topics: [{ name: 't' }] }, 1), hex('00000001 0001 74'))
  assert.deepEqual(Metadata.encodeRequest({ topics: [] }, 1), hex('00000000'))
  assert.deepEqual(Metadata.encodeRequest({ topics: null }, 1), hex('ffffffff'))
  // Version 0 has no null; its empty list asks for all.
  assert.deepEqual(Metadata.encodeRequest({ topics: null }, 0), hex('00000000'))
})

test('a Metadata response of version 1', () => {
  const partition = { errorCode: 0, partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1] }
  const response = {
    throttleTimeMs: 9,
    brokers: [{ nodeId: 1, host: 'localhost', port: 9092, rack: null }],
    controllerId: 1,
    topics: [{ errorCode: 3, name: 't', isInternal: true, partitions: [partition] }],
  }
  assert.deepEqual(
    Buffer.concat(encodeResponseFrame(Metadata, 1, 5, response)),
    hex(
      '00000049',
      '00000005',
      '00000001 00000001 0009 6c6f63616c686f7374 00002384 ffff',
      '00000001',
      '00000001 0003 0001 74 01',
      '00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001',
    ),
  )
})

test('Heartbeat version 4 is compact, with tags behind both headers', () => {
  const request = { groupId: 'g', generationId: 5, memberId: 'm1', groupInstanceId: null }
  assert.deepEqual(
    encodeRequestFrame(Heartbeat, 4, { correlationId: 3, clientId: null }, request),
    hex('00000016', '000c 0004 00000003 ffff 00', '02 67 00000005 03 6d31 00 00'),
  )
  const frame = hex('00000003', '00', '00000000 001b 00')
  assert.deepEqual(
    Buffer.concat(encodeResponseFrame(Heartbeat, 4, 3, { throttleTimeMs: 0, errorCode: 27 })).subarray(4),
    frame,
  )
  assert.deepEqual(decodeResponseFrame(Heartbeat, 4, frame), {
    correlationId: 3,
    response: { throttleTimeMs: 0, errorCode: 27 },
  })
})

test('a Produce request of version 9: its records are a part of the frame, not a copy', () => {
  const payload = Buffer.from('batch')
  const request = {
    transactionalId: null,
    acks: -1,
    timeoutMs: 30_000,
    topicData: [{ name: 't', partitionData: [{ index: 2, records: payload }] }],
  }
  const frame = encodeRequestFrame(Produce, 9, { correlationId: 4, clientId: 'p' }, request)
  assert.deepEqual(
    frame,
    hex(
      '00000024',
      '0000 0009 00000004 0001 70 00',
      '00 ffff 00007530',
      '02 02 74 02 00000002 06 6261746368',
      '00 00 00',
    ),
  )
  const message = frame.subarray(4)
  const header = decodeRequestHeader(message)
  assert.deepEqual(header, { apiKey: 0, apiVersion: 9, correlationId: 4, clientId: 'p', bodyPosition: 11 })
  const position = requestBodyPosition(message, header, Produce.isFlexible(9))
  const records = Produce.decodeRequest(message, 9, position).topicData[0]?.partitionData[0]?.records
  assert.ok(records)
  assert.equal(records.buffer, frame.buffer)
  assert.equal(records.byteOffset, frame.byteOffset + frame.indexOf('batch'))
})

test('a Fetch response passes large records through as their own piece', () => {
  const records = Buffer.alloc(10_000, 1)
  const pieces = encodeResponseFrame(Fetch, 12, 1, {
    throttleTimeMs: 0,
    errorCode: 0,
    responses: [{ topic: 't', partitions: [{ ...fetchedPartition, records }] }],
  })
  const piece = pieces.find(({ length }) => length === records.length)
  assert.equal(piece?.buffer, records.buffer)
  assert.equal(piece?.byteOffset, records.byteOffset)
  const frame = Buffer.concat(pieces)
  assert.equal(frame.readInt32BE(0), frame.length - 4)
  const { response } = decodeResponseFrame(Fetch, 12, frame.subarray(4))
  assert.deepEqual(response.responses[0]?.partitions[0]?.records, records)
})

const emptyApiVersions = { clientSoftwareName: '', clientSoftwareVersion: '' }
const okApiVersions = { errorCode: 0, throttleTimeMs: 0 }
const fetchedPartition = { partitionIndex: 0, errorCode: 0, highWatermark: 1, abortedTransactions: null }
