/** `schemalog topics`: list, create, describe and delete topics of any broker. */

import type { Admin } from '@platformatic/kafka'
import { Command } from 'commander'
import { toCount } from './arguments.ts'
import { cliErrors } from './errors.ts'
import { brokersOption, withAdmin } from './kafka.ts'
import { printValue } from './output.ts'
import { printRows } from './table.ts'

interface Options {
  brokers: string
  json?: boolean
}

export function topicsCommand(): Command {
  const topics = new Command('topics').description('List, describe, create and delete topics.')
  topics
    .command('list', { isDefault: true })
    .description('List the topics and how many records each holds.')
    .addOption(brokersOption())
    .option('--json', 'print JSON')
    .action((options: Options) => list(options))
  topics
    .command('describe')
    .description('Show the partitions of a topic.')
    .argument('<topic>')
    .addOption(brokersOption())
    .option('--json', 'print JSON')
    .action((topic: string, options: Options) => describe(topic, options))
  topics
    .command('create')
    .description('Create a topic.')
    .argument('<topic>')
    .option('--partitions <count>', 'number of partitions', toCount(1), 1)
    .option('--config <name=value...>', 'configs of the topic, for instance retention.ms=86400000')
    .addOption(brokersOption())
    .option('--json', 'print JSON')
    .action((topic: string, options: Options & { partitions: number; config?: string[] }) => create(topic, options))
  topics
    .command('delete')
    .description('Delete topics and all their records.')
    .argument('<topics...>')
    .addOption(brokersOption())
    .option('--json', 'print JSON')
    .action((names: string[], options: Options) => remove(names, options))
  return topics
}

async function list({ brokers, json = false }: Options): Promise<void> {
  const rows = await withAdmin(brokers, async (admin) => {
    const names = (await admin.listTopics()).sort()
    return names.length === 0 ? [] : partitionsOf(admin, names)
  })
  const byTopic = [...Map.groupBy(rows, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.length,
    records: partitions.reduce((sum, { start, end }) => sum + Number(end - start), 0),
  }))
  printRows(
    byTopic,
    [
      { heading: 'TOPIC', cell: (row) => row.topic },
      { heading: 'PARTITIONS', cell: (row) => row.partitions },
      { heading: 'RECORDS', cell: (row) => row.records },
    ],
    json,
  )
}

async function describe(topic: string, { brokers, json = false }: Options): Promise<void> {
  const rows = await withAdmin(brokers, async (admin) => {
    if (!(await admin.listTopics({ includeInternals: true })).includes(topic))
      throw cliErrors.refused(`There is no topic '${topic}'.`)
    return partitionsOf(admin, [topic])
  })
  printRows(
    rows,
    [
      { heading: 'PARTITION', cell: (row) => row.partition },
      { heading: 'START', cell: (row) => Number(row.start) },
      { heading: 'END', cell: (row) => Number(row.end) },
      { heading: 'RECORDS', cell: (row) => Number(row.end - row.start) },
    ],
    json,
  )
}

async function create(topic: string, options: Options & { partitions: number; config?: string[] }): Promise<void> {
  const configs = (options.config ?? []).map(toConfig)
  const [created] = await withAdmin(options.brokers, (admin) =>
    admin.createTopics({ topics: [topic], partitions: options.partitions, replicas: 1, configs }),
  )
  const partitions = created?.partitions ?? options.partitions
  printValue(
    { topic, topicId: created?.id, partitions },
    `Created topic '${topic}' with ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}.`,
    options.json ?? false,
  )
}

async function remove(topics: string[], { brokers, json = false }: Options): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    // A broker deletes what it can and answers for each; a person who mistyped one name wants none deleted.
    const known = new Set(await admin.listTopics())
    const unknown = topics.filter((topic) => !known.has(topic))
    if (unknown.length > 0) throw cliErrors.refused(`Nothing is deleted: there is no topic ${quoted(unknown)}.`)
    await admin.deleteTopics({ topics })
  })
  printValue({ deleted: topics }, `Deleted ${quoted(topics)}.`, json)
}

function quoted(topics: readonly string[]): string {
  return topics.map((topic) => `'${topic}'`).join(', ')
}

interface PartitionRow {
  topic: string
  partition: number
  start: bigint
  end: bigint
}

/** First and next offset of every partition, in order. */
async function partitionsOf(admin: Admin, topics: string[]): Promise<PartitionRow[]> {
  const { topics: known } = await admin.metadata({ topics })
  const at = async (timestamp: bigint) => {
    const asked = topics.map((name) => ({
      name,
      partitions: Array.from({ length: known.get(name)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({
        partitionIndex,
        timestamp,
      })),
    }))
    const answer = await admin.listOffsets({ topics: asked })
    return new Map(
      answer.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset] as const),
      ),
    )
  }
  const [starts, ends] = [await at(-2n), await at(-1n)]
  return topics.flatMap((topic) =>
    Array.from({ length: known.get(topic)?.partitionsCount ?? 0 }, (_, partition) => ({
      topic,
      partition,
      start: starts.get(`${topic}/${partition}`) ?? 0n,
      end: ends.get(`${topic}/${partition}`) ?? 0n,
    })),
  )
}

function toConfig(text: string): { name: string; value: string } {
  const at = text.indexOf('=')
  if (at < 1) throw cliErrors.wrongUse(`--config expects NAME=VALUE; got '${text}'.`)
  return { name: text.slice(0, at), value: text.slice(at + 1) }
}
