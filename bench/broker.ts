/** Records of 1 KiB through the broker with an unmodified client, beside a socket that only acknowledges. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Admin, Consumer, ProduceAcks, Producer } from '@platformatic/kafka'
import { startSchemalog } from 'schemalog'
import { startAcknowledgingBroker } from './acknowledging-broker.ts'
import { ratio, report, turnAbout } from './measure.ts'

const recordBytes = 1024
const topic = 'bench'
const inFlight = 5
const flushPolicies = ['always', 'os'] as const

export async function benchBroker(rounds = 5): Promise<void> {
  for (const batchRecords of [100, 1000]) {
    const contenders = await Promise.all([...flushPolicies.map(startServer), startAcknowledger()])
    const records = batchRecords * 100
    const series = await turnAbout(
      rounds,
      contenders.map(({ name, brokers }) => ({
        name,
        unit: 'MB/s',
        run: () => produce(brokers, records, batchRecords),
      })),
    )
    const [always, os, socket] = series
    if (!always || !os || !socket) throw new Error('a contender is missing')
    report(`Produce, ${batchRecords} records of 1 KiB in a batch, acks=all, ${inFlight} in flight`, series, [
      `always / socket that only acknowledges: ${ratio(always, socket).toFixed(2)}`,
      `os / socket that only acknowledges: ${ratio(os, socket).toFixed(2)}`,
    ])
    const servers = contenders.slice(0, flushPolicies.length)
    report(
      `Consume the same from the beginning`,
      await turnAbout(
        rounds,
        servers.map(({ name, brokers }) => ({ name, unit: 'MB/s', run: () => consume(brokers, records) })),
      ),
    )
    for (const { close } of contenders) await close()
  }
}

interface Contender {
  name: string
  brokers: string[]
  close(): Promise<void>
}

/** A server of its own process, so that client and broker share no event loop. */
async function startServer(flush: (typeof flushPolicies)[number]): Promise<Contender> {
  return startProcess(`schemalog, flush ${flush}`, ['schemalog', flush])
}

async function startAcknowledger(): Promise<Contender> {
  return startProcess('a socket that only acknowledges', ['acknowledge'])
}

async function startProcess(name: string, args: string[]): Promise<Contender> {
  const child = fork(fileURLToPath(import.meta.url), args)
  const [brokers] = await once(child, 'message')
  return {
    name,
    brokers,
    async close() {
      child.send('close')
      await once(child, 'exit')
    },
  }
}

async function produce(brokers: string[], records: number, batchRecords: number): Promise<number> {
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: brokers })
  const value = Buffer.alloc(recordBytes, 'x')
  const messages = Array.from({ length: batchRecords }, () => ({ topic, partition: 0, value }))
  await producer.metadata({ topics: [topic] })
  const began = performance.now()
  let left = records / batchRecords
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (; left > 0; left--) await producer.send({ messages, acks: ProduceAcks.ALL })
    }),
  )
  const elapsed = performance.now() - began
  await producer.close()
  return megabytesPerSecond(records, elapsed)
}

async function consume(brokers: string[], records: number): Promise<number> {
  const consumer = new Consumer({
    clientId: 'bench',
    groupId: `bench-${process.hrtime.bigint()}`,
    bootstrapBrokers: brokers,
  })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 100 })
  let read = 0
  // Joining a group is another figure: the clock starts with the first record.
  let began = 0
  for await (const _ of stream) {
    if (read === 0) began = performance.now()
    if (++read === records) break
  }
  const elapsed = performance.now() - began
  await consumer.close(true)
  return megabytesPerSecond(records, elapsed)
}

function megabytesPerSecond(records: number, elapsedMs: number): number {
  return (records * recordBytes) / 1e6 / (elapsedMs / 1000)
}

/** What the forked process does: serve until it is told to close. */
async function serve(kind: string | undefined, flush: string | undefined): Promise<void> {
  if (kind === 'acknowledge') {
    const broker = await startAcknowledgingBroker(topic, 1)
    process.send?.(broker.brokers)
    process.once('message', () => process.exit())
    return
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'schemalog-bench-'))
  const schemalog = await startSchemalog({ dataDir, logFlush: { kind: flush === 'os' ? 'os' : 'always' } })
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: schemalog.brokers })
  await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 })
  await admin.close()
  process.send?.(schemalog.brokers)
  process.once('message', async () => {
    await schemalog.close()
    await rm(dataDir, { recursive: true })
    process.exit()
  })
}

if (process.send && process.argv[2]) await serve(process.argv[2], process.argv[3])
