/** `schemalog consume`: the records of a topic, decoded by the schema that each was written with. */

import { Command } from 'commander'
import { toCount } from './arguments.ts'
import { cliErrors } from './errors.ts'
import { brokersOption, withConsumer } from './kafka.ts'
import { print } from './output.ts'
import { type DecodedValue, RecordDecoder } from './record-decoder.ts'
import { type RegistryOptions, withRegistryOptions } from './registry.ts'
import { readTopic, type TopicRecord } from './topic-reader.ts'

interface Options extends RegistryOptions {
  brokers: string
  from: 'beginning' | 'end'
  max?: number
  follow?: boolean
}

export function consumeCommand(): Command {
  return withRegistryOptions(new Command('consume'))
    .description('Print the records of a topic, decoded by the registry.')
    .argument('<topic>')
    .option('--from <where>', 'beginning or end', toPlace, 'beginning')
    .option('--max <count>', 'stop after so many records', toCount(0))
    .option('--follow', 'go on at the end and wait for more')
    .addOption(brokersOption())
    .option('--json', 'one JSON object a line, with partition, offset, time, headers and schema id')
    .action((topic: string, options: Options) => consume(topic, options))
}

async function consume(topic: string, options: Options): Promise<void> {
  const { from, follow = from === 'end', max = Number.POSITIVE_INFINITY } = options
  const ending = new AbortController()
  process.once('SIGINT', () => ending.abort())
  process.stdout.once('error', () => ending.abort())
  const decoder = new RecordDecoder(options)
  await withConsumer(options.brokers, 'schemalog-consume', async (consumer) => {
    const { topics } = await consumer.metadata({ topics: [topic], autocreateTopics: false })
    if (!topics.has(topic)) throw cliErrors.refused(`There is no topic '${topic}'.`)
    let count = 0
    if (max === 0) return
    for await (const record of readTopic(consumer, { topic, from, follow, signal: ending.signal })) {
      const value = await decoder.decode(record.value)
      print(options.json ? jsonLine(record, value) : textLine(record, value))
      if (++count >= max) return
    }
  })
}

function textLine({ key }: TopicRecord, { text }: DecodedValue): string {
  return key === null ? text : `${key}\t${text}`
}

function jsonLine(record: TopicRecord, { text, isJson, schemaId }: DecodedValue): string {
  const { topic, partition, offset, timestamp, key, headers } = record
  const fields = {
    topic,
    partition,
    offset: Number(offset),
    timestamp: new Date(Number(timestamp)).toISOString(),
    key: key === null ? null : String(key),
    headers: Object.fromEntries(headers),
    ...(schemaId !== undefined && { schemaId }),
  }
  // The value is JSON text already, with every digit of its numbers.
  return `${JSON.stringify(fields).slice(0, -1)},"value":${isJson ? text : JSON.stringify(text)}}`
}

function toPlace(text: string): string {
  if (text !== 'beginning' && text !== 'end')
    throw cliErrors.wrongUse(`--from expects beginning or end; got '${text}'.`)
  return text
}
