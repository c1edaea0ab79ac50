import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { CreateTopics, Fetch, Heartbeat, Metadata, Produce } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'

test('answers come in the order of the requests, whatever they are', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const order: string[] = []
  const noting = (name: string, answer: Promise<unknown>) => answer.then(() => order.push(name))
  await Promise.all([
    noting('create', client.start(CreateTopics, 7, createRequest('orders'))),
    noting('produce', client.start(Produce, 9, produceRequest({}, batchOf(['a'])))),
    noting('produce again', client.start(Produce, 9, produceRequest({}, batchOf(['b'])))),
    noting('fetch', client.start(Fetch, 11, fetchRequest({ offset: 2, maxWaitMs: 30 }))),
    noting('metadata', client.start(Metadata, 12, metadataRequest(['orders']))),
  ])
  assert.deepEqual(order, ['create', 'produce', 'produce again', 'fetch', 'metadata'])
})

test('hundreds of requests sent at once are answered one by one', async (t) => {
  const client = await (await startTestBroker(t, { limits: { queuedRequests: 3, queuedBytes: 1000 } })).connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  const requests = Array.from({ length: 500 }, (_, index) => produceRequest({}, batchOf([`record ${index}`])))
  const answers = await Promise.all(requests.map((request) => client.start(Produce, 9, request)))
  const offsets = answers.map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset)
  assert.deepEqual(
    offsets,
    requests.map((_, index) => index),
  )
})

test('a client that does not read its answers is not answered further, and costs others nothing', async (t) => {
  const { connect } = await startTestBroker(t, { limits: { unsentBytes: 100_000 } })
  const [greedy, healthy] = [await connect(), await connect()]
  await healthy.request(CreateTopics, 7, createRequest('orders'))
  await healthy.request(Produce, 9, produceRequest({}, batchOf(['x'.repeat(900_000)])))
  greedy.socket.pause()
  const before = process.memoryUsage().arrayBuffers
  const answers = Array.from({ length: 60 }, () => greedy.start(Fetch, 11, fetchRequest({})))
  for (let round = 0; round < 20; round++) await healthy.request(Metadata, 12, metadataRequest(['orders']))
  // All sixty together would be 54 MB; the system's own buffers hold a few.
  assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000)
  greedy.socket.resume()
  const sizes = (await Promise.all(answers)).map(({ responses }) => responses[0]?.partitions[0]?.records?.length ?? 0)
  assert.ok(sizes.every((size) => size > 900_000))
})

test('a silent connection is closed when its time is up, one with a parked request is not', async (t) => {
  const { connect } = await startTestBroker(t, { limits: { idleMs: 50 } })
  const [silent, parked] = [await connect(), await connect()]
  await parked.request(CreateTopics, 7, createRequest('orders'))
  const fetched = parked.start(Fetch, 11, fetchRequest({ maxWaitMs: 300 }))
  await silent.closed()
  assert.equal((await fetched).errorCode, 0)
  await parked.closed()
})

test('a connection beyond the limit is closed at once; when one has gone there is room again', async (t) => {
  const { connect, metrics } = await startTestBroker(t, { limits: { connections: 2 } })
  const [first, second, third] = [await connect(), await connect(), await connect()]
  await third.closed()
  assert.equal((await second.request(Metadata, 12, metadataRequest(null))).errorCode, 0)
  assert.match(await metrics(), /schemalog_broker_refused_connections_total 1\n/)
  assert.match(await metrics(), /schemalog_broker_connections 2\n/)
  first.socket.destroy()
  await once(first.socket, 'close')
  let fourth = await connect()
  // The broker learns of the closed connection in its own time.
  while (!(await fourth.answers(Metadata, 12, metadataRequest(null)))) fourth = await connect()
})

test('when the broker closes, requests that are there are answered and connections end', async (t) => {
  const { connect, caughtUp, close } = await startTestBroker(t)
  const [client, idle] = [await connect(), await connect()]
  await client.request(CreateTopics, 7, createRequest('orders'))
  const produced = client.start(Produce, 9, produceRequest({}, batchOf(['a'])))
  const behind = client.start(Metadata, 12, metadataRequest(['orders']))
  await client.written()
  await caughtUp()
  await close()
  assert.equal((await produced).responses[0]?.partitionResponses[0]?.errorCode, 0)
  assert.equal((await behind).topics.length, 1)
  await Promise.all([client.closed(), idle.closed()])
})

test('a broker that was closed takes no connections, and closing it again is nothing', async (t) => {
  const { connect, broker, close } = await startTestBroker(t)
  await close()
  await broker.close()
  await assert.rejects(connect(), { code: 'ECONNREFUSED' })
})

test('a port in use is said in one sentence that names it', async (t) => {
  const { broker } = await startTestBroker(t)
  const { port } = broker.address
  await assert.rejects(startTestBroker(t, { port }), {
    name: 'BrokerError',
    key: 'addressInUse',
    message: `The Kafka port 127.0.0.1:${port} is taken by another process; choose another one.`,
  })
})

test('an address that is not of this machine is said in one sentence', async (t) => {
  await assert.rejects(startTestBroker(t, { host: '203.0.113.7' }), {
    key: 'addressUnusable',
    message: 'The broker cannot listen on 203.0.113.7:0: EADDRNOTAVAIL.',
  })
})

test('requests are counted by API and error, with their bytes and their time', async (t) => {
  const { connect, metrics } = await startTestBroker(t)
  const client = await connect()
  await client.request(Produce, 9, produceRequest({ topic: 'nobody' }, batchOf(['a'])))
  await client.request(Heartbeat, 4, { groupId: 'g', generationId: 1, memberId: 'm' })
  const text = await metrics()
  assert.match(text, /schemalog_broker_requests_total\{api="Produce",error="UNKNOWN_TOPIC_OR_PARTITION"\} 1/)
  assert.match(text, /schemalog_broker_requests_total\{api="Heartbeat",error="UNKNOWN_MEMBER_ID"\} 1/)
  assert.match(text, /schemalog_broker_request_duration_seconds_count\{api="Produce"\} 1/)
  assert.match(text, /schemalog_broker_received_bytes_total [1-9]/)
  assert.match(text, /schemalog_broker_sent_bytes_total [1-9]/)
})
