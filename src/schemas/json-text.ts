/**
 * Reads JSON text without losing anything that a schema's identity hangs on: all digits of a number, the order of keys
 * (also of those that look like integers), names such as `__proto__`, and where each value stands.
 *
 * `JSON.parse` keeps none of these four, and no kept package keeps them all together with a bound on depth.
 */
import { schemaErrors } from './errors.ts'
import { linePlaceOf } from './explanation/text-edits.ts'

interface JsonSpan {
  /** Position of the value's first character in its text. */
  readonly start: number
  /** Position after its last character. */
  readonly end: number
}

export interface JsonObject extends JsonSpan {
  readonly type: 'object'
  /** In order of first appearance; of a key given twice the last value counts, as in the reference. */
  readonly members: ReadonlyMap<string, JsonNode>
}

interface JsonArray extends JsonSpan {
  readonly type: 'array'
  readonly items: readonly JsonNode[]
}

interface JsonString extends JsonSpan {
  readonly type: 'string'
  readonly value: string
}

interface JsonNumber extends JsonSpan {
  readonly type: 'number'
  /** As it was written, or `NaN`, `Infinity`, `-Infinity` where the dialect has them. */
  readonly literal: string
}

interface JsonBoolean extends JsonSpan {
  readonly type: 'boolean'
  readonly value: boolean
}

interface JsonNull extends JsonSpan {
  readonly type: 'null'
}

export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull

/** What a format's own JSON reader allows beyond RFC 8259. */
export interface JsonDialect {
  readonly comments: boolean
  readonly nonFiniteNumbers: boolean
  /** Whether anything may follow the value. */
  readonly trailingText: boolean
}

/**
 * Bounds of one schema text. Depth and digits are those of the reference's JSON reader (Jackson); length and number of
 * values are what can be read and compared in about a second, because that happens on the event loop.
 */
export const jsonLimits = {
  textLength: 2 * 1024 * 1024,
  depth: 1000,
  valueCount: 200_000,
  numberLength: 1000,
  /** Java's own is ten digits; with nine, arithmetic on exponents is exact. */
  exponentLength: 9,
}

/** @throws {SchemaError} `invalidSchema` with reason and place, or `schemaTooLarge`. */
export function readJson(text: string, dialect: JsonDialect): JsonNode {
  if (text.length > jsonLimits.textLength) throw schemaErrors.schemaTooLarge('length', jsonLimits.textLength)
  const reader = new JsonReader(text, dialect)
  const value = reader.readValue(0)
  if (!dialect.trailingText) reader.expectEnd()
  return value
}

/** `line 3, column 5` for a position. */
export function placeIn(text: string, position: number): string {
  const { line, column } = linePlaceOf(text, position)
  return `line ${line}, column ${column}`
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?(\d+))?/y
const space = /[ \t\r\n]*/y
const word = /-?[A-Za-z]+/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters end a run of plain ones
const plainCharacters = /[^"\\\u0000-\u001f]*/y
const hexDigits = /^[0-9a-fA-F]{4}$/
const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
)

class JsonReader {
  readonly #text: string
  readonly #dialect: JsonDialect
  #position = 0
  #valueCount = 0

  constructor(text: string, dialect: JsonDialect) {
    this.#text = text
    this.#dialect = dialect
  }

  readValue(depth: number): JsonNode {
    this.#skipBlanks()
    if (depth > jsonLimits.depth) throw this.#tooLarge('nesting depth', jsonLimits.depth)
    if (++this.#valueCount > jsonLimits.valueCount) throw this.#tooLarge('number of values', jsonLimits.valueCount)
    const start = this.#position
    switch (this.#text[start]) {
      case '{':
        return { type: 'object', members: this.#readMembers(depth), start, end: this.#position }
      case '[':
        return { type: 'array', items: this.#readItems(depth), start, end: this.#position }
      case '"':
        return { type: 'string', value: this.#readString(), start, end: this.#position }
      default:
        return this.#readNumber(start) ?? this.#readWord(start)
    }
  }

  expectEnd(): void {
    this.#skipSpace()
    if (this.#position < this.#text.length) throw this.#unexpected('the end of the schema')
  }

  #readMembers(depth: number): Map<string, JsonNode> {
    const members = new Map<string, JsonNode>()
    this.#position++
    this.#skipBlanks()
    if (this.#skip('}')) return members
    for (;;) {
      this.#skipBlanks()
      if (this.#text[this.#position] !== '"') throw this.#unexpected('a key in double quotes')
      const key = this.#readString()
      this.#skipBlanks()
      if (!this.#skip(':')) throw this.#unexpected("':'")
      members.set(key, this.readValue(depth + 1))
      this.#skipBlanks()
      if (this.#skip('}')) return members
      if (!this.#skip(',')) throw this.#unexpected("',' or '}'")
    }
  }

  #readItems(depth: number): JsonNode[] {
    const items: JsonNode[] = []
    this.#position++
    this.#skipBlanks()
    if (this.#skip(']')) return items
    for (;;) {
      items.push(this.readValue(depth + 1))
      this.#skipBlanks()
      if (this.#skip(']')) return items
      if (!this.#skip(',')) throw this.#unexpected("',' or ']'")
    }
  }

  #readString(): string {
    const opening = this.#position++
    let value = ''
    for (;;) {
      value += this.#match(plainCharacters)
      const stop = this.#text[this.#position]
      if (stop === undefined) throw this.#invalid('a string is not closed', opening)
      if (stop === '"') {
        this.#position++
        return value
      }
      if (stop !== '\\') throw this.#invalid('a control character in a string must be escaped')
      value += this.#readEscape()
    }
  }

  #readEscape(): string {
    const letter = this.#text[this.#position + 1]
    if (letter === 'u') {
      const digits = this.#text.slice(this.#position + 2, this.#position + 6)
      if (!hexDigits.test(digits)) throw this.#invalid('\\u must be followed by four hexadecimal digits')
      this.#position += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = letter === undefined ? undefined : escapes.get(letter)
    if (character === undefined) throw this.#invalid('unknown escape sequence in a string')
    this.#position += 2
    return character
  }

  #readNumber(start: number): JsonNumber | undefined {
    number.lastIndex = start
    const found = number.exec(this.#text)
    if (!found) return undefined
    const [literal, exponent = ''] = found
    const { numberLength, exponentLength } = jsonLimits
    if (literal.length > numberLength) throw this.#tooLarge('length of a number', numberLength)
    if (exponent.length > exponentLength) throw this.#tooLarge("length of a number's exponent", exponentLength)
    this.#position += literal.length
    if (/[\w.]/.test(this.#text[this.#position] ?? '')) throw this.#invalid('malformed number', start)
    return { type: 'number', literal, start, end: this.#position }
  }

  #readWord(start: number): JsonNode {
    const name = this.#match(word)
    const end = this.#position
    if (name === 'true' || name === 'false') return { type: 'boolean', value: name === 'true', start, end }
    if (name === 'null') return { type: 'null', start, end }
    if (this.#dialect.nonFiniteNumbers && /^(NaN|-?Infinity)$/.test(name)) {
      return { type: 'number', literal: name, start, end }
    }
    this.#position = start
    throw this.#unexpected('a JSON value')
  }

  #skipBlanks(): void {
    this.#skipSpace()
    while (this.#dialect.comments && this.#text[this.#position] === '/') {
      this.#skipComment()
      this.#skipSpace()
    }
  }

  #skipSpace(): void {
    this.#match(space)
  }

  #skipComment(): void {
    const opening = this.#text.slice(this.#position, this.#position + 2)
    if (opening !== '//' && opening !== '/*') throw this.#unexpected('a JSON value')
    const closing = opening === '//' ? '\n' : '*/'
    const end = this.#text.indexOf(closing, this.#position + 2)
    if (end < 0 && closing === '*/') throw this.#invalid('a comment is not closed')
    this.#position = end < 0 ? this.#text.length : end + closing.length
  }

  #skip(character: string): boolean {
    if (this.#text[this.#position] !== character) return false
    this.#position++
    return true
  }

  /** Takes what a sticky pattern finds here; empty where it finds nothing. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#position += found.length
    return found
  }

  #unexpected(wanted: string) {
    const code = this.#text.codePointAt(this.#position)
    const found = code === undefined ? 'the text ends' : `found '${String.fromCodePoint(code)}'`
    return this.#invalid(`expected ${wanted} but ${found}`)
  }

  #invalid(reason: string, position = this.#position) {
    return schemaErrors.invalidSchema(reason, placeIn(this.#text, position))
  }

  #tooLarge(limit: string, most: number) {
    return schemaErrors.schemaTooLarge(limit, most, placeIn(this.#text, this.#position))
  }
}
