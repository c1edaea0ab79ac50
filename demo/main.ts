/** `npm run demo [-- --registry URL --brokers HOST:PORT]`: the main job from end to end, on real data, told while it happens. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Admin } from '@platformatic/kafka'
import { createSerde } from '@schemalog/serdes'
import { partitions, produce, readAll, startOldConsumer, topic } from './clients.ts'
import { flightV1, flightV2, flightV3, loadRows, subject, Tally, toV1, toV2 } from './flights.ts'
import { heading, say, verdict, withProgress } from './narrate.ts'
import { namedServer, type Server, startServer } from './server-process.ts'

const { values } = parseArgs({ options: { registry: { type: 'string' }, brokers: { type: 'string' } } })
const server = values.registry && values.brokers ? namedServer(values.registry, values.brokers) : await startServer()
try {
  await tell(server)
} finally {
  await server.close()
}

async function tell({ registryUrl, brokers, killAndRestart }: Server): Promise<void> {
  process.stdout.write(`Schemalog at ${registryUrl} and kafka://${brokers.join()}\n`)
  const rows = await loadRows()
  await createTopic(brokers)
  const writers = createSerde({ registry: registryUrl, register: true })
  const readers = createSerde({ registry: registryUrl, readOnly: true })

  heading(1, 'A producer registers version 1 at start-up and writes every record')
  const serdeV1 = await writers.prepare(flightV1)
  say(`subject ${subject}, schema id ${serdeV1.schemaId}; flights of vega-datasets`)
  const seenByOld = new Tally(partitions)
  const old = await startOldConsumer(brokers, await readers.prepare(flightV1), seenByOld)
  await withProgress(rows.length, 'records', (advance) => produce(brokers, rows, toV1, serdeV1, advance))

  heading(2, 'A consumer compiled against version 1 has been reading in a group')
  const asV1 = new Tally(partitions)
  tallyAll(asV1, rows.map(toV1))
  await old.until(rows.length)
  verdict('old consumer', seenByOld, asV1)

  heading(3, 'The producer evolves to version 2: a new field with a default, and an enum widened by a symbol')
  const serdeV2 = await writers.prepare(flightV2)
  say(`schema id ${serdeV2.schemaId}, found compatible`)
  await withProgress(rows.length, 'records', (advance) => produce(brokers, rows, toV2, serdeV2, advance))
  // What version 1 does not know, the old consumer sees as the default of its own schema.
  tallyAll(asV1, rows.map(toV1))
  await old.until(2 * rows.length)
  verdict('old consumer, all as version 1', seenByOld, asV1)
  await old.close()
  const asV2 = new Tally(partitions)
  tallyAll(
    asV2,
    rows.map((row) => ({ ...toV1(row), late: false })),
  )
  tallyAll(asV2, rows.map(toV2))
  const seenByNew = new Tally(partitions)
  await readAll(brokers, `demo-new-${Date.now()}`, await readers.prepare(flightV2), 2 * rows.length, seenByNew)
  verdict('new consumer, old and new as version 2', seenByNew, asV2)

  heading(4, 'Version 3 would break the consumers, and is refused')
  say(await registerByCommand(registryUrl, flightV3))

  if (!killAndRestart) {
    heading(5, 'This server is not ours to kill, so that the last chapter is left out')
    return
  }
  heading(5, 'The server is ended with SIGKILL and started again; a fresh consumer reads everything')
  const { milliseconds } = await killAndRestart()
  say(`killed, recovered and ready again in ${milliseconds} ms`)
  const seenAfterwards = new Tally(partitions)
  const fresh = await createSerde({ registry: registryUrl, readOnly: true }).prepare(flightV2)
  await readAll(brokers, `demo-fresh-${Date.now()}`, fresh, 2 * rows.length, seenAfterwards)
  verdict('fresh consumer, in order, once', seenAfterwards, asV2)
}

async function createTopic(brokers: string[]): Promise<void> {
  const admin = new Admin({ clientId: 'demo', bootstrapBrokers: brokers })
  const existing = await admin.listTopics()
  if (existing.includes(topic)) await admin.deleteTopics({ topics: [topic] })
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
  await admin.close()
}

/** Adds flights as the producers spread them: the first to partition 0, the next to 1, and so on. */
function tallyAll(tally: Tally, flights: readonly Parameters<Tally['add']>[1][]): void {
  for (const [at, flight] of flights.entries()) tally.add(at % partitions, flight)
}

/** What a person at a terminal reads. */
async function registerByCommand(registryUrl: string, schema: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'schemalog-demo-'))
  const file = join(folder, `${subject}.avsc`)
  await writeFile(file, JSON.stringify(schema, undefined, 2))
  const command = fileURLToPath(new URL('../bin/schemalog.js', import.meta.url))
  const child = spawn(process.execPath, [command, 'register', `${subject}.avsc`, '--registry', registryUrl], {
    cwd: folder,
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  await rm(folder, { recursive: true })
  if (code !== 1) throw new Error(`version 3 was not refused: exit code ${code}`)
  return `$ schemalog register ${subject}.avsc\n${said.trim()}`
}
