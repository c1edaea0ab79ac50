/** `schemalog produce`: lines from a file or standard input become records, encoded by a schema of the registry. */

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Producer } from '@platformatic/kafka'
import { createSerde, defineAvro, defineJson, RegistryClient, type Serde, SerdesError } from '@schemalog/serdes'
import { Command } from 'commander'
import { readTextFile, type SchemaType, schemaTypeOf, unreadable } from './arguments.ts'
import { cliErrors } from './errors.ts'
import { brokersOption, withProducer } from './kafka.ts'
import { printValue } from './output.ts'
import { startProgress } from './progress.ts'
import { type RegistryOptions, registryAuthOf, withRegistryOptions } from './registry.ts'

interface Options extends RegistryOptions {
  brokers: string
  subject?: string
  schema?: string
  key?: string
  raw?: boolean
}

const linesInBatch = 500

export function produceCommand(): Command {
  return withRegistryOptions(new Command('produce'))
    .description('Write JSON lines to a topic, encoded by the subject <topic>-value.')
    .argument('<topic>')
    .argument('[file]', 'JSON lines; standard input where absent')
    .option('--subject <name>', 'subject whose latest schema encodes the values (default: <topic>-value)')
    .option('--schema <file>', 'Avro (.avsc) or JSON Schema (.json) file to register under the subject and encode with')
    .option('--key <field>', 'field of the value that becomes the key, as text')
    .option('--raw', 'write the lines as they are, without a schema')
    .addOption(brokersOption())
    .option('--json', 'print JSON')
    .action((topic: string, file: string | undefined, options: Options) => produce(topic, file, options))
}

async function produce(topic: string, file: string | undefined, options: Options): Promise<void> {
  const encode = options.raw ? (line: string) => Buffer.from(line) : await encoderOf(topic, options)
  const count = await withProducer(options.brokers, (producer) => sendLines(producer, topic, file, encode, options))
  printValue(
    { topic, records: count },
    `Wrote ${count} ${count === 1 ? 'record' : 'records'} to '${topic}'.`,
    options.json ?? false,
  )
}

type Encode = (line: string) => Buffer

/** The schema of `--schema`, which is registered, or the latest of the subject. */
async function encoderOf(topic: string, options: Options): Promise<Encode> {
  const subject = options.subject ?? `${topic}-value`
  const registry = new RegistryClient({ urls: options.registry, ...registryAuthOf(options) })
  const { schemaType, text } = options.schema
    ? readSchema(options.schema)
    : await latestOf(registry, subject, options.registry)
  const definition = schemaType === 'AVRO' ? defineAvro(subject, text) : defineJson(subject, JSON.parse(text))
  const factory = createSerde({
    registry,
    register: options.schema !== undefined,
    longs: 'number',
    logicalTypes: false,
  })
  const serde = await inOurWords(options.registry, () => factory.prepare(definition))
  return (line) => serialize(serde, line)
}

async function latestOf(registry: RegistryClient, subject: string, url: string) {
  return inOurWords(url, () => registry.latest(subject))
}

function readSchema(file: string): { schemaType: SchemaType; text: string } {
  const schemaType = schemaTypeOf(file)
  if (schemaType !== 'AVRO' && schemaType !== 'JSON')
    throw cliErrors.wrongUse(`${file}: a schema file ends in .avsc or .json.`)
  return { schemaType, text: readTextFile(file) }
}

function serialize(serde: Serde<unknown, unknown>, line: string): Buffer {
  // A line `null` is a tombstone in the log's sense, which a line cannot mean without a key.
  return serde.serialize(JSON.parse(line, exactNumber)) ?? Buffer.alloc(0)
}

/** JSON.parse rounds what a double cannot hold; better to refuse the line than to write another number. */
function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !/^-?\d+$/.test(context?.source ?? '') || Number.isSafeInteger(value)) return value
  throw new SyntaxError(`${context?.source} is beyond 2^53, and this command writes whole numbers up to there`)
}

async function sendLines(
  producer: Producer,
  topic: string,
  file: string | undefined,
  encode: Encode,
  options: Options,
): Promise<number> {
  const input = file === undefined ? process.stdin : await openFile(file)
  const progress = startProgress('records')
  let lineNumber = 0
  let messages: { topic: string; key?: Buffer; value: Buffer }[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lineNumber += 1
    if (line === '') continue
    messages.push({ topic, ...toMessage(line, lineNumber, encode, options) })
    if (messages.length < linesInBatch) continue
    await producer.send({ messages, acks: -1 })
    progress.add(messages.length)
    messages = []
  }
  if (messages.length > 0) await producer.send({ messages, acks: -1 })
  progress.add(messages.length)
  return progress.stop()
}

async function openFile(file: string): Promise<NodeJS.ReadableStream> {
  const input = createReadStream(file)
  try {
    await once(input, 'open')
    return input
  } catch (error) {
    throw unreadable(file, error)
  }
}

function toMessage(
  line: string,
  lineNumber: number,
  encode: Encode,
  { key }: Options,
): { key?: Buffer; value: Buffer } {
  try {
    const value = encode(line)
    if (key === undefined) return { value }
    const field: unknown = JSON.parse(line)[key]
    if (field === undefined) throw new SyntaxError(`it has no field '${key}'`)
    return { key: Buffer.from(String(field)), value }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof SerdesError)) throw error
    throw cliErrors.refused(`Line ${lineNumber} cannot be written: ${error.message}`).because(error)
  }
}

async function inOurWords<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SerdesError)) throw error
    if (error.key === 'registryUnreachable') throw cliErrors.registryUnreachable(url, error.message).because(error)
    throw cliErrors.refused(error.message).because(error)
  }
}
