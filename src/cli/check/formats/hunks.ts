/** An edit of a text as a line diff: what goes and what comes, with a line around it, and of long lines only what changes. */

import { diffArrays, diffWordsWithSpace } from 'diff'
import type { TextEdit } from '../../../schemas/index.ts'

interface HunkRow {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

export interface Hunk {
  /** Number of the first line that changes, from 1, in the text as it is. */
  readonly line: number
  readonly rows: readonly HunkRow[]
}

/** A line is the same whatever ends it. */
const lineEnd = /\r?\n/
/** An edit that changes more lines than this is shown as all of the old and all of the new. */
const mostChanges = 2000

export function hunksOf(text: string, edit: TextEdit): Hunk[] {
  const { from, old, now } = touched(text, edit)
  const parts = diffArrays(old, now, { maxEditLength: mostChanges }) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ]
  const hunks: Hunk[] = []
  let line = from
  let rows: HunkRow[] = []
  let start = 0
  const close = (after: string[]) => {
    if (rows.some(({ sign }) => sign !== ' '))
      hunks.push({ line: start, rows: withWindows([...rows, ...signed(' ', after)]) })
    rows = []
  }
  for (const [at, { value, added, removed }] of parts.entries()) {
    if (added || removed) {
      if (!rows.some(({ sign }) => sign !== ' ')) start = line
      rows.push(...signed(added ? '+' : '-', value))
    } else if (rows.length > 0 && value.length <= 2 && at < parts.length - 1) rows.push(...signed(' ', value))
    else {
      close(value.slice(0, 1))
      rows = signed(' ', value.slice(-1))
    }
    if (!added) line += value.length
  }
  close([])
  return hunks
}

function signed(sign: HunkRow['sign'], lines: readonly string[]): HunkRow[] {
  return lines.map((text) => ({ sign, text }))
}

/** The lines that an edit touches, before and after it, with one more on each side. */
function touched(text: string, { start, end, replacement }: TextEdit): { from: number; old: string[]; now: string[] } {
  const first = text.lastIndexOf('\n', start - 1)
  const from = start === 0 || first <= 0 ? 0 : text.lastIndexOf('\n', first - 1) + 1
  const last = text.indexOf('\n', end)
  const next = last < 0 ? -1 : text.indexOf('\n', last + 1)
  const to = next < 0 ? text.length : next
  return {
    from: text.slice(0, from).split('\n').length,
    old: linesOf(text.slice(from, to)),
    now: linesOf(text.slice(from, start) + replacement + text.slice(end, to)),
  }
}

function linesOf(text: string): string[] {
  return text.replace(/\r$/, '').split(lineEnd)
}

/** More of a line is not shown: a schema may be one line of a megabyte. */
const lineRoom = 120
/** Of what stays the same in a long line, so much is shown beside what changes. */
const sameRoom = 30

/** Of long lines, only what changes: a line that goes and the one that comes for it are cut in the same places. */
function withWindows(rows: readonly HunkRow[]): HunkRow[] {
  const shown = rows.map(({ sign, text }) => ({ sign, text: shortened(text) }))
  for (let at = 0; at < rows.length; at++) {
    const [going, coming] = [rows[at], rows[at + 1]]
    if (going?.sign !== '-' || coming?.sign !== '+') continue
    // The last of those that go stands before the first of those that come.
    const goingCount = run(rows, at, -1)
    const comingCount = run(rows, at + 1, 1)
    const first = at + 1 - goingCount
    for (let pair = 0; pair < Math.min(goingCount, comingCount); pair++) {
      const [old, now] = [rows[first + pair], rows[at + 1 + pair]]
      if (!old || !now || Math.max(old.text.length, now.text.length) <= lineRoom) continue
      const cut = cutAlike(old.text, now.text)
      shown[first + pair] = { sign: '-', text: cut.old }
      shown[at + 1 + pair] = { sign: '+', text: cut.now }
    }
  }
  return shown
}

/** How many rows with the same sign follow each other from a place on. */
function run(rows: readonly HunkRow[], from: number, step: 1 | -1): number {
  let count = 0
  while (rows[from + count * step]?.sign === rows[from]?.sign) count++
  return count
}

function cutAlike(old: string, now: string): { old: string; now: string } {
  const parts = diffWordsWithSpace(old, now, { maxEditLength: mostChanges }) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ]
  const cut = { old: '', now: '' }
  parts.forEach(({ value, added, removed }, at) => {
    const text = added || removed ? shortened(value) : sameShortened(value, at === 0, at === parts.length - 1)
    if (!added) cut.old += text
    if (!removed) cut.now += text
  })
  return cut
}

function sameShortened(text: string, isFirst: boolean, isLast: boolean): string {
  const before = isLast ? sameRoom : isFirst ? 0 : sameRoom
  const after = isLast ? 0 : sameRoom
  return text.length <= before + after + 1 ? text : `${text.slice(0, before)}…${text.slice(text.length - after)}`
}

function shortened(text: string): string {
  return text.length > lineRoom ? `${text.slice(0, lineRoom - 1)}…` : text
}
