/** The source that an import names: a live registry, a file, or a topic of any Kafka, read into a file first. */

import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cliErrors } from '../errors.ts'
import { withConsumer } from '../kafka.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { readTopic } from '../topic-reader.ts'
import { FileSide } from './file-side.ts'
import { RegistrySide } from './registry-side.ts'

/** Reads a `_schemas` topic from its beginning to its present end and hands it to `work` as a source. */
export async function withTopic<Result>(
  { topic, brokers, signal }: { topic: string; brokers: string; signal: AbortSignal },
  work: (source: FileSide) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'schemalog-import-'))
  const file = join(folder, 'records.jsonl')
  try {
    await withConsumer(brokers, 'schemalog-import', async (consumer) => {
      const { topics } = await consumer.metadata({ topics: [topic], autocreateTopics: false })
      const partitions = topics.get(topic)?.partitionsCount
      if (partitions === undefined) throw cliErrors.refused(`There is no topic '${topic}'.`)
      // The order of records is what they mean, and only one partition has an order.
      if (partitions !== 1)
        throw cliErrors.refused(`'${topic}' has ${partitions} partitions; a _schemas topic has one.`)
      const records = readTopic(consumer, { topic, from: 'beginning', follow: false, signal })
      await pipeline(toLines(records), createWriteStream(file))
    })
    return await withFile(file, work)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A live registry, and no trace of what was read of it. */
export async function withRegistry<Result>(
  door: RegistryDoor,
  work: (side: RegistrySide) => Promise<Result>,
): Promise<Result> {
  const side = new RegistrySide(door)
  try {
    return await work(side)
  } finally {
    await side.close()
  }
}

export async function withFile<Result>(path: string, work: (source: FileSide) => Promise<Result>): Promise<Result> {
  const source = new FileSide(path)
  try {
    return await work(source)
  } finally {
    await source.close()
  }
}

async function* toLines(
  records: AsyncIterable<{ key: Buffer | null; value: Buffer | null }>,
): AsyncGenerator<string, void> {
  for await (const { key, value } of records)
    yield `${JSON.stringify({ key: String(key ?? ''), value: value === null ? null : String(value) })}\n`
}
