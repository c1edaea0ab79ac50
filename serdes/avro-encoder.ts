/** Compiles an Avro schema into a function that checks a value and writes it in one walk. */

import { encodeDefault } from './avro-default.ts'
import {
  type DecimalShape,
  writeDate,
  writeDecimal,
  writeTimestamp,
  writeUuid,
  writeUuidBytes,
} from './avro-logical.ts'
import { type AvroRecord, type AvroType, type AvroUnion, branchName, isRecursive } from './avro-schema.ts'
import { type AvroValueOptions, isWrapped, logicalValue, type ValueKind, valueKind } from './avro-values.ts'
import { type AvroWriter, maxDepth } from './avro-writer.ts'
import { Code, literal, property } from './code.ts'

export type AvroEncoder = (writer: AvroWriter, value: unknown) => void

interface EncoderOptions extends AvroValueOptions {
  /** Keep the writer's `path`, for the message of an error. Slower; the walk is otherwise the same. */
  readonly traced: boolean
}

export function compileAvroEncoder(type: AvroType, options: EncoderOptions): AvroEncoder {
  const compiler = new EncoderCompiler(options)
  return compiler.compile(type)
}

class EncoderCompiler {
  readonly #options: EncoderOptions
  readonly #code = new Code()
  readonly #records = new Map<AvroRecord, string>()
  #variables = 0

  constructor(options: EncoderOptions) {
    this.#options = options
  }

  compile(type: AvroType): AvroEncoder {
    const entry = this.#code.declare()
    entry.define(`(w, v) { ${this.#write(type, 'v', true)} }`)
    // The function was just written with these parameters.
    return this.#code.compile(entry.name) as AvroEncoder
  }

  /** Statements that write the value of expression `v`, which is a variable. */
  #write(type: AvroType, v: string, bare = false): string {
    const logical = this.#writeLogical(type, v, bare)
    if (logical !== undefined) return logical
    switch (type.kind) {
      case 'long':
        return `w.${longMethod[this.#options.longs]}(${v});`
      case 'bytes':
        return bare ? `w.bareBytes(${v});` : `w.bytes(${v});`
      case 'fixed':
        return `w.fixed(${v}, ${type.size});`
      case 'enum':
        return this.#writeEnum(type.symbols, type.name, v)
      case 'array':
        return this.#writeArray(type.items, v)
      case 'map':
        return this.#writeMap(type.values, v)
      case 'record':
        return `${this.#recordFunction(type)}(w, ${v});`
      case 'union':
        return isWrapped(type.branches, this.#options) ? this.#writeWrapped(type, v) : this.#writeBare(type, v)
      default:
        return `w.${type.kind}(${v});`
    }
  }

  #writeLogical(type: AvroType, v: string, bare: boolean): string | undefined {
    switch (logicalValue(type, this.#options)) {
      case 'date':
        return `${this.#code.constant(writeDate)}(w, ${v});`
      case 'timestamp':
        return `${this.#code.constant(writeTimestamp)}(w, ${v});`
      case 'uuid':
        return `${this.#code.constant(type.kind === 'fixed' ? writeUuidBytes : writeUuid)}(w, ${v});`
      case 'decimal':
        return `${this.#code.constant(writeDecimal)}(w, ${v}, ${this.#code.constant(decimalShape(type, bare))});`
    }
    return undefined
  }

  #writeEnum(symbols: readonly string[], name: string, v: string): string {
    const indexes = this.#code.constant(new Map(symbols.map((symbol, index) => [symbol, index])))
    const index = this.#variable()
    return `const ${index} = ${indexes}.get(${v});
if (${index} === undefined) w.fail(${literal(`${name} (${symbols.join(', ')})`)}, ${v});
w.count(${index});`
  }

  #writeArray(items: AvroType, v: string): string {
    const [i, item] = [this.#variable(), this.#variable()]
    return `if (!Array.isArray(${v})) w.fail("array", ${v});
if (${v}.length > 0) {
  w.count(${v}.length);
  for (let ${i} = 0; ${i} < ${v}.length; ${i}++) {
    const ${item} = ${v}[${i}];
    ${this.#step(i, this.#write(items, item))}
  }
}
w.count(0);`
  }

  #writeMap(values: AvroType, v: string): string {
    const [keys, i, value] = [this.#variable(), this.#variable(), this.#variable()]
    return `if (!${this.#code.constant(isPlainObject)}(${v})) w.fail("map (object)", ${v});
const ${keys} = Object.keys(${v});
if (${keys}.length > 0) {
  w.count(${keys}.length);
  for (let ${i} = 0; ${i} < ${keys}.length; ${i}++) {
    w.string(${keys}[${i}]);
    const ${value} = ${v}[${keys}[${i}]];
    ${this.#step(`${keys}[${i}]`, this.#write(values, value))}
  }
}
w.count(0);`
  }

  #recordFunction(record: AvroRecord): string {
    const known = this.#records.get(record)
    if (known !== undefined) return known
    const { name, define } = this.#code.declare()
    this.#records.set(record, name)
    const deep = isRecursive(record)
    // Of an array or a Map the fields would all be missing, which is only noticed where one is required.
    const optional = record.fields.every((field) => field.default !== undefined)
    const isObject = optional ? `${this.#code.constant(isPlainObject)}(v)` : 'typeof v === "object" && v !== null'
    define(`(w, v) {
if (!(${isObject})) w.fail(${literal(`record ${record.name} (object)`)}, v);
${deep ? `if (++w.depth > ${maxDepth}) w.tooDeep();` : ''}
${record.fields.map((field) => this.#writeField(record, field)).join('\n')}
${deep ? 'w.depth--;' : ''}
}`)
    return name
  }

  #writeField(record: AvroRecord, field: AvroRecord['fields'][number]): string {
    const v = this.#variable()
    const write = this.#step(literal(field.name), this.#write(field.type, v))
    const read = `const ${v} = ${property('v', field.name)};`
    if (field.default === undefined) return `${read} { ${write} }`
    const bytes = this.#code.constant(encodeDefault(record, field))
    return `${read}\nif (${v} === undefined) w.raw(${bytes}); else { ${write} }`
  }

  /** `{ type, value }`, and null as it is. */
  #writeWrapped({ branches }: AvroUnion, v: string): string {
    const value = this.#variable()
    const cases = branches.map((branch, index) => {
      if (branch.kind === 'null') return ''
      const write = `{ const ${value} = ${v}.value; ${this.#step('"value"', this.#write(branch, value))} }`
      return `case ${literal(branchName(branch))}: w.count(${index}); ${write} break;`
    })
    const empty = branches.findIndex(({ kind }) => kind === 'null')
    const expected = literal(`{ type, value } of ${branches.map(branchName).join(', ')}`)
    const clauses = [
      ...(empty < 0 ? [] : [`if (${v} === null) w.count(${empty});`]),
      `if (typeof ${v} !== "object" || ${v} === null) w.fail(${expected}, ${v});`,
      `switch (${v}.type) {\n${cases.join('\n')}\ndefault: w.fail(${expected}, ${v});\n}`,
    ]
    return clauses.join('\nelse ')
  }

  #writeBare({ branches }: AvroUnion, v: string): string {
    const tests = branches.map((branch, index) => {
      const test = this.#test(valueKind(branch, this.#options), v)
      return `if (${test}) { w.count(${index}); ${this.#write(branch, v)} }`
    })
    const expected = literal(branches.map(branchName).join(' or '))
    return [...tests, `w.fail(${expected}, ${v});`].join('\nelse ')
  }

  #test(kind: ValueKind, v: string): string {
    switch (kind) {
      case 'null':
        return `${v} === null`
      case 'bytes':
        return `${v} instanceof Uint8Array`
      case 'array':
        return `Array.isArray(${v})`
      case 'date':
        return `${v} instanceof Date`
      case 'object':
        return `${this.#code.constant(isPlainObject)}(${v})`
      default:
        return `typeof ${v} === "${kind}"`
    }
  }

  /** Wraps statements so that the path names the step while they run. */
  #step(step: string, statements: string): string {
    return this.#options.traced ? `w.path.push(${step}); ${statements} w.path.pop();` : statements
  }

  #variable(): string {
    return `v${this.#variables++}`
  }
}

const longMethod = { bigint: 'long', number: 'longNumber', string: 'longString' } as const

function decimalShape(type: AvroType, bare: boolean): DecimalShape | undefined {
  const logical = 'logical' in type ? type.logical : undefined
  if (logical?.kind !== 'decimal') return undefined
  const size = type.kind === 'fixed' ? type.size : undefined
  return { scale: logical.scale, precision: logical.precision, size, bare: bare && size === undefined }
}

/** Objects that hold fields. Others (arrays, Map, Date, bytes) would look like an object without any. */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return !(
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Date ||
    value instanceof Uint8Array
  )
}
