/** What reading one `.proto` text needs throughout: the scanner, the syntax that is in force, and the bounds. */
import type { SchemaError } from '../errors.ts'
import { schemaErrors } from '../errors.ts'
import type { TextSpan } from '../explanation/text-edits.ts'
import type { ProtobufSyntax } from './model.ts'
import { Scanner } from './scanner.ts'
import type { FileSpans } from './spans.ts'

/**
 * Bounds of one text. A file of 100,000 lines is within them and read in a few hundred milliseconds; nobody nests
 * messages or option values as deep as this (protoc itself gives up at 32 levels of messages).
 */
export const protobufLimits = {
  textLength: 8 * 1024 * 1024,
  depth: 100,
  /** Fields, constants, types, methods, ranges, options and their values. */
  declarationCount: 250_000,
}

export class Parsing {
  readonly scanner: Scanner
  /** Where it is noted where statements stand, if anybody wants to know. */
  readonly spans: FileSpans | undefined
  syntax: ProtobufSyntax | undefined
  edition: string | undefined
  #declarationCount = 0
  #depth = 0

  constructor(text: string, spans?: FileSpans) {
    if (text.length > protobufLimits.textLength) {
      throw schemaErrors.schemaTooLarge('length', protobufLimits.textLength)
    }
    this.scanner = new Scanner(text)
    this.spans = spans
  }

  /** Counts one more declaration. */
  count(): void {
    const most = protobufLimits.declarationCount
    if (++this.#declarationCount > most) throw this.scanner.tooLarge('number of declarations', most)
  }

  /** Reads something that may hold others of its kind. */
  nested<Result>(read: () => Result): Result {
    if (++this.#depth > protobufLimits.depth) throw this.scanner.tooLarge('nesting depth', protobufLimits.depth)
    const result = read()
    this.#depth--
    return result
  }

  /**
   * Reads what stands between two braces, one statement after the other; empty statements count as none.
   *
   * @returns where that is, without the braces.
   */
  readBlock(readStatement: () => void): TextSpan {
    const { scanner } = this
    scanner.expect('{')
    const start = scanner.lastEnd
    while (!scanner.take('}')) {
      if (scanner.take(';')) continue
      this.count()
      readStatement()
    }
    return { start, end: scanner.lastEnd - 1 }
  }

  /** Where the word stands that was read last. */
  lastWord(word: string): TextSpan {
    const end = this.scanner.lastEnd
    return { start: end - word.length, end }
  }

  invalid(reason: string, position?: number): SchemaError {
    return this.scanner.invalid(reason, position)
  }
}
