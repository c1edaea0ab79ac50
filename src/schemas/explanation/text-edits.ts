/** Places in a text, and other characters for them. */

/** Characters of a text, from the first to behind the last. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

/** Other characters for a part of a text; an empty span is an insertion. */
export interface TextEdit extends TextSpan {
  readonly replacement: string
}

/** @param edits - ascending, not overlapping. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = ''
  let position = 0
  for (const { start, end, replacement } of edits) {
    edited += text.slice(position, start) + replacement
    position = end
  }
  return edited + text.slice(position)
}

/** The smallest edit that makes one text of another. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let same = 0
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++
  return { start, end: before.length - same, replacement: after.slice(start, after.length - same) }
}

/** Line and column, from 1; columns in UTF-16 units, as editors count. */
export interface LinePlace {
  readonly line: number
  readonly column: number
}

export function linePlaceOf(text: string, position: number): LinePlace {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', lineStart)) {
    line++
    lineStart = at + 1
  }
  return { line, column: position - lineStart + 1 }
}
