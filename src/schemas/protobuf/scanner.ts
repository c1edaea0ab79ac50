/** Reads the words, numbers and strings of a `.proto` text and skips what stands between them. */
import { type SchemaError, schemaErrors } from '../errors.ts'
import { placeIn } from '../json-text.ts'
import { readStringLiteral } from './string-literal.ts'

/** Names as long as this are no names; without a bound, a text could make others look at it for ever. */
const maxNameLength = 1024
const maxNameParts = 100

const integerPattern = /-?\s*(?:0[xX][0-9a-fA-F]+|[0-9]+)/y
const numberPattern =
  /-?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?|[A-Za-z_][A-Za-z0-9_]*)/y
/** Where a number ends, no letter may follow. */
const glued = /[A-Za-z0-9_.]/

export class Scanner {
  readonly text: string
  /** Of the next character, white space and comments before it included. */
  #position: number
  #lastEnd = 0
  #wordStart = -1
  #nextWord: string | undefined

  constructor(text: string) {
    this.text = text
    this.#position = text.startsWith('\uFEFF') ? 1 : 0
  }

  /** Position of the next thing. */
  get position(): number {
    this.#skip()
    return this.#position
  }

  /** Position behind the last thing that was read. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  get atEnd(): boolean {
    return this.position >= this.text.length
  }

  /** The next character that is neither white space nor comment; empty at the end. */
  peek(): string {
    return this.text.charAt(this.position)
  }

  /** Whether the next thing is this word, which stays where it is. */
  looksAt(word: string): boolean {
    return this.#word() === word
  }

  take(symbol: string): boolean {
    if (this.peek() !== symbol) return false
    this.#advance(1)
    return true
  }

  takeWord(word: string): boolean {
    if (!this.looksAt(word)) return false
    this.#advance(word.length)
    return true
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) throw this.unexpected(`'${symbol}'`)
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(`'${word}'`)
  }

  /** A name without dots. */
  readName(what: string): string {
    const name = this.#word()
    if (name === undefined) throw this.unexpected(what)
    if (name.length > maxNameLength) throw this.tooLarge('length of a name', maxNameLength)
    this.#advance(name.length)
    return name
  }

  /** A name with dots between its parts; where `leadingDot`, also one before it. */
  readDottedName(what: string, leadingDot: boolean): string {
    const start = this.position
    let name = leadingDot && this.take('.') ? '.' : ''
    name += this.readName(what)
    for (let parts = 2; this.take('.'); parts++) {
      if (parts > maxNameParts) throw this.tooLarge('number of parts of a name', maxNameParts, start)
      name += `.${this.readName(what)}`
      if (name.length > maxNameLength) throw this.tooLarge('length of a name', maxNameLength, start)
    }
    return name
  }

  /** @returns `undefined` where something else comes next; a sign is part of the number. */
  takeInteger(least: number, most: number, what: string): number | undefined {
    const start = this.position
    const literal = this.#match(integerPattern)
    if (literal === undefined) return undefined
    this.#advance(literal.length)
    if (glued.test(this.text.charAt(this.#position))) throw this.invalid(`${what} is a whole number`, start)
    const value = toInteger(literal)
    if (!(value >= least && value <= most)) {
      throw this.invalid(`${what} is a number from ${least} to ${most}, not ${literal}`, start)
    }
    return value
  }

  readInteger(least: number, most: number, what: string): number {
    const value = this.takeInteger(least, most, what)
    if (value === undefined) throw this.unexpected(what)
    return value
  }

  /** A number, `true`, `inf`, `-nan` or the name of an enum constant, as it is written. */
  readConstant(): string {
    const sign = this.take('-') ? '-' : ''
    if (!sign) this.take('+')
    this.#skip()
    const literal = this.#match(numberPattern)
    if (literal === undefined || literal.startsWith('-')) throw this.unexpected('a value')
    this.#advance(literal.length)
    if (literal.length > maxNameLength) throw this.tooLarge('length of a value', maxNameLength)
    if (glued.test(this.text.charAt(this.#position))) throw this.unexpected('the end of the value')
    return sign + literal
  }

  isString(): boolean {
    const next = this.peek()
    return next === '"' || next === "'"
  }

  /** Strings that follow each other are one. */
  readString(what: string): string {
    if (!this.isString()) throw this.unexpected(what)
    const parts: string[] = []
    while (this.isString()) {
      const { value, end, problem } = readStringLiteral(this.text, this.#position)
      if (problem !== undefined) throw this.invalid(problem, end)
      this.#advance(end - this.#position)
      parts.push(value)
    }
    return parts.join('')
  }

  invalid(reason: string, position = this.position): SchemaError {
    return this.#problem(reason, position)
  }

  tooLarge(limit: string, most: number, position = this.position): SchemaError {
    return schemaErrors.schemaTooLarge(limit, most, placeIn(this.text, position))
  }

  /** Says what comes next instead. */
  unexpected(expected: string): SchemaError {
    const position = this.position
    const word = this.#word() ?? this.#match(numberPattern)
    const found = word?.slice(0, 50) ?? this.text.charAt(position)
    return this.invalid(`expected ${expected} but ${found === '' ? 'the text ends' : `found '${found}'`}`, position)
  }

  #advance(length: number): void {
    this.#position += length
    this.#lastEnd = this.#position
  }

  /** The word that comes next; parsers ask for it again and again to find out what it is. */
  #word(): string | undefined {
    const start = this.position
    if (start !== this.#wordStart) {
      this.#wordStart = start
      const { text } = this
      let end = start
      while (isWordCharacter(text.charCodeAt(end), end > start)) end++
      this.#nextWord = end > start ? text.slice(start, end) : undefined
    }
    return this.#nextWord
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    return pattern.exec(this.text)?.[0]
  }

  #skip(): void {
    const { text } = this
    for (;;) {
      const code = text.charCodeAt(this.#position)
      // Space, tab to carriage return.
      if (code === 32 || (code >= 9 && code <= 13)) this.#position++
      else if (code !== 47 || !this.#skipComment()) return
    }
  }

  /** @returns whether there was one; another slash is left to whoever reads on. */
  #skipComment(): boolean {
    const { text } = this
    const start = this.#position
    const next = text.charAt(start + 1)
    if (next === '/') {
      const end = text.indexOf('\n', start)
      this.#position = end < 0 ? text.length : end
      return true
    }
    if (next !== '*') return false
    const end = text.indexOf('*/', start + 2)
    if (end < 0) throw this.#problem("a comment has no '*/' at its end", start)
    this.#position = end + 2
    return true
  }

  #problem(reason: string, position: number): SchemaError {
    return schemaErrors.invalidSchema(reason, placeIn(this.text, position))
  }
}

function isWordCharacter(code: number, inside: boolean): boolean {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return true
  return inside && code >= 48 && code <= 57
}

/** As protoc reads it: `0x` is hexadecimal, a leading zero octal. */
function toInteger(literal: string): number {
  const negative = literal.startsWith('-')
  const digits = negative ? literal.slice(1).trim() : literal
  const value = /^0[0-9]/.test(digits) ? toOctal(digits) : Number(digits)
  return negative ? -value : value
}

function toOctal(digits: string): number {
  return /^[0-7]+$/.test(digits) ? Number(`0o${digits}`) : Number.NaN
}
