/** Checks of one schema of 50 fields against 1 and against 100 versions, beside what avsc needs to make a resolver. */

import avsc from 'avsc'
import { checkLevel, explain } from '../src/registry/index.ts'
import { type SchemaFormat, schemaFormats } from '../src/schemas/index.ts'
import { ratio, report, turnAbout } from './measure.ts'

/** One work of one round takes about this long, so that a pause of the machine does not decide it. */
const roundMs = 40
const fieldCount = 50
const versionCount = 100

/** A schema with some of its optional fields left out, and one that no version can be read with. */
interface Family {
  /** @param without - how many of the 50 fields are left out. */
  text(without: number): string
  readonly broken: string
}

const names = Array.from({ length: fieldCount }, (_, index) => `field${index}`)

const families: Readonly<Record<SchemaFormat['type'], Family>> = {
  AVRO: {
    text: (without) =>
      avroRecord(names.slice(without).map((name) => ({ name, type: ['null', 'string'], default: null }))),
    broken: avroRecord([...names.map((name) => ({ name, type: 'string' })), { name: 'added', type: 'long' }]),
  },
  JSON: {
    text: (without) => jsonObject(names.slice(without), []),
    broken: jsonObject([...names, 'added'], ['added']),
  },
  PROTOBUF: {
    text: (without) => protobufMessage(names.slice(without), 'string'),
    broken: protobufMessage(names, 'int64'),
  },
}

function avroRecord(fields: readonly object[]): string {
  return JSON.stringify({ type: 'record', name: 'Order', fields })
}

function jsonObject(properties: readonly string[], required: readonly string[]): string {
  const described = Object.fromEntries(properties.map((name) => [name, { type: 'string' }]))
  return JSON.stringify({ type: 'object', properties: described, required, additionalProperties: false })
}

function protobufMessage(fields: readonly string[], type: string): string {
  const lines = fields.map((name) => `  ${type} ${name} = ${names.indexOf(name) + 1};`)
  return `syntax = "proto3";\nmessage Order {\n${lines.join('\n')}\n}\n`
}

const source = (text: string) => ({ text, references: [], strict: false })

export async function benchCompatibility(rounds = 9): Promise<void> {
  for (const known of schemaFormats.values()) {
    const format = 'load' in known ? await known.load() : known
    await benchFormat(format, families[format.type], rounds)
  }
}

async function benchFormat(format: SchemaFormat, family: Family, rounds: number): Promise<void> {
  const texts = Array.from({ length: versionCount }, (_, index) => family.text(index % (fieldCount - 1)))
  const candidateText = family.text(0)
  const parse = (text: string) => ({ schemaType: format.type, parsed: format.parse(source(text)), schema: text })
  const before = heapBytes()
  const history = texts.map(parse)
  const memory = heapBytes() - before
  const candidate = parse(candidateText)
  const check = (compared: typeof history, against = candidate) => {
    const verdict = checkLevel({ level: 'BACKWARD_TRANSITIVE', format, candidate: against, history: compared })
    if (!verdict.isCompatible) throw new Error('the versions should be compatible')
  }
  const [older = candidateText] = texts.slice(-1)
  const readerType = avsc.Type.forSchema(JSON.parse(families.AVRO.text(0)))
  const writerText = families.AVRO.text(fieldCount - 2)
  const contenders = [
    { name: 'cold: both parsed, 1 version', run: () => check([parse(older)], parse(candidateText)) },
    { name: 'warm: 1 version', run: () => check(history.slice(-1)) },
    { name: `warm: ${versionCount} versions`, run: () => check(history) },
    {
      name: 'avsc cold: both types, resolver',
      run: () =>
        avsc.Type.forSchema(JSON.parse(families.AVRO.text(0))).createResolver(
          avsc.Type.forSchema(JSON.parse(writerText)),
        ),
    },
    { name: 'avsc warm: resolver', run: () => readerType.createResolver(avsc.Type.forSchema(JSON.parse(writerText))) },
  ]
  const series = await turnAbout(
    rounds,
    contenders.map(({ name, run }) => ({ name, unit: 'checks/s', run: () => perSecond(run) })),
  )
  const [cold, warm, , avscCold, avscWarm] = series
  if (!cold || !warm || !avscCold || !avscWarm) throw new Error('a series is missing')
  report(`Compatibility, ${format.type}, ${fieldCount} fields`, series, [
    `cold: ${ratio(cold, avscCold).toFixed(2)} of avsc's resolver for Avro`,
    `warm: ${ratio(warm, avscWarm).toFixed(2)} of avsc's resolver for Avro`,
    `${versionCount} parsed versions: ${(memory / 1024 / versionCount).toFixed(1)} KiB each`,
  ])
  await benchExplanation(format, family, rounds)
}

/** What a refusal costs with places, a fix and a record, after the first one. */
async function benchExplanation(format: SchemaFormat, family: Family, rounds: number): Promise<void> {
  const typed = (text: string) => ({ ...source(text), type: format.type })
  const request = {
    level: 'BACKWARD',
    policy: 'STRICT',
    candidate: typed(family.broken),
    history: [{ source: typed(family.text(0)), version: 1 }],
  } as const
  const { findings, fix } = await explain(format, request)
  const series = await turnAbout(rounds, [
    {
      name: `explained: ${findings.length} findings, ${fix ? 'mended' : 'not mended'}`,
      unit: 'ms',
      run: async () => {
        const began = performance.now()
        await explain(format, request)
        return performance.now() - began
      },
    },
  ])
  report(`Explanation, ${format.type}`, series)
}

function perSecond(run: () => unknown): number {
  const began = performance.now()
  let count = 0
  while (performance.now() - began < roundMs) {
    run()
    count++
  }
  return (count * 1000) / (performance.now() - began)
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
