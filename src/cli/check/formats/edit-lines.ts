/** An edit of a text as the lines that it takes out and puts in. */

import type { TextEdit } from '../../../schemas/index.ts'

/** A line is the same whatever ends it. */
const lineEnd = /\r?\n/

export interface EditLines {
  /** Number of the first line that changes, from 1. */
  readonly line: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

export function editLines(text: string, { start, end, replacement }: TextEdit): EditLines {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const after = text.indexOf('\n', end)
  const to = after < 0 ? text.length : after
  const removed = text.slice(from, to).split(lineEnd)
  const added = (text.slice(from, start) + replacement + text.slice(end, to)).split(lineEnd)
  const shorter = Math.min(removed.length, added.length)
  let same = 0
  while (same < shorter && removed[same] === added[same]) same++
  let tail = 0
  while (tail < shorter - same && removed.at(-1 - tail) === added.at(-1 - tail)) tail++
  return {
    line: text.slice(0, from).split('\n').length + same,
    removed: removed.slice(same, removed.length - tail),
    added: added.slice(same, added.length - tail),
  }
}
