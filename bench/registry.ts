/** The registry over HTTP, beside servers that only send the same bytes, and registrations beside the disk's own pace. */

import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBareServer } from './bare-server.ts'
import { type Load, type LoadGenerator, startLoadGenerator } from './load.ts'
import { ratio, report, type Series, turnAbout } from './measure.ts'
import { processorTime, residentMegabytes, serve } from './served.ts'

const connections = 32
const seconds = 1.5

export async function benchRegistry(rounds = 5): Promise<void> {
  const generator = startLoadGenerator()
  try {
    await benchReads(generator, rounds)
    await benchRegistrations(generator, rounds)
    await benchMemory(generator)
  } finally {
    generator.close()
  }
}

/** About 630 bytes, as an order may look. `<n>` makes it another schema. */
function order(extra = ''): string {
  const field = (name: string, type: unknown, doc: string) => ({ name, type, doc })
  return JSON.stringify({
    type: 'record',
    name: 'Order',
    namespace: 'com.example.shop',
    fields: [
      field('orderId', { type: 'string', logicalType: 'uuid' }, 'Id of the order.'),
      field('customerId', 'long', 'Who ordered.'),
      field('total', { type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 }, 'Sum of all lines.'),
      field('status', { type: 'enum', name: 'Status', symbols: ['NEW', 'PAID', 'SENT'] }, 'Where it stands.'),
      { ...field('note', ['null', 'string'], 'What the customer wrote.'), default: null },
      ...(extra === '' ? [] : [{ ...field(extra, ['null', 'string'], 'Added later.'), default: null }]),
    ],
  })
}

const body = (schema: string) => JSON.stringify({ schema })

const questions: { title: string; load: Pick<Load, 'method' | 'path' | 'body'> }[] = [
  { title: 'Schema by id', load: { path: '/schemas/ids/1' } },
  { title: 'Latest version', load: { path: '/subjects/orders-value/versions/latest' } },
  {
    title: 'Compatibility with the latest version, the same candidate',
    load: {
      method: 'POST',
      path: '/compatibility/subjects/orders-value/versions/latest',
      body: body(order('later')),
    },
  },
  {
    title: 'Compatibility with the latest version, another candidate each time',
    load: {
      method: 'POST',
      path: '/compatibility/subjects/orders-value/versions/latest',
      body: body(order('later<n>')),
    },
  },
  { title: 'Lookup', load: { method: 'POST', path: '/subjects/orders-value', body: body(order()) } },
]

async function benchReads(generator: LoadGenerator, rounds: number): Promise<void> {
  const [ours, bare, express] = await Promise.all([serve(), startBareServer('node:http'), startBareServer('express')])
  await post(`${ours.url}/subjects/orders-value/versions`, body(order()))
  for (const { title, load } of questions) {
    const answer = await (await fetch(`${ours.url}${load.path.replace('<n>', '0')}`, requestOf(load))).text()
    await Promise.all([bare.answer(answer), express.answer(answer)])
    const processor: Series[] = []
    let firstNumber = 0
    const contenders = [
      { name: 'schemalog', server: ours },
      { name: 'bare node:http', server: bare },
      { name: 'bare Express 5', server: express },
    ].map(({ name, server }) => {
      const cost: Series = { name: `${name}, processor time of one request`, unit: 'µs', values: [] }
      processor.push(cost)
      return {
        name,
        unit: 'requests/s',
        run: async () => {
          const before = await processorTime(server.pid)
          const result = await generator.run({ ...load, url: server.url, connections, seconds, firstNumber })
          firstNumber += result.answered + connections
          cost.values.push(((await processorTime(server.pid)) - before) / result.answered)
          return result.perSecond
        },
      }
    })
    const series = await turnAbout(rounds, contenders)
    for (const cost of processor) cost.values.shift()
    report(
      `${title}, ${connections} connections`,
      [...series, ...processor],
      [
        `schemalog / bare node:http: ${ratioOf(series, 0, 1)} of its requests, ${ratioOf(processor, 1, 0)} by processor time`,
        `bare Express 5 / bare node:http: ${ratioOf(series, 2, 1)}, ${ratioOf(processor, 1, 2)} by processor time`,
      ],
    )
  }
  bare.close()
  express.close()
  await ours.close()
}

function ratioOf(series: readonly Series[], a: number, b: number): string {
  const [first, second] = [series[a], series[b]]
  if (!first || !second) throw new Error('a contender is missing')
  return ratio(first, second).toFixed(2)
}

/** Each request is a new schema in a new subject. */
function registration(firstNumber: number): Pick<Load, 'method' | 'path' | 'body' | 'firstNumber'> {
  return { method: 'POST', path: '/subjects/orders-<n>/versions', body: body(order('later<n>')), firstNumber }
}

async function benchRegistrations(generator: LoadGenerator, rounds: number): Promise<void> {
  const ours = await serve()
  let firstNumber = 0
  const register = (atATime: number) => async () => {
    const load = { ...registration(firstNumber), url: ours.url, connections: atATime, seconds }
    const result = await generator.run(load)
    firstNumber += result.answered + atATime
    return result.perSecond
  }
  const series = await turnAbout(rounds, [
    { name: 'the disk alone: write 4 KiB, fdatasync', unit: 'a second', run: flushesPerSecond },
    { name: 'register, 1 at a time', unit: 'a second', run: register(1) },
    { name: 'register, 8 at a time', unit: 'a second', run: register(8) },
  ])
  report('Register new schemas on an SQLite file, synchronous=FULL', series, [
    `1 at a time / fsyncs: ${ratioOf(series, 1, 0)}`,
    `8 at a time / fsyncs: ${ratioOf(series, 2, 0)}`,
  ])
  await ours.close()
}

async function flushesPerSecond(): Promise<number> {
  const path = join(tmpdir(), `schemalog-bench-flush-${process.pid}`)
  const file = await open(path, 'w')
  const page = Buffer.alloc(4096, 'x')
  const began = performance.now()
  let flushes = 0
  for (; performance.now() - began < 1000; flushes++) {
    await file.write(page, 0, page.length, flushes * page.length)
    await file.datasync()
  }
  const elapsed = performance.now() - began
  await file.close()
  await rm(path)
  return flushes / (elapsed / 1000)
}

async function benchMemory(generator: LoadGenerator): Promise<void> {
  const amount = 10_000
  const ours = await serve()
  const idle = await residentMegabytes(ours.pid)
  await generator.run({ ...registration(0), url: ours.url, connections: 8, amount })
  const registered = await residentMegabytes(ours.pid)
  await generator.run({ path: '/schemas/ids/<n>', firstNumber: 1, url: ours.url, connections, amount: amount - 100 })
  const read = await residentMegabytes(ours.pid)
  report(`Memory, ${amount} schemas`, [
    { name: 'idle, resident', unit: 'MB', values: [idle] },
    { name: 'after they were registered', unit: 'MB', values: [registered] },
    { name: 'after each was read by id', unit: 'MB', values: [read] },
  ])
  await ours.close()
}

async function post(url: string, text: string): Promise<void> {
  const response = await fetch(url, requestOf({ method: 'POST', body: text }))
  if (!response.ok) throw new Error(await response.text())
}

function requestOf({ method = 'GET', body: text }: Pick<Load, 'method' | 'body'>): RequestInit {
  return {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(text !== undefined && { body: text.replaceAll('<n>', '0') }),
  }
}
