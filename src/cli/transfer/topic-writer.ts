/** Records produced into the topic that a registry will start on. */

import type { Admin } from '@platformatic/kafka'
import { cliErrors } from '../errors.ts'
import { withAdmin, withProducer } from '../kafka.ts'
import { note } from '../output.ts'
import type { RegistryRecord } from './topic-records.ts'

/** Bounded by count and by bytes: schemas may be large, and brokers take about a mebibyte at once. */
const batchRecords = 500
const batchBytes = 512 * 1024

/**
 * @throws {CliError} where the topic holds records already: two registries in one topic would be none.
 */
export async function produceRecords(
  brokers: string,
  topic: string,
  records: AsyncIterable<RegistryRecord>,
): Promise<void> {
  await withAdmin(brokers, (admin) => ensureEmptyTopic(admin, topic))
  await withProducer(brokers, async (producer) => {
    let batch: { topic: string; partition: number; key: Buffer; value: Buffer }[] = []
    let bytes = 0
    const send = async () => {
      if (batch.length > 0) await producer.send({ messages: batch, acks: -1 })
      batch = []
      bytes = 0
    }
    for await (const record of records) {
      const key = Buffer.from(JSON.stringify(record.key))
      const value = Buffer.from(JSON.stringify(record.value))
      batch.push({ topic, partition: 0, key, value })
      bytes += key.length + value.length
      if (batch.length >= batchRecords || bytes >= batchBytes) await send()
    }
    await send()
  })
}

async function ensureEmptyTopic(admin: Admin, topic: string): Promise<void> {
  if (!(await admin.listTopics({ includeInternals: true })).includes(topic)) return createTopic(admin, topic)
  const { topics } = await admin.metadata({ topics: [topic] })
  const partitions = topics.get(topic)?.partitionsCount ?? 0
  if (partitions !== 1) throw cliErrors.refused(`'${topic}' has ${partitions} partitions; a _schemas topic has one.`)
  const ask = (timestamp: bigint) =>
    admin.listOffsets({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }] })
  const end = (await ask(-1n))[0]?.partitions[0]?.offset ?? 0n
  if (end > 0n) throw cliErrors.refused(`'${topic}' holds records already; nothing is written.`)
}

/** Compacted, as registries want it; a broker that does not offer that keeps all records, which says the same. */
async function createTopic(admin: Admin, topic: string): Promise<void> {
  const wanted = { topics: [topic], partitions: 1, replicas: 1 }
  try {
    await admin.createTopics({ ...wanted, configs: [{ name: 'cleanup.policy', value: 'compact' }] })
  } catch {
    await admin.createTopics(wanted)
    note(`'${topic}' is not compacted, because the broker does not offer that.`)
  }
}
