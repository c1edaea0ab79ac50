/** The smallest values of types: as the codec takes them, and as Avro's JSON encoding writes them. */
import { type AvroDocument, type AvroRecord, type AvroSchema, type AvroUnion, branchName } from '../model.ts'

/** One value. */
export interface Sample {
  /** In Avro's JSON encoding, where a value of a union names its branch. */
  readonly json: string
  /** What `pairAvro` takes, where longs are bigint and logical types stay their base type. */
  readonly value: unknown
}

/** Larger ones show nothing to anybody. */
const sampleLimits = { values: 2000, fixedBytes: 4096, rounds: 100 }

export class Samples {
  /** How many values the smallest of each record has in all; endless where a record can only be within itself. */
  readonly #costs = new Map<AvroRecord, number>()

  constructor({ root }: AvroDocument) {
    const records = recordsIn(root)
    for (const record of records) this.#costs.set(record, Number.POSITIVE_INFINITY)
    // What is inside comes first, so that few rounds are needed.
    records.reverse()
    let isChanging = true
    for (let round = 0; isChanging && round < sampleLimits.rounds; round++) {
      isChanging = false
      for (const record of records) {
        const cost = record.fields.reduce((sum, field) => sum + this.#cost(field.type), 1)
        if (cost === this.#costs.get(record)) continue
        this.#costs.set(record, cost)
        isChanging = true
      }
    }
  }

  /** @returns `undefined` where there is none, or only large ones. */
  smallest(type: AvroSchema): Sample | undefined {
    return this.#cost(type) <= sampleLimits.values ? this.#make(type) : undefined
  }

  /** A record with one field given and the others as small as they can be. */
  recordWith(record: AvroRecord, name: string, given: Sample): Sample | undefined {
    const cost = record.fields.reduce((sum, field) => sum + (field.name === name ? 1 : this.#cost(field.type)), 1)
    if (cost > sampleLimits.values) return undefined
    return recordOf(record, (field) => (field.name === name ? given : this.#make(field.type)))
  }

  #cost(type: AvroSchema): number {
    if (type.type === 'record') return this.#costs.get(type) ?? Number.POSITIVE_INFINITY
    if (type.type === 'union') return 1 + Math.min(...type.branches.map((branch) => this.#cost(branch)))
    if (type.type === 'enum' && type.symbols.length === 0) return Number.POSITIVE_INFINITY
    return type.type === 'fixed' && type.size > sampleLimits.fixedBytes ? Number.POSITIVE_INFINITY : 1
  }

  /** Ends because it only goes where the cost is finite, and each part costs less than the whole. */
  #make(type: AvroSchema): Sample {
    switch (type.type) {
      case 'null':
        return { json: 'null', value: null }
      case 'boolean':
        return { json: 'false', value: false }
      case 'long':
        return { json: '0', value: 0n }
      case 'int':
      case 'float':
      case 'double':
        return { json: '0', value: 0 }
      case 'string':
        return { json: '""', value: '' }
      case 'bytes':
        return { json: '""', value: new Uint8Array(0) }
      case 'fixed':
        return { json: JSON.stringify('\0'.repeat(type.size)), value: new Uint8Array(type.size) }
      case 'enum':
        return symbolSample(type.symbols[0] ?? '')
      case 'array':
        return { json: '[]', value: [] }
      case 'map':
        return { json: '{}', value: {} }
      case 'record':
        return recordOf(type, (field) => this.#make(field.type))
      case 'union': {
        const branch = type.branches.reduce((best, next) => (this.#cost(next) < this.#cost(best) ? next : best))
        return branchSample(type, branch, this.#make(branch))
      }
    }
  }
}

export function symbolSample(symbol: string): Sample {
  return { json: JSON.stringify(symbol), value: symbol }
}

export function itemSample({ json, value }: Sample): Sample {
  return { json: `[${json}]`, value: [value] }
}

export function entrySample({ json, value }: Sample): Sample {
  return { json: `{"key":${json}}`, value: { key: value } }
}

export function branchSample(union: AvroUnion, branch: AvroSchema, { json, value }: Sample): Sample {
  if (branch.type === 'null') return { json, value }
  const name = branchName(branch)
  return {
    json: `{${JSON.stringify(name)}:${json}}`,
    value: needsNames(union) ? { type: name, value } : value,
  }
}

function recordOf(record: AvroRecord, sampleOf: (field: AvroRecord['fields'][number]) => Sample): Sample {
  const fields = record.fields.map((field) => [field.name, sampleOf(field)] as const)
  return {
    json: `{${fields.map(([name, { json }]) => `${JSON.stringify(name)}:${json}`).join(',')}}`,
    value: Object.fromEntries(fields.map(([name, { value }]) => [name, value])),
  }
}

/** Whether two branches have values that the codec cannot tell apart, so that it wants the branch to be named. */
function needsNames({ branches }: AvroUnion): boolean {
  const kinds = branches.map((branch) => valueKinds[branch.type])
  return new Set(kinds).size < kinds.length
}

const valueKinds: Readonly<Record<AvroSchema['type'], string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'bigint',
  float: 'number',
  double: 'number',
  string: 'string',
  enum: 'string',
  bytes: 'bytes',
  fixed: 'bytes',
  array: 'array',
  map: 'object',
  record: 'object',
  union: 'object',
}

function recordsIn(root: AvroSchema): AvroRecord[] {
  const records = new Set<AvroRecord>()
  const waiting = [root]
  for (const type of waiting) {
    if (type.type === 'record' && !records.has(type)) {
      records.add(type)
      waiting.push(...type.fields.map((field) => field.type))
    } else if (type.type === 'union') waiting.push(...type.branches)
    else if (type.type === 'array') waiting.push(type.items)
    else if (type.type === 'map') waiting.push(type.values)
  }
  return [...records]
}
