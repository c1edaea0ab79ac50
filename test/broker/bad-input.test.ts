import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ApiVersions, CreateTopics, encodeRequestFrame, Metadata, Produce } from '../../src/protocol/index.ts'
import { captureLog } from '../support/captured-log.ts'
import { startTestBroker, type TestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

/** Runs `misbehave` over one connection and sees that another one notices nothing. */
async function beside(
  t: TestContext,
  misbehave: (client: WireClient, testBroker: TestBroker) => Promise<void>,
): Promise<TestBroker> {
  const testBroker = await startTestBroker(t, { limits: { requestBytes: 1_000_000 } })
  const healthy = await testBroker.connect()
  await healthy.request(CreateTopics, 7, createRequest('orders'))
  await misbehave(await testBroker.connect(), testBroker)
  const answer = await healthy.request(Produce, 9, produceRequest({}, batchOf(['still here'])))
  assert.equal(answer.responses[0]?.partitionResponses[0]?.errorCode, 0)
  return testBroker
}

function lastWords({ logLines }: TestBroker): string {
  const line = logLines.findLast(({ level }) => level >= 40)
  return `${line?.msg} ${line?.err?.message ?? ''}`
}

/** A request without its size. */
function payload(apiKey: number, apiVersion: number, body = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(10)
  header.writeInt16BE(apiKey, 0)
  header.writeInt16BE(apiVersion, 2)
  header.writeInt32BE(1, 4)
  header.writeInt16BE(-1, 8)
  return Buffer.concat([header, body])
}

function framed(bytes: Buffer, announced = bytes.length): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(announced)
  return Buffer.concat([size, bytes])
}

const closing: [title: string, bytes: Buffer | string, logged: RegExp][] = [
  ['a frame of 2 GiB', framed(Buffer.alloc(10), 2 ** 31 - 1), /announces 2147483647 bytes/],
  ['a frame of negative length', framed(Buffer.alloc(10), -1), /announces -1 bytes/],
  ['a frame above the limit', framed(Buffer.alloc(10), 1_000_001), /limit is 1000000/],
  ['garbage', Buffer.from('deadbeefdeadbeefdeadbeef', 'hex'), /announces -\d+ bytes/],
  ['garbage in a frame', framed(Buffer.from('ffffffffffffffffffffffff', 'hex')), /no API with key -1/],
  ['an empty frame', framed(Buffer.alloc(0)), /./],
  ['a frame that ends in the header', framed(Buffer.alloc(5)), /./],
  ['an unknown API', framed(payload(999, 0)), /no API with key 999 and version 0/],
  ['an API for brokers only', framed(payload(4, 0)), /no API with key 4/],
  ['an unknown version', framed(payload(3, 99)), /no API with key 3 and version 99/],
  ['a version that Kafka 4 removed', framed(payload(0, 2)), /no API with key 0 and version 2/],
  ['a body that is missing', framed(payload(3, 1)), /Metadata version 1/],
  ['a count beyond the frame', framed(payload(3, 1, Buffer.from('7fffffff', 'hex'))), /Metadata version 1/],
  ['a negative count', framed(payload(3, 1, Buffer.from('fffffffe', 'hex'))), /Metadata version 1/],
  ['TLS', Buffer.from('16030100f4010000f00303', 'hex'), /TLS/],
]

for (const [title, bytes, logged] of closing) {
  test(`${title} closes the connection with a line in the log, and nobody else notices`, async (t) => {
    const testBroker = await beside(t, async (client) => {
      client.write(bytes)
      await client.closed()
    })
    assert.match(lastWords(testBroker), logged)
  })
}

test('a flood of bad connections is one line a second for each kind, which counts those left out', async (t) => {
  const { logger, lines } = captureLog()
  let nowMs = Date.now()
  const testBroker = await startTestBroker(t, { logger, now: () => nowMs })
  const misbehave = async (bytes: Buffer) => {
    const client = await testBroker.connect()
    client.write(bytes)
    await client.closed()
  }
  const unknownApi = framed(payload(999, 0))
  const cutOff = framed(payload(3, 1))
  for (const bytes of [unknownApi, cutOff, unknownApi, cutOff, unknownApi]) await misbehave(bytes)
  nowMs += 1000
  for (const bytes of [unknownApi, unknownApi]) await misbehave(bytes)
  const warnings = lines.filter(({ level }) => level === 40)
  assert.deepEqual(
    warnings.map(({ suppressed }) => suppressed),
    [undefined, undefined, 2],
  )
})

test('an HTTP request is told where it is, and the connection is closed', async (t) => {
  const testBroker = await beside(t, async (client) => {
    const received: Buffer[] = []
    client.socket.on('data', (chunk) => received.push(chunk))
    client.write('GET /subjects HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await client.closed()
    assert.match(Buffer.concat(received).toString(), /^HTTP\/1\.1 400 Bad Request\r\n.*Kafka port/s)
  })
  assert.match(lastWords(testBroker), /This is the Kafka port, and what arrived is HTTP\./)
})

test('a request that is cut in the middle is forgotten with its connection', async (t) => {
  await beside(t, async (client) => {
    client.write(framed(payload(3, 1), 500))
    await client.written()
    client.socket.destroy()
  })
})

test('a request that comes one byte at a time is answered', async (t) => {
  await beside(t, async (client) => {
    const answer = client.nextFrame()
    const request = encodeRequestFrame(
      Metadata,
      12,
      { correlationId: 7, clientId: 'slow' },
      metadataRequest(['orders']),
    )
    for (const byte of request) {
      client.write(Buffer.from([byte]))
      await client.written()
    }
    assert.equal((await answer)?.readInt32BE(0), 7)
  })
})

test('requests before one that cannot be read are answered', async (t) => {
  await beside(t, async (client) => {
    const answer = client.start(Metadata, 12, metadataRequest(['orders']))
    client.write(framed(payload(999, 0)))
    assert.equal((await answer).topics.length, 1)
    await client.closed()
  })
})

test('a request cut at any byte never harms more than its own connection', async (t) => {
  const testBroker = await startTestBroker(t)
  const requests = [
    encodeRequestFrame(Metadata, 12, { correlationId: 1, clientId: 'c' }, metadataRequest(['orders'])),
    encodeRequestFrame(Produce, 9, { correlationId: 1, clientId: 'c' }, produceRequest({}, batchOf(['a', 'b']))),
    encodeRequestFrame(CreateTopics, 7, { correlationId: 1, clientId: 'c' }, createRequest('orders')),
  ]
  for (const request of requests) {
    for (let length = 4; length < request.length; length++) {
      const client = await testBroker.connect()
      client.write(framed(request.subarray(4, length)))
      await client.nextFrame()
      client.socket.destroy()
    }
  }
  const healthy = await testBroker.connect()
  const software = { clientSoftwareName: 'a', clientSoftwareVersion: '1' }
  assert.equal((await healthy.request(ApiVersions, 3, software)).errorCode, 0)
})

test('bytes behind the body of a request are tolerated', async (t) => {
  await beside(t, async (client) => {
    const request = encodeRequestFrame(Metadata, 12, { correlationId: 7, clientId: '' }, metadataRequest(['orders']))
    client.write(framed(Buffer.concat([request.subarray(4), Buffer.alloc(5)])))
    assert.equal((await client.nextFrame())?.readInt32BE(0), 7)
  })
})
