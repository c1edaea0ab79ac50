/** Finds the way that a value takes through both schemas to where the reader stops, the shortest first. */
import { readsPrimitive } from '../compatibility.ts'
import { type AvroField, type AvroRecord, type AvroSchema, type AvroUnion, isNamed } from '../model.ts'
import { branchSample, entrySample, itemSample, type Sample, type Samples, symbolSample } from './samples.ts'

/** What a reader has where a writer has something, and how they came there. */
interface Pair {
  readonly reader: AvroSchema
  readonly writer: AvroSchema
  readonly before: Pair | undefined
  /** Puts a value of the writer's type into one of the type before. */
  readonly wrap: ((inner: Sample) => Sample | undefined) | undefined
}

/** Pairs that one search looks at. */
const mostPairs = 20_000

export class PairSearch {
  readonly #samples: Samples

  constructor(samples: Samples) {
    this.#samples = samples
  }

  /** Values of the root that lead to the pair, if any, and on from it to what the reader cannot read. */
  *broken(root: readonly [AvroSchema, AvroSchema], goal: readonly [AvroSchema, AvroSchema]): Generator<Sample> {
    const [reader, writer] = root
    for (const pair of this.#reachable({ reader, writer, before: undefined, wrap: undefined })) {
      if (pair.reader !== goal[0] || pair.writer !== goal[1]) continue
      for (const end of this.#reachable(pair)) {
        const value = this.#brokenValue(end)
        const whole = value && wrapped(end, value)
        if (whole) yield whole
      }
      return
    }
  }

  /** Breadth first: the nearest is the smallest. */
  *#reachable(start: Pair): Generator<Pair> {
    const seen = new Map<AvroSchema, Set<AvroSchema>>()
    const waiting = [start]
    for (const pair of waiting) {
      const writers = seen.get(pair.reader) ?? new Set()
      seen.set(pair.reader, writers)
      if (writers.has(pair.writer)) continue
      writers.add(pair.writer)
      yield pair
      if (waiting.length < mostPairs) waiting.push(...this.#inside(pair))
    }
  }

  *#inside(before: Pair): Generator<Pair> {
    const { reader, writer } = before
    if (writer.type === 'union') {
      for (const branch of writer.branches) {
        yield { reader, writer: branch, before, wrap: (inner) => branchSample(writer, branch, inner) }
      }
    } else if (reader.type === 'union') {
      const branch = takenBranch(reader, writer)
      if (branch) yield { reader: branch, writer, before, wrap: undefined }
    } else if (reader.type === 'record' && writer.type === 'record') {
      for (const field of reader.fields) {
        const source = sourceOf(field, writer)
        const wrap = (inner: Sample) => source && this.#samples.recordWith(writer, source.name, inner)
        if (source) yield { reader: field.type, writer: source.type, before, wrap }
      }
    } else if (reader.type === 'array' && writer.type === 'array') {
      yield { reader: reader.items, writer: writer.items, before, wrap: itemSample }
    } else if (reader.type === 'map' && writer.type === 'map') {
      yield { reader: reader.values, writer: writer.values, before, wrap: entrySample }
    }
  }

  /** A value of the writer's type that stops the reader right here. */
  #brokenValue({ reader, writer }: Pair): Sample | undefined {
    if (writer.type === 'union') return undefined
    if (reader.type === 'union') return takenBranch(reader, writer) ? undefined : this.#samples.smallest(writer)
    if (!takes(reader, writer)) return this.#samples.smallest(writer)
    if (reader.type === 'enum' && writer.type === 'enum') {
      const unknown = reader.default === undefined && writer.symbols.find((symbol) => !reader.symbolSet.has(symbol))
      return unknown ? symbolSample(unknown) : undefined
    }
    if (reader.type !== 'record' || writer.type !== 'record') return undefined
    const lacks = reader.fields.some((field) => !field.default && !sourceOf(field, writer))
    return lacks ? this.#samples.smallest(writer) : undefined
  }
}

function wrapped(end: Pair, innermost: Sample): Sample | undefined {
  let value: Sample | undefined = innermost
  for (let pair: Pair | undefined = end; pair && value; pair = pair.before) {
    if (pair.wrap) value = pair.wrap(value)
  }
  return value
}

function sourceOf(field: AvroField, writer: AvroRecord): AvroField | undefined {
  for (const name of [field.name, ...field.aliases]) {
    const source = writer.fieldsByName.get(name)
    if (source) return source
  }
  return undefined
}

/** Whether readers take the one for the other by kind, name and size; what lies inside is seen when a value gets there. */
function takes(reader: AvroSchema, writer: AvroSchema): boolean {
  if (!isNamed(reader) || !isNamed(writer)) return reader.type === writer.type || readsPrimitive(reader, writer)
  if (reader.type !== writer.type) return false
  if (reader.type === 'fixed' && writer.type === 'fixed' && reader.size !== writer.size) return false
  return (
    reader.name.name === writer.name.name || reader.aliases.some((alias) => alias.fullName === writer.name.fullName)
  )
}

/** The branch that readers take for a type: of the same full name, of the same kind, or one that it is promoted to. */
function takenBranch({ branches }: AvroUnion, writer: AvroSchema): AvroSchema | undefined {
  const taking = branches.filter((branch) => takes(branch, writer))
  return (
    taking.find((branch) => isNamed(branch) && isNamed(writer) && branch.name.fullName === writer.name.fullName) ??
    taking.find((branch) => branch.type === writer.type) ??
    taking[0]
  )
}
