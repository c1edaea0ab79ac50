/** Prints JSON compactly, as Java's Jackson does: minimal escapes with upper-case hexadecimal digits. */
import { bigDecimalText, doubleText, isIntegerLiteral, toDouble } from './json-number.ts'
import type { JsonNode } from './json-text.ts'

/** How a format prints numbers: `decimal` keeps all digits, `double` sends fractions through a 64-bit float. */
export type NumberStyle = 'decimal' | 'double'

export function printJson(node: JsonNode, numbers: NumberStyle): string {
  switch (node.type) {
    case 'object': {
      const members = [...node.members].map(([key, value]) => `${printString(key)}:${printJson(value, numbers)}`)
      return `{${members.join(',')}}`
    }
    case 'array':
      return `[${node.items.map((item) => printJson(item, numbers)).join(',')}]`
    case 'string':
      return printString(node.value)
    case 'number':
      return printNumber(node.literal, numbers)
    case 'boolean':
      return String(node.value)
    case 'null':
      return 'null'
  }
}

/** The same value with the keys of every object in order; arrays stay as they are. */
export function withSortedKeys(node: JsonNode): JsonNode {
  if (node.type === 'array') return { ...node, items: node.items.map(withSortedKeys) }
  if (node.type !== 'object') return node
  const entries = [...node.members].sort(([a], [b]) => compareText(a, b))
  return { ...node, members: new Map(entries.map(([key, value]) => [key, withSortedKeys(value)])) }
}

function printNumber(literal: string, style: NumberStyle): string {
  if (style === 'decimal' || isIntegerLiteral(literal)) return bigDecimalText(literal)
  return doubleText(toDouble(literal))
}

/** Order by UTF-16 units, Java's `String.compareTo`; a locale would make texts differ from machine to machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

// Lone surrogates are escaped because no encoding of text could hold them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON must escape
const escaped = /["\\\u0000-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const shortEscapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' }),
)

export function printString(value: string): string {
  return `"${value.replace(escaped, (character) => shortEscapes.get(character) ?? unicodeEscape(character))}"`
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
