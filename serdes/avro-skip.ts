/** Passes over what a reader does not take, without building it. */

import {
  type AvroArray,
  type AvroMap,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  isRecursive,
  smallestSize,
} from './avro-schema.ts'
import { maxDepth } from './avro-writer.ts'
import type { Code } from './code.ts'

export class SkipCompiler {
  readonly #code: Code
  readonly #skippers = new Map<AvroType, string>()

  constructor(code: Code) {
    this.#code = code
  }

  /** A statement that passes over a value of the writer's type. */
  statement(type: AvroType): string {
    switch (type.kind) {
      case 'null':
        return ''
      case 'int':
      case 'long':
        return 'r.skipVarint();'
      case 'boolean':
      case 'float':
      case 'double':
      case 'fixed':
        return `r.skip(${smallestSize(type)});`
      case 'bytes':
      case 'string':
        return 'r.skipBytes();'
      case 'enum':
        return `r.index(${type.symbols.length});`
      default:
        return `${this.#skipper(type)}(r);`
    }
  }

  #skipper(type: AvroArray | AvroMap | AvroRecord | AvroUnion): string {
    const known = this.#skippers.get(type)
    if (known !== undefined) return known
    const { name, define } = this.#code.declare()
    this.#skippers.set(type, name)
    define(`(r) {\n${this.#skipBody(type)}\n}`)
    return name
  }

  #skipBody(type: AvroArray | AvroMap | AvroRecord | AvroUnion): string {
    switch (type.kind) {
      case 'array':
        return skipBlocks(smallestSize(type.items), this.statement(type.items))
      case 'map':
        return skipBlocks(1 + smallestSize(type.values), `r.skipBytes(); ${this.statement(type.values)}`)
      case 'record': {
        const fields = type.fields.map((field) => this.statement(field.type)).join('\n')
        return isRecursive(type) ? `if (++r.depth > ${maxDepth}) r.tooDeep();\n${fields}\nr.depth--;` : fields
      }
      case 'union': {
        const cases = type.branches.map((branch, index) => `case ${index}: ${this.statement(branch)} break;`)
        return `switch (r.index(${cases.length})) {\n${cases.join('\n')}\n}`
      }
    }
  }
}

function skipBlocks(smallest: number, skip: string): string {
  const block = `r.skippedBlock(${smallest})`
  return `for (let n = ${block}; n !== 0; n = ${block}) {\n  for (; n !== 0; n--) { ${skip} }\n}`
}
