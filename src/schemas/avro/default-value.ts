/** Whether a field's default fits its type (Avro 1.12 with Java's leniencies). */
import { isIntegerLiteral } from '../json-number.ts'
import type { JsonNode } from '../json-text.ts'
import type { AvroRecord, AvroSchema } from './model.ts'

/** What Java's `Double.valueOf` reads, hexadecimal floats left out. */
const doubleText = /^\s*[+-]?(?:NaN|Infinity|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)\s*$/

/**
 * Turns a text into a number where the field is a float or double, as the reference does while it parses.
 *
 * @returns The default to keep, or `undefined` where the text is no number, which no setting forgives.
 */
export function convertDefault(value: JsonNode, type: AvroSchema): JsonNode | undefined {
  if (value.type !== 'string' || (type.type !== 'float' && type.type !== 'double')) return value
  if (!doubleText.test(value.value)) return undefined
  const { start, end } = value
  const number = Number(value.value.trim().replace(/[fFdD]$/, ''))
  // With a fraction, so that it is printed as the double that it has become.
  const literal = Number.isInteger(number) && Math.abs(number) < 1e21 ? `${number}.0` : String(number)
  return { type: 'number', literal, start, end }
}

/** Contents of texts (length of fixed, symbols of enums) are not looked at, as in the reference. */
export function fitsDefault(value: JsonNode, type: AvroSchema): boolean {
  return new DefaultCheck().fits(value, type)
}

class DefaultCheck {
  /** Answers by value and type: without them, records that hold the next record twice would cost 2^n steps. */
  readonly #answers = new Map<JsonNode, Map<AvroSchema, boolean>>()

  fits(value: JsonNode, type: AvroSchema): boolean {
    let answers = this.#answers.get(value)
    if (!answers) {
      answers = new Map()
      this.#answers.set(value, answers)
    }
    const known = answers.get(type)
    if (known !== undefined) return known
    // A default that needs itself (a record whose field of the same type defaults to {}) could never be made.
    answers.set(type, false)
    const answer = this.#judge(value, type)
    answers.set(type, answer)
    return answer
  }

  #judge(value: JsonNode, type: AvroSchema): boolean {
    switch (type.type) {
      case 'null':
      case 'boolean':
        return value.type === type.type
      case 'int':
        return isIntegerWithin(value, 31n)
      case 'long':
        return isIntegerWithin(value, 63n)
      case 'float':
      case 'double':
        return value.type === 'number'
      case 'string':
      case 'bytes':
      case 'enum':
      case 'fixed':
        return value.type === 'string'
      case 'array':
        return value.type === 'array' && value.items.every((item) => this.fits(item, type.items))
      case 'map':
        return value.type === 'object' && [...value.members.values()].every((item) => this.fits(item, type.values))
      case 'record':
        return value.type === 'object' && this.#fitsRecord(value.members, type)
      case 'union':
        return type.branches.some((branch) => this.fits(value, branch))
    }
  }

  #fitsRecord(members: ReadonlyMap<string, JsonNode>, record: AvroRecord): boolean {
    return record.fields.every((field) => {
      const value = members.get(field.name) ?? field.default
      return value !== undefined && this.fits(value, field.type)
    })
  }
}

function isIntegerWithin(value: JsonNode, bits: bigint): boolean {
  if (value.type !== 'number' || !isIntegerLiteral(value.literal)) return false
  const number = BigInt(value.literal)
  return number >= -(1n << bits) && number < 1n << bits
}
