/**
 * String literals of `.proto` texts. They are bytes; where the bytes are UTF-8 they are kept as text, and a byte that is
 * none (`"\xff"` as a default of a `bytes` field) as a lone low surrogate, U+DC80 to U+DCFF, which no text holds.
 */

/** What stands between two quotes, with escapes replaced by what they mean. */
export interface StringLiteral {
  readonly value: string
  /** Position after the closing quote, or of the problem. */
  readonly end: number
  readonly problem?: string
}

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }),
)
const plain = /[^"'\\\n]*/y
const numeric = /[xX][0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y

/** @param start - position of the opening quote. */
export function readStringLiteral(text: string, start: number): StringLiteral {
  const quote = text.charAt(start)
  const parts: string[] = []
  /** Bytes from numeric escapes that follow each other: together they may be one letter. */
  let bytes: number[] = []
  let position = start + 1
  const flush = () => {
    if (bytes.length > 0) parts.push(fromBytes(bytes))
    bytes = []
  }
  for (;;) {
    plain.lastIndex = position
    const run = plain.exec(text)?.[0] ?? ''
    position += run.length
    const next = text.charAt(position)
    if (run !== '') {
      flush()
      parts.push(run)
    }
    if (next === quote) {
      flush()
      return { value: parts.join(''), end: position + 1 }
    }
    if (next === '' || next === '\n') return failed('a string has no closing quote on its line', position)
    if (next !== '\\') {
      flush()
      parts.push(next)
      position++
      continue
    }
    numeric.lastIndex = position + 1
    const digits = numeric.exec(text)?.[0]
    if (digits !== undefined) {
      const code = codeOf(digits)
      if (code > 0x10ffff) return failed('an escape is beyond the last letter, U+10FFFF', position)
      if (/^u/i.test(digits)) {
        flush()
        parts.push(isSurrogate(code) ? '\ufffd' : String.fromCodePoint(code))
      } else bytes.push(code & 0xff)
      position += 1 + digits.length
      continue
    }
    flush()
    // As the reference does, an unknown escape is the letter itself: `\?` is one of C's, the rest are mistakes.
    const letter = text.charAt(position + 1)
    if (letter === '' || letter === '\n') return failed('a string has no closing quote on its line', position)
    parts.push(named.get(letter) ?? letter)
    position += 2
  }
}

/** What the escapes in a text without quotes mean: the default of a `bytes` field in a descriptor. */
export function unescapeBytes(text: string): string {
  return readStringLiteral(`"${text.replaceAll(/(?<!\\)"/g, '\\"')}"`, 0).value
}

function failed(problem: string, end: number): StringLiteral {
  return { value: '', end, problem }
}

function codeOf(digits: string): number {
  return /^[xu]/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 8)
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text; those that are no UTF-8 as lone surrogates. */
export function fromBytes(bytes: Iterable<number>): string {
  const all = Uint8Array.from(bytes)
  try {
    return strictDecoder.decode(all)
  } catch {
    return piecewise(all)
  }
}

function piecewise(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes[at] ?? 0)
    const letter = decodeOne(bytes.subarray(at, at + size))
    parts.push(letter ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)))
    at += letter === undefined ? 1 : size
  }
  return parts.join('')
}

function decodeOne(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return undefined
  }
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}

const encoder = new TextEncoder()

/** The bytes that a literal's value stands for. */
export function toBytes(value: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(value)) return encoder.encode(value)
  // Only lone surrogates match: with the `u` flag, the two halves of a pair are one letter.
  const parts = value.split(/([\udc80-\udcff])/u)
  const chunks = parts.map((part, index) =>
    index % 2 === 1 ? Uint8Array.of(part.charCodeAt(0) - 0xdc00) : encoder.encode(part),
  )
  return Buffer.concat(chunks)
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
  }),
)
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const special = /[\u0000-\u001f\\'"\udc80-\udcff]/gu

/** The literal in double quotes. Other letters than those of `escapes` and ASCII's controls stand for themselves. */
export function quote(value: string): string {
  return `"${value.replace(special, (letter) => escapes.get(letter) ?? octal(letter.charCodeAt(0) & 0xff))}"`
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`
}
