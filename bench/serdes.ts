/** Serdes beside the bare codecs under them and beside the registry clients of others, record by record. */

import confluent from '@confluentinc/schemaregistry'
import kafkajs from '@kafkajs/confluent-schema-registry'
import { type AvroSchema, createSerde, defineAvro, defineJson } from '@schemalog/serdes'
import { Ajv } from 'ajv'
import avsc from 'avsc'
import { startSchemalog } from 'schemalog'
import { ratio, report, turnAbout } from './measure.ts'
import { type BenchRecord, benchRecords, jsonOrder } from './serdes-records.ts'

/** One work of one round takes about this long, so that a pause of the machine does not decide it. */
const roundMs = 40
const unit = 'us/op'

export async function benchSerdes(rounds = 15): Promise<void> {
  await using schemalog = await startSchemalog()
  for (const record of benchRecords) {
    await benchAvro(schemalog.registryUrl, record, rounds)
  }
  await benchEvolution(schemalog.registryUrl, rounds)
  await benchJson(schemalog.registryUrl, rounds)
  await benchOthers(schemalog.registryUrl, rounds)
}

/** The same values in the same representation: longs as numbers, and as bigint with avsc's own hook for them. */
async function benchAvro(registry: string, { name, schema, value }: BenchRecord, rounds: number): Promise<void> {
  for (const longs of ['number', 'bigint'] as const) {
    const input = longs === 'bigint' ? withBigints(schema, value) : value
    const serde = await createSerde({ registry, register: true, longs }).prepare(defineAvro(`${name}-value`, schema))
    const type = avscType(schema, longs)
    const bytes = serde.serialize(input)
    const payload = type.toBuffer(input)
    if (!bytes.subarray(5).equals(payload)) throw new Error(`${name}: the bytes differ from avsc's`)
    await compare(`Avro, ${name} (${payload.length} bytes), longs as ${longs}`, rounds, [
      {
        work: 'serialize',
        ours: () => serde.serialize(input),
        peer: 'avsc toBuffer',
        theirs: () => type.toBuffer(input),
      },
      {
        work: 'deserialize',
        ours: () => serde.deserialize(bytes),
        peer: 'avsc fromBuffer',
        theirs: () => type.fromBuffer(payload),
      },
    ])
  }
}

/** A reader with another version of the schema: fields added, removed, promoted. */
async function benchEvolution(registry: string, rounds: number): Promise<void> {
  const [, order] = benchRecords
  if (!order?.evolved) throw new Error('no evolved schema')
  const subject = 'evolving-value'
  const writer = await createSerde({ registry, register: true, longs: 'number' }).prepare(
    defineAvro(subject, order.schema),
  )
  const reader = await createSerde({ registry, readOnly: true, longs: 'number' }).prepare(
    defineAvro(subject, order.evolved),
  )
  // Of an unknown type, which null is part of.
  const bytes = writer.serialize(order.value) ?? Buffer.alloc(0)
  await reader.load([bytes])
  const readerType = avscType(order.evolved, 'number')
  const resolver = readerType.createResolver(avscType(order.schema, 'number'))
  const payload = bytes.subarray(5)
  await compare('Avro, order read as another version, longs as number', rounds, [
    {
      work: 'deserialize',
      ours: () => reader.deserialize(bytes),
      peer: 'avsc fromBuffer with its resolver',
      theirs: () => readerType.fromBuffer(payload, resolver),
    },
  ])
}

async function benchJson(registry: string, rounds: number): Promise<void> {
  const { schema, value } = jsonOrder
  const serde = await createSerde({ registry, register: true }).prepare(defineJson('json-value', schema))
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  const bytes = serde.serialize(value)
  const payload = bytes.subarray(5)
  const write = () => {
    if (!validate(value)) throw new Error('invalid')
    return Buffer.from(JSON.stringify(value))
  }
  const read = () => {
    const parsed: unknown = JSON.parse(payload.toString())
    if (!validate(parsed)) throw new Error('invalid')
    return parsed
  }
  await compare(`JSON with validation, order (${payload.length} bytes)`, rounds, [
    { work: 'serialize', ours: () => serde.serialize(value), peer: 'ajv + JSON.stringify', theirs: write },
    { work: 'deserialize', ours: () => serde.deserialize(bytes), peer: 'JSON.parse + ajv', theirs: read },
  ])
}

/** The clients that people have today, warm, on the same record. */
async function benchOthers(registry: string, rounds: number): Promise<void> {
  const [, order] = benchRecords
  if (!order) throw new Error('no order')
  const { schema, value } = order
  const serde = await createSerde({ registry, register: true, longs: 'number' }).prepare(
    defineAvro('peers-value', schema),
  )
  const client = new confluent.SchemaRegistryClient({ baseURLs: [registry] })
  const serializer = new confluent.AvroSerializer(client, confluent.SerdeType.VALUE, { useLatestVersion: true })
  const deserializer = new confluent.AvroDeserializer(client, confluent.SerdeType.VALUE, {})
  const kafka = new kafkajs.SchemaRegistry({ host: registry })
  const bytes = serde.serialize(value)
  const schemaId = serde.schemaId ?? 0
  const series = await turnAbout(rounds, [
    { name: 'serialize: ours', unit, run: () => time(() => serde.serialize(value)) },
    {
      name: 'serialize: @confluentinc/schemaregistry',
      unit,
      run: () => timeAsync(() => serializer.serialize('peers', value)),
    },
    {
      name: 'serialize: @kafkajs/confluent-schema-registry',
      unit,
      run: () => timeAsync(() => kafka.encode(schemaId, value)),
    },
    { name: 'deserialize: ours', unit, run: () => time(() => serde.deserialize(bytes)) },
    {
      name: 'deserialize: @confluentinc/schemaregistry',
      unit,
      run: () => timeAsync(() => deserializer.deserialize('peers', bytes)),
    },
    { name: 'deserialize: @kafkajs/confluent-schema-registry', unit, run: () => timeAsync(() => kafka.decode(bytes)) },
  ])
  const [write, write1, write2, read, read1, read2] = series
  if (!write || !write1 || !write2 || !read || !read1 || !read2) throw new Error('a contender is missing')
  report('Avro, order, beside the registry clients of others', series, [
    `serialize: ${ratio(write1, write).toFixed(1)} times @confluentinc, ${ratio(write2, write).toFixed(1)} times @kafkajs`,
    `deserialize: ${ratio(read1, read).toFixed(1)} times @confluentinc, ${ratio(read2, read).toFixed(1)} times @kafkajs`,
  ])
}

interface Duel {
  work: string
  ours: () => unknown
  peer: string
  theirs: () => unknown
}

async function compare(title: string, rounds: number, duels: readonly Duel[]): Promise<void> {
  const contenders = duels.flatMap(({ work, ours, peer, theirs }) => [
    { name: `${work}: ours`, unit, run: () => time(ours) },
    { name: `${work}: ${peer}`, unit, run: () => time(theirs) },
  ])
  const series = await turnAbout(rounds, contenders)
  const lines = duels.map(({ work, peer }, at) => {
    const [ours, theirs] = [series[at * 2], series[at * 2 + 1]]
    if (!ours || !theirs) throw new Error('a contender is missing')
    // Times: theirs over ours is how many times as fast ours is.
    return `${work}: ${ratio(theirs, ours).toFixed(2)} of ${peer}`
  })
  report(title, series, lines)
}

/** What the work gave last; kept, so that no compiler may leave the work out. */
let sink: unknown

/** Microseconds that one call takes. */
function time(work: () => unknown): number {
  const started = performance.now()
  let calls = 0
  let elapsed = 0
  while (elapsed < roundMs) {
    for (let i = 0; i < 1_000; i++) sink = work()
    calls += 1_000
    elapsed = performance.now() - started
  }
  return (elapsed * 1_000) / calls
}

async function timeAsync(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let calls = 0
  let elapsed = 0
  while (elapsed < roundMs) {
    for (let i = 0; i < 100; i++) sink = await work()
    calls += 100
    elapsed = performance.now() - started
  }
  return (elapsed * 1_000) / calls
}

function avscType(schema: AvroSchema, longs: 'number' | 'bigint'): avsc.Type {
  // avsc's own types of a schema are narrower than what it takes.
  const copy = structuredClone(schema) as avsc.Schema
  return avsc.Type.forSchema(copy, {
    wrapUnions: false,
    ...(longs === 'bigint' ? { registry: { long: bigintType() } } : {}),
  })
}

/** As avsc's documentation shows it for BigInt. */
function bigintType(): avsc.Type {
  return avsc.types.LongType.__with({
    fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(value)
      return bytes
    },
    fromJSON: BigInt,
    toJSON: Number,
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
  })
}

/** The value with its longs as bigint. */
function withBigints(schema: AvroSchema, value: unknown): unknown {
  if (schema === 'long') return BigInt(value as number)
  if (typeof schema !== 'object' || !('type' in schema)) return value
  if (schema['type'] === 'array')
    return (value as unknown[]).map((item) => withBigints(schema['items'] as AvroSchema, item))
  if (schema['type'] !== 'record') return value
  const fields = schema['fields'] as { name: string; type: AvroSchema }[]
  const record = value as Record<string, unknown>
  return Object.fromEntries(fields.map(({ name, type }) => [name, withBigints(type, record[name])]))
}

if (import.meta.main) {
  await benchSerdes()
  if (sink === undefined) throw new Error('nothing was measured')
}
