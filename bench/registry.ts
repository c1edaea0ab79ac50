/** The registry over HTTP, beside servers that only send the same bytes, and registrations beside the disk's own pace. */

import { startBareServer } from './bare-server.ts'
import { flushesPerSecond } from './disk.ts'
import { type LoadGenerator, startLoadGenerator } from './load.ts'
import { ratio, report, type Series, turnAbout } from './measure.ts'
import { body, order, post, questions, registration, requestOf } from './registry-requests.ts'
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
