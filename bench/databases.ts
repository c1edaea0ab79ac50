/** The registry on each database: what is answered from memory beside what must ask or write, and each beside SQLite. */

import { DatabaseServer, type ServerKind } from '../test/support/databases/database-server.ts'
import { mariaDb } from '../test/support/databases/mariadb.ts'
import { postgres } from '../test/support/databases/postgres.ts'
import { flushesPerSecond } from './disk.ts'
import { type LoadGenerator, startLoadGenerator } from './load.ts'
import { ratio, report, type Series, turnAbout } from './measure.ts'
import { body, order, post, questions, registration } from './registry-requests.ts'
import { type Served, serve } from './served.ts'

const connections = 32
const seconds = 1.5

/** As the tests start them, but for what tests do without: commits wait for the disk. */
const durable: readonly { name: string; kind: ServerKind; settings: readonly string[] }[] = [
  { name: 'PostgreSQL', kind: postgres, settings: ['-c', 'fsync=on', '-c', 'full_page_writes=on'] },
  { name: 'MariaDB', kind: mariaDb, settings: ['--innodb-flush-log-at-trx-commit=1'] },
]

interface Contender {
  readonly name: string
  readonly served: Served
}

export async function benchDatabases(rounds = 5): Promise<void> {
  const generator = startLoadGenerator()
  const servers: DatabaseServer[] = []
  const contenders: Contender[] = [{ name: 'SQLite file', served: await serve() }]
  try {
    for (const { name, kind, settings } of durable.filter(({ kind }) => kind.missing === undefined)) {
      const server = await DatabaseServer.start(withSettings(kind, settings))
      servers.push(server)
      contenders.push({ name, served: await serve(`--database-url=${await server.createDatabase()}`) })
    }
    await benchQuestions(generator, contenders, rounds)
    for (const atATime of [1, 8]) await benchRegistrations(generator, contenders, { atATime, rounds })
  } finally {
    generator.close()
    for (const { served } of contenders) await served.close()
    for (const server of servers) await server.remove()
  }
}

async function benchQuestions(generator: LoadGenerator, contenders: readonly Contender[], rounds: number) {
  for (const { served } of contenders) await post(`${served.url}/subjects/orders-value/versions`, body(order()))
  for (const { title, load } of questions) {
    let firstNumber = 0
    const run = async ({ url }: Served) => {
      const result = await generator.run({ ...load, url, connections, seconds, firstNumber })
      firstNumber += result.answered + connections
      return result.perSecond
    }
    await compare(
      `${title}, ${connections} connections`,
      contenders.map(({ name, served }) => ({ name, unit: 'requests/s', run: () => run(served) })),
      rounds,
    )
  }
}

async function benchRegistrations(
  generator: LoadGenerator,
  contenders: readonly Contender[],
  { atATime, rounds }: { atATime: number; rounds: number },
): Promise<void> {
  let firstNumber = atATime * 1_000_000
  const run = async ({ url }: Served) => {
    const result = await generator.run({ ...registration(firstNumber), url, connections: atATime, seconds })
    firstNumber += result.answered + atATime
    return result.perSecond
  }
  await compare(
    `Register new schemas, ${atATime} at a time`,
    [
      { name: 'the disk alone: write 4 KiB, fdatasync', unit: 'a second', run: flushesPerSecond },
      ...contenders.map(({ name, served }) => ({ name, unit: 'a second', run: () => run(served) })),
    ],
    rounds,
  )
}

async function compare(title: string, contenders: Parameters<typeof turnAbout>[1], rounds: number): Promise<void> {
  const series = await turnAbout(rounds, contenders)
  const [first, ...others] = series
  const beside = (other: Series) => `${other.name} / ${first?.name}: ${first && ratio(other, first).toFixed(2)}`
  report(title, series, others.map(beside))
}

function withSettings(kind: ServerKind, settings: readonly string[]): ServerKind {
  return {
    ...kind,
    command(folder, port) {
      const command = kind.command(folder, port)
      return { ...command, args: [...command.args, ...settings] }
    },
  }
}
