/** Compiles a writer's and a reader's schema into a function that reads the bytes of the one into values of the other. */

import { encodeDefault } from './avro-default.ts'
import { changeUnits, readDate, readDecimal, readTimestamp, readUuidBytes } from './avro-logical.ts'
import { matchBranch, matches, matchField } from './avro-match.ts'
import { AvroReader } from './avro-reader.ts'
import {
  type AvroArray,
  type AvroEnum,
  type AvroField,
  type AvroLogical,
  type AvroMap,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  branchName,
  isRecursive,
  smallestSize,
} from './avro-schema.ts'
import { SkipCompiler } from './avro-skip.ts'
import { type AvroValueOptions, isWrapped, logicalValue } from './avro-values.ts'
import { maxDepth } from './avro-writer.ts'
import { Code, literal, propertyName } from './code.ts'

export type AvroDecoder = (reader: AvroReader) => unknown

interface DecoderOptions extends AvroValueOptions {
  /** Keep the reader's `path`, for the message of an error. Slower; the walk is otherwise the same. */
  readonly traced: boolean
  /** Whether the value is all of a record, where `bytes` have no length in front. */
  readonly bare: boolean
}

export function compileAvroDecoder(writer: AvroType, reader: AvroType, options: DecoderOptions): AvroDecoder {
  return new DecoderCompiler(options).compile(writer, reader)
}

class DecoderCompiler {
  readonly #options: DecoderOptions
  readonly #code = new Code()
  /** Functions by the writer's and the reader's type. */
  readonly #functions = new Map<AvroType, Map<AvroType, string>>()
  readonly #skip = new SkipCompiler(this.#code)

  constructor(options: DecoderOptions) {
    this.#options = options
  }

  compile(writer: AvroType, reader: AvroType): AvroDecoder {
    const entry = this.#code.declare()
    entry.define(`(r) { return ${this.#read(writer, reader, this.#options.bare)}; }`)
    // The function was just written with these parameters.
    return this.#code.compile(entry.name) as AvroDecoder
  }

  /** An expression that reads a value of the writer's type and is a value of the reader's. */
  #read(writer: AvroType, reader: AvroType, bare = false): string {
    if (writer.kind === 'union') return this.#call(writer, reader, () => this.#unionBody(writer, reader))
    if (reader.kind === 'union') return this.#readBranch(writer, reader, bare)
    if (!matches(writer, reader)) return this.#unreadable(writer, reader)
    return this.#readLogical(writer, reader, bare) ?? this.#readSame(writer, reader, bare)
  }

  #readSame(writer: AvroType, reader: AvroType, bare: boolean): string {
    switch (reader.kind) {
      case 'null':
        return 'null'
      case 'long':
        return this.#readLong(writer, reader)
      case 'float':
        return writer.kind === 'float' ? 'r.float()' : `Math.fround(${readNumber(writer)})`
      case 'double':
        return readNumber(writer)
      case 'bytes':
      case 'string':
        return bare && writer.kind === 'bytes' ? bareRead[reader.kind] : `r.${reader.kind}()`
      case 'fixed':
        return `r.fixed(${reader.size})`
      case 'boolean':
      case 'int':
        return `r.${reader.kind}()`
      case 'union':
        return this.#read(writer, reader, bare)
      default:
        return this.#call(writer, reader, () => this.#body(writer, reader))
    }
  }

  #readLogical(writer: AvroType, reader: AvroType, bare: boolean): string | undefined {
    switch (logicalValue(reader, this.#options)) {
      case 'date':
        return `${this.#code.constant(readDate)}(r)`
      case 'timestamp':
        return `${this.#code.constant(readTimestamp)}(r, ${unitsPerMs(writer) ?? 1n}n)`
      case 'decimal':
        return this.#readDecimal(writer, reader, bare)
      case 'uuid':
        return reader.kind === 'fixed' ? `${this.#code.constant(readUuidBytes)}(r)` : undefined
    }
    return undefined
  }

  #readDecimal(writer: AvroType, reader: AvroType, bare: boolean): string {
    const scale = decimalScale(reader) ?? 0
    const bytes = writer.kind === 'fixed' ? `r.fixed(${writer.size})` : bare ? 'r.bareBytes()' : 'r.bytes()'
    return `${this.#code.constant(readDecimal)}(r, ${bytes}, ${scale}, ${decimalScale(writer) ?? scale})`
  }

  #readLong(writer: AvroType, reader: AvroType): string {
    const { longs } = this.#options
    const [from, to] = [unitsPerMs(writer), unitsPerMs(reader)]
    if (from === undefined || to === undefined || from === to) return `r.${longMethod[longs]}()`
    const changed = `${this.#code.constant(changeUnits)}(r, r.long(), ${from}n, ${to}n)`
    return longs === 'bigint' ? changed : `${this.#code.constant(longs === 'number' ? toSafe : String)}(${changed}, r)`
  }

  #readBranch(writer: AvroType, reader: AvroUnion, bare: boolean): string {
    const branch = matchBranch(writer, reader)
    if (branch === undefined) return this.#unreadable(writer, reader)
    const value = this.#read(writer, branch, bare)
    if (branch.kind === 'null' || !isWrapped(reader.branches, this.#options)) return value
    return `{ type: ${literal(branchName(branch))}, value: ${value} }`
  }

  /** Throws when a value gets here, and not before. */
  #unreadable(writer: AvroType, reader: AvroType): string {
    return `r.unreadable(${literal(`written as ${describeType(writer)}, which is not readable as ${describeType(reader)}`)})`
  }

  /** A call of the function for this pair; pairs that meet themselves again call the same one. */
  #call(writer: AvroType, reader: AvroType, body: () => string): string {
    const byReader = this.#functions.get(writer) ?? new Map<AvroType, string>()
    this.#functions.set(writer, byReader)
    const known = byReader.get(reader)
    if (known !== undefined) return `${known}(r)`
    const { name, define } = this.#code.declare()
    byReader.set(reader, name)
    define(`(r) {\n${body()}\n}`)
    return `${name}(r)`
  }

  #body(writer: AvroType, reader: AvroType): string {
    if (writer.kind === 'record' && reader.kind === 'record') return this.#recordBody(writer, reader)
    if (writer.kind === 'array' && reader.kind === 'array') return this.#arrayBody(writer, reader)
    if (writer.kind === 'map' && reader.kind === 'map') return this.#mapBody(writer, reader)
    if (writer.kind === 'enum' && reader.kind === 'enum') return this.#enumBody(writer, reader)
    throw new Error(`no way to read ${writer.kind} as ${reader.kind}`)
  }

  #recordBody(writer: AvroRecord, reader: AvroRecord): string {
    const takers = new Map<AvroField, AvroField[]>()
    for (const field of reader.fields) {
      const source = matchField(writer, field)
      if (source) takers.set(source, [...(takers.get(source) ?? []), field])
    }
    const names = new Map(reader.fields.map((field, index) => [field, `v${index}`]))
    const reads = writer.fields.map((field) => this.#fieldReads(field, takers.get(field) ?? [], names))
    const taken = new Set([...takers.values()].flat())
    const properties = reader.fields.map((field) => {
      const value = taken.has(field) ? names.get(field) : this.#default(reader, field)
      return `${propertyName(field.name)}: ${value}`
    })
    const deep = isRecursive(writer)
    return `${deep ? `if (++r.depth > ${maxDepth}) r.tooDeep();` : ''}
${reads.join('\n')}
${deep ? 'r.depth--;' : ''}
return { ${properties.join(', ')} };`
  }

  /** Reads one field of the writer for each field of the reader that takes it, usually one, or skips it. */
  #fieldReads(field: AvroField, takers: readonly AvroField[], names: ReadonlyMap<AvroField, string>): string {
    if (takers.length === 0) return this.#step(literal(field.name), this.#skip.statement(field.type))
    const start = `p_${names.get(takers[0] as AvroField)}`
    const reads = takers.map((taker, index) => {
      const again = index > 0 ? `r.position = ${start};` : ''
      const read = `const ${names.get(taker)} = ${this.#read(field.type, taker.type)};`
      return again + this.#step(literal(taker.name), read)
    })
    return (takers.length > 1 ? `const ${start} = r.position;\n` : '') + reads.join('\n')
  }

  #default(record: AvroRecord, field: AvroField): string {
    if (field.default === undefined) {
      return `r.unreadable(${literal(`the writer has no field ${field.name}, and the reader has no default for it`)})`
    }
    const bytes = Buffer.from(encodeDefault(record, field))
    const reader = new AvroReader()
    reader.begin(bytes, 0)
    return literal(compileAvroDecoder(field.type, field.type, { ...this.#options, traced: false, bare: false })(reader))
  }

  #arrayBody(writer: AvroArray, reader: AvroArray): string {
    const item = this.#read(writer.items, reader.items)
    return `const items = [];
for (let n = r.block(${smallestSize(writer.items)}); n !== 0; n = r.block(${smallestSize(writer.items)})) {
  for (; n !== 0; n--) { ${this.#step('items.length', `items.push(${item});`)} }
}
return items;`
  }

  #mapBody(writer: AvroMap, reader: AvroMap): string {
    const smallest = 1 + smallestSize(writer.values)
    const read = `const value = ${this.#read(writer.values, reader.values)};`
    return `const map = {};
for (let n = r.block(${smallest}); n !== 0; n = r.block(${smallest})) {
  for (; n !== 0; n--) {
    const key = r.string();
    ${this.#step('key', read)}
    if (key === "__proto__") ${this.#code.constant(defineProto)}(map, value);
    else map[key] = value;
  }
}
return map;`
  }

  #enumBody(writer: AvroEnum, reader: AvroEnum): string {
    const symbols = writer.symbols.map((symbol) => (reader.symbols.includes(symbol) ? symbol : reader.default))
    const known = `${this.#code.constant(symbols)}[r.index(${symbols.length})]`
    if (!symbols.includes(undefined)) return `return ${known};`
    const names = this.#code.constant(writer.symbols)
    return `const index = r.index(${symbols.length});
const symbol = ${this.#code.constant(symbols)}[index];
if (symbol === undefined) r.unreadable("symbol " + ${names}[index] + ${literal(` is not one of ${reader.name}, which has no default`)});
return symbol;`
  }

  #unionBody(writer: AvroUnion, reader: AvroType): string {
    const cases = writer.branches.map((branch, index) => `case ${index}: return ${this.#read(branch, reader)};`)
    return `switch (r.index(${cases.length})) {\n${cases.join('\n')}\n}`
  }

  /** Wraps statements so that the path names the step while they run. */
  #step(step: string, statements: string): string {
    return this.#options.traced ? `r.path.push(${step}); ${statements} r.path.pop();` : statements
  }
}

const longMethod = { bigint: 'long', number: 'longNumber', string: 'longString' } as const

const bareRead = { bytes: 'r.bareBytes()', string: 'r.bareString()' } as const

/** The writer's number as a double. */
function readNumber({ kind }: AvroType): string {
  return kind === 'long' ? 'r.longRounded()' : `r.${kind}()`
}

function logicalOf(type: AvroType): AvroLogical | undefined {
  return 'logical' in type ? type.logical : undefined
}

function unitsPerMs(type: AvroType): bigint | undefined {
  const logical = logicalOf(type)
  return logical && 'unitsPerMs' in logical ? logical.unitsPerMs : undefined
}

function decimalScale(type: AvroType): number | undefined {
  const logical = logicalOf(type)
  return logical && 'scale' in logical ? logical.scale : undefined
}

function describeType(type: AvroType): string {
  return type.kind === 'union' ? `union of ${type.branches.map(branchName).join(', ')}` : branchName(type)
}

function toSafe(value: bigint, reader: AvroReader): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) reader.outOfRange('a safe number; read longs as bigint or string', `long ${value}`)
  return number
}

/** Assigning to `__proto__` would change the prototype instead of adding the key. */
function defineProto(map: object, value: unknown): void {
  Object.defineProperty(map, '__proto__', { value, writable: true, enumerable: true, configurable: true })
}
