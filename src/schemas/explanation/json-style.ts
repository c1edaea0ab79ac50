/** How a JSON text is laid out, so that what is added looks like its neighbours. */

import type { JsonNode } from '../json-text.ts'

export interface JsonStyle {
  /** Between a colon and its value: a space or nothing. */
  readonly afterColon: string
  /** Between two entries on one line: a space or nothing. */
  readonly afterComma: string
  /** Inside braces on one line: a space or nothing. */
  readonly insideBraces: string
  /** One step of indentation. */
  readonly indent: string
}

/** Learned from the first of each that the text has. */
export function styleOf(text: string): JsonStyle {
  const isCompact = /"\s*:(\s?)/.exec(text)?.[1] === ''
  return {
    afterColon: isCompact ? '' : ' ',
    afterComma: isCompact ? '' : ' ',
    insideBraces: text.includes('{ "') ? ' ' : '',
    indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
  }
}

/** @param like - a neighbour in `text`; where it is spread over lines, so is what is printed. */
export function printLike(node: JsonNode, like: JsonNode | undefined, text: string, style: JsonStyle): string {
  const isSpread = like !== undefined && text.slice(like.start, like.end).includes('\n')
  return print(node, style, isSpread ? `\n${indentationAt(text, like.start)}` : undefined)
}

/** @param newline - with the indentation of the line that the node begins on; `undefined` keeps all on one line. */
function print(node: JsonNode, style: JsonStyle, newline: string | undefined): string {
  const inner = newline === undefined ? undefined : newline + style.indent
  if (node.type === 'array') return enclose('[', printItems(node.items, style, inner), ']', '', style, newline)
  if (node.type === 'object') {
    const members = [...node.members].map(
      ([key, value]) => `${JSON.stringify(key)}:${style.afterColon}${print(value, style, inner)}`,
    )
    return enclose('{', members, '}', style.insideBraces, style, newline)
  }
  if (node.type === 'string') return JSON.stringify(node.value)
  if (node.type === 'number') return node.literal
  return node.type === 'null' ? 'null' : String(node.value)
}

function printItems(items: readonly JsonNode[], style: JsonStyle, newline: string | undefined): string[] {
  return items.map((item) => print(item, style, newline))
}

function enclose(
  opening: string,
  entries: readonly string[],
  closing: string,
  inside: string,
  style: JsonStyle,
  newline: string | undefined,
): string {
  if (entries.length === 0) return opening + closing
  if (newline === undefined) return opening + inside + entries.join(`,${style.afterComma}`) + inside + closing
  const inner = newline + style.indent
  return opening + inner + entries.join(`,${inner}`) + newline + closing
}

/** White space at the beginning of the line that a position is in. */
function indentationAt(text: string, position: number): string {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1
  return /^[ \t]*/.exec(text.slice(lineStart, position))?.[0] ?? ''
}
