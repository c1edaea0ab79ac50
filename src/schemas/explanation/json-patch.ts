/** JSON Patch (RFC 6902) on a text: what is not changed keeps its formatting and its comments. */

import { pointerSegments } from '../json-pointer.ts'
import { type JsonDialect, type JsonNode, readJson } from '../json-text.ts'
import type { JsonPatchOperation } from './explanation.ts'
import { type JsonStyle, printLike, styleOf } from './json-style.ts'
import { applyEdits, type TextEdit } from './text-edits.ts'

/** Whatever some format allows: the text has been read before, by stricter rules. */
const dialect: JsonDialect = { comments: true, nonFiniteNumbers: true, trailingText: true }

/**
 * @param operations - applied one after another, as the RFC says; `add` to an object puts the member last.
 * @throws {RangeError} where a path leads nowhere.
 */
export function patchText(text: string, operations: readonly JsonPatchOperation[]): string {
  const style = styleOf(text)
  let now = text
  for (const together of apart(operations)) {
    // Read once for all that do not touch one another: a patch may have thousands of operations.
    const root = readJson(now, dialect)
    const edits = together.map((operation) => editFor(now, root, operation, style))
    now = applyEdits(
      now,
      edits.sort((a, b) => a.start - b.start),
    )
  }
  return now
}

/** Runs of operations of which none is about a part that holds, or is held by, the part of another. */
function* apart(operations: readonly JsonPatchOperation[]): Generator<JsonPatchOperation[]> {
  let together: JsonPatchOperation[] = []
  let touched = new Set<string>()
  let around = new Set<string>()
  let grown = new Set<string>()
  for (const operation of operations) {
    const { op, path } = operation
    const parent = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
    const isMember = op === 'add' && path !== '' && !/\/(\d+|-)$/.test(path)
    // What is added to a list or removed moves its neighbours; a new member of an object stands behind them.
    const part = op === 'replace' || isMember ? path : parent
    const outer = [...part.matchAll(/\/|$/g)].map(({ index }) => part.slice(0, index))
    if (around.has(part) || outer.some((each) => touched.has(each)) || (isMember && grown.has(parent))) {
      yield together
      together = []
      touched = new Set()
      around = new Set()
      grown = new Set()
    }
    together.push(operation)
    touched.add(part)
    if (isMember) grown.add(parent)
    for (const each of outer) around.add(each)
  }
  if (together.length > 0) yield together
}

/** Whether the items that follow in the same list have another position afterwards. */
export function movesItems({ op, path }: JsonPatchOperation): boolean {
  return op !== 'replace' && /\/\d+$/.test(path)
}

function editFor(text: string, root: JsonNode, operation: JsonPatchOperation, style: JsonStyle): TextEdit {
  const segments = pointerSegments(operation.path)
  const last = segments.pop()
  let parent = root
  for (const segment of segments) parent = childOf(parent, segment) ?? nowhere(operation)
  const child = last === undefined ? root : childOf(parent, last)
  if (operation.op === 'remove') return removal(text, parent, child ?? nowhere(operation))
  const value = readJson(operation.value, dialect)
  // `add` takes the place of a member that is there, and moves the items of a list.
  if (child && !(operation.op === 'add' && parent.type === 'array')) {
    return { start: child.start, end: child.end, replacement: printLike(value, child, text, style) }
  }
  if (last === undefined || operation.op === 'replace') return nowhere(operation)
  const entries = entriesOf(text, parent)
  const like = entries.at(-1)?.value
  const printed = printLike(value, like, text, style)
  if (parent.type === 'object') {
    const key = `${JSON.stringify(last)}:${style.afterColon}`
    return insertion(text, parent, entries, entries.length, key + printed, style)
  }
  const index = last === '-' ? entries.length : Number(last)
  if (parent.type !== 'array' || !(index >= 0 && index <= entries.length)) return nowhere(operation)
  return insertion(text, parent, entries, index, printed, style)
}

function nowhere({ op, path }: JsonPatchOperation): never {
  throw new RangeError(`there is nothing at '${path}' to ${op}`)
}

function childOf(node: JsonNode, segment: string): JsonNode | undefined {
  if (node.type === 'object') return node.members.get(segment)
  return node.type === 'array' ? node.items[Number(segment)] : undefined
}

/** A member or an item; a member begins with its key. */
interface Entry {
  readonly start: number
  readonly end: number
  readonly value: JsonNode
}

function entriesOf(text: string, parent: JsonNode): Entry[] {
  if (parent.type === 'array') return parent.items.map((value) => ({ start: value.start, end: value.end, value }))
  if (parent.type !== 'object') return []
  // Of a key that is given twice the last value counts, and stands where the first one stood.
  const values = [...parent.members.values()].sort((a, b) => a.start - b.start)
  return values.map((value, index) => {
    const after = values[index - 1]?.end ?? parent.start + 1
    return { start: keyAfter(text, after), end: value.end, value }
  })
}

/** Blanks, comments and the comma before a key. */
const beforeKey = /(?:[\s,]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y

function keyAfter(text: string, position: number): number {
  beforeKey.lastIndex = position
  beforeKey.exec(text)
  return beforeKey.lastIndex
}

function removal(text: string, parent: JsonNode, child: JsonNode): TextEdit {
  const entries = entriesOf(text, parent)
  const index = entries.findIndex(({ value }) => value === child)
  const [before, entry, next] = [entries[index - 1], entries[index], entries[index + 1]]
  if (!entry) return { start: child.start, end: child.end, replacement: 'null' }
  if (before) return { start: before.end, end: entry.end, replacement: '' }
  if (next) return { start: entry.start, end: next.start, replacement: '' }
  return { start: parent.start + 1, end: parent.end - 1, replacement: '' }
}

function insertion(
  text: string,
  parent: JsonNode,
  entries: readonly Entry[],
  index: number,
  printed: string,
  style: JsonStyle,
): TextEdit {
  const [first, second] = entries
  if (!first) return { start: parent.start + 1, end: parent.end - 1, replacement: printed }
  const opening = text.slice(parent.start + 1, first.start)
  const between = second && /\s*$/.exec(text.slice(first.end, second.start))?.[0]
  const gap = between ?? (/^\s*$/.test(opening) && opening.includes('\n') ? opening : style.afterComma)
  const before = entries[index - 1]
  return before
    ? { start: before.end, end: before.end, replacement: `,${gap}${printed}` }
    : { start: first.start, end: first.start, replacement: `${printed},${gap}` }
}
