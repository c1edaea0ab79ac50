/** Numbers of fields: which are free, and how one is set aside. */
import type { TextEdit } from '../../explanation/text-edits.ts'
import { maxTag, type ProtobufMessage, type ReservedStatement, type TagRange } from '../model.ts'
import { rangesOf } from '../reserved.ts'
import { quote } from '../string-literal.ts'
import { allFields } from './outline.ts'
import type { PlacedDocument } from './side-by-side.ts'
import { printed } from './side-by-side.ts'

/** Numbers that the implementations of Protobuf keep for themselves. */
const kept: TagRange = { first: 19_000, last: 19_999, spans: true }

/**
 * A number that no field of these messages has, and that none of them sets aside; after the highest where it can.
 *
 * @param promised - numbers that are as good as used.
 */
export function freeNumber(messages: readonly ProtobufMessage[], promised: readonly number[] = []): number | undefined {
  const used = messages.flatMap((message) => [...allFields(message), ...message.groups].map(({ tag }) => tag))
  used.push(...promised)
  const closed = [kept, ...messages.flatMap(closedRanges)].sort((a, b) => a.first - b.first)
  const highest = used.reduce((most, tag) => Math.max(most, tag), 0)
  return firstFree(highest + 1, closed, new Set()) ?? firstFree(1, closed, new Set(used))
}

function closedRanges({ reserved, extensions }: ProtobufMessage): TagRange[] {
  return [...rangesOf(reserved), ...extensions.flatMap(({ ranges }) => ranges)]
}

/** @param closed - by their first numbers, ascending. */
function firstFree(from: number, closed: readonly TagRange[], used: ReadonlySet<number>): number | undefined {
  let tag = from
  for (const { first, last } of closed) {
    while (tag < first && used.has(tag)) tag++
    if (tag >= first && tag <= last) tag = last + 1
  }
  while (used.has(tag)) tag++
  return tag <= maxTag ? tag : undefined
}

/** With the numbers that the message reserves already, or as its first statement. */
export function reserve(own: PlacedDocument, message: ProtobufMessage, tag: number): TextEdit[] {
  const block = own.spanOf(message)?.block
  if (!block) return []
  const last = message.reserved.at(-1)
  const span = last && own.spanOf(last)
  // Numbers and names are never in one statement.
  if (span && typeof last.values[0] !== 'string') {
    return [{ start: span.end - 1, end: span.end - 1, replacement: `, ${tag}` }]
  }
  const statement = printed(`reserved ${tag};`)
  return [span ? own.layout.insertionAfter(span, statement) : own.layout.insertionAtStart(block, statement)]
}

/** Takes a number and a name out of what the message reserves. */
export function release(own: PlacedDocument, message: ProtobufMessage, tag: number, name: string): TextEdit[] {
  return message.reserved.flatMap((statement) => {
    const span = own.spanOf(statement)
    const values = statement.values.flatMap((value) => without(value, tag, name))
    const isSame =
      values.length === statement.values.length && values.every((one, index) => one === statement.values[index])
    if (!span || isSame) return []
    if (values.length === 0) return [own.layout.removal(span)]
    return [
      { start: span.start, end: span.end, replacement: reservedText(values, own.document.file.edition !== undefined) },
    ]
  })
}

type ReservedValue = ReservedStatement['values'][number]

function without(value: ReservedValue, tag: number, name: string): ReservedValue[] {
  if (typeof value === 'string') return value === name ? [] : [value]
  const { first, last } = value
  if (tag < first || tag > last) return [value]
  return [range(first, tag - 1), range(tag + 1, last)].filter((part) => part.first <= part.last)
}

function range(first: number, last: number): TagRange {
  return { first, last, spans: last > first }
}

function reservedText(values: readonly ReservedValue[], bareNames: boolean): string {
  const all = values.map((value) => {
    if (typeof value === 'string') return bareNames ? value : quote(value)
    return value.spans ? `${value.first} to ${value.last < maxTag ? value.last : 'max'}` : `${value.first}`
  })
  return `reserved ${all.join(', ')};`
}
