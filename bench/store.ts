/** A database of 100,000 schemas of 2 KiB: nothing of it is loaded at the start, and reading all of it stays bounded. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprintOf, guidOf } from '../src/registry/index.ts'
import { openStore } from '../src/store/index.ts'
import { silentLogger } from '../src/telemetry/index.ts'
import { type LoadGenerator, startLoadGenerator } from './load.ts'
import { ratio, report, turnAbout } from './measure.ts'
import { residentMegabytes, serve } from './served.ts'

const amount = 100_000
const connections = 32

export async function benchStore(rounds = 5): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'schemalog-bench-store-'))
  const [full, empty] = ['full', 'empty'].map((name) => `sqlite:${join(folder, name)}.sqlite`) as [string, string]
  const generator = startLoadGenerator()
  try {
    await fill(full)
    const starts = await turnAbout(rounds, [
      { name: `command to ready line, ${amount} schemas`, unit: 'ms', run: () => timeToReady(full) },
      { name: 'command to ready line, none', unit: 'ms', run: () => timeToReady(empty) },
    ])
    const [withAll, withNone] = starts
    const times = withAll && withNone ? [`${ratio(withAll, withNone).toFixed(2)} of the time without any`] : []
    report(`Start on ${amount} schemas of 2 KiB`, starts, times)
    await benchReads(generator, full)
  } finally {
    generator.close()
    await rm(folder, { recursive: true })
  }
}

async function benchReads(generator: LoadGenerator, url: string): Promise<void> {
  const ours = await serve(`--database-url=${url}`)
  const values: { name: string; unit: string; values: number[] }[] = []
  const measure = async (name: string) =>
    values.push({ name: `${name}, resident`, unit: 'MB', values: [await residentMegabytes(ours.pid)] })
  const read = (path: string) =>
    generator.run({ path, firstNumber: 1, url: ours.url, connections, amount: amount - connections * 2 })
  await measure('idle')
  await read('/schemas/ids/<n>')
  await measure('after each was read by id')
  await read('/subjects/subject-<n>/versions/latest')
  await measure('after the latest version of each subject was read')
  await read('/config/subject-<n>?defaultToGlobal=true')
  await measure('after the config of each subject was read')
  for (const path of ['/subjects', '/schemas?limit=1000', '/subjects?subjectPrefix=subject-99'])
    await (await fetch(ours.url + path)).text()
  await measure('after the subjects were listed')
  report(`Memory, ${amount} schemas of 2 KiB`, values)
  await ours.close()
}

async function timeToReady(url: string): Promise<number> {
  const began = performance.now()
  const ours = await serve(`--database-url=${url}`)
  const elapsed = performance.now() - began
  await ours.close()
  return elapsed
}

/** Each schema is the only version of a subject of its own. */
async function fill(url: string): Promise<void> {
  const store = await openStore({ url, logger: silentLogger })
  const group = 2000
  for (let first = 1; first <= amount; first += group)
    await store.schemas.transaction(['.'], async (transaction) => {
      for (let schemaId = first; schemaId < first + group; schemaId++) {
        const content = { schemaType: 'AVRO', schema: schemaText(schemaId), references: [] } as const
        const likeness = String(schemaId).padStart(32, '0')
        const identity = { guid: guidOf(content), fingerprint: fingerprintOf(content), likeness }
        await transaction.insertSchema({ ...content, ...identity, context: '.', schemaId, registeredText: undefined })
        const version = { context: '.', subject: `subject-${schemaId}`, version: 1, schemaId, deleted: false }
        await transaction.insertVersion({ ...version, createdAt: 0, createdBy: 'User:bench' }, [])
      }
      await transaction.saveContext({ name: '.', nextSchemaId: first + group, registeredAt: 0 })
    })
  await store.close()
}

function schemaText(schemaId: number): string {
  const field = (name: string) => ({ name, type: ['null', 'string'], doc: `What ${name} is for.` })
  const record = (fields: object[]) => JSON.stringify({ type: 'record', name: `R${schemaId}`, fields })
  const fields: object[] = []
  while (record(fields).length < 2048) fields.push(field(`field${fields.length}`))
  return record(fields)
}
