/** Messages that stand elsewhere or are called otherwise than in the other schema. */
import type { ProtobufField, ProtobufMessage } from '../model.ts'
import { contentOf } from '../rename-hint.ts'
import { typeNamesOf } from './outline.ts'
import { type Proposals, propose } from './proposal.ts'
import type { SideBySide } from './side-by-side.ts'

/** Where our message is one of the other schema that has another place or another name there. */
export function* backInPlace(sides: SideBySide, message: ProtobufMessage, theirs: ProtobufMessage): Proposals {
  if (message.name === theirs.name) yield* move(sides, message, theirs)
  else if (contentOf(message) === contentOf(theirs)) yield* rename(sides, message, theirs.name)
}

function* move(sides: SideBySide, message: ProtobufMessage, place: ProtobufMessage): Proposals {
  const { own, otherOutline } = sides
  const outer = otherOutline.messageOf(place)
  const where = outer ? `into message '${outer.name}'` : 'to the top of the file'
  yield* propose(`Move message '${message.name}' back ${where}.`, (edits) => {
    const span = own.spanOf(message)
    if (!span) return false
    const fragment = own.fragmentOf(message)
    edits.add(own.layout.removal(span))
    if (!outer) {
      // Behind the message that it stands in now.
      const top = own.document.file.types.find((type) => own.spanOf(type) && isAround(own, type, span))
      const topSpan = top && own.spanOf(top)
      if (topSpan) edits.add(own.layout.insertionAfter(topSpan, fragment, true))
      return topSpan !== undefined
    }
    const target = own.outline.findMessage(otherOutline.namesOf(outer))
    const targetSpan = target && own.spanOf(target)
    if (!targetSpan?.block) return false
    const last = lastStatementIn(own, targetSpan.block)
    edits.add(
      last ? own.layout.insertionAfter(last, fragment, true) : own.layout.insertionAtStart(targetSpan.block, fragment),
    )
    return true
  })
}

function isAround(own: SideBySide['own'], type: object, { start, end }: { start: number; end: number }): boolean {
  const span = own.spanOf(type)
  return span !== undefined && span.start <= start && span.end >= end
}

function lastStatementIn(own: SideBySide['own'], block: { start: number; end: number }) {
  let last: { start: number; end: number } | undefined
  for (const span of own.spans.statements.values()) {
    const isInside = span.start >= block.start && span.end <= block.end
    // Of statements that end together the outer one counts.
    if (isInside && (!last || span.end > last.end)) last = span
  }
  return last
}

/** The message and every use of it. */
function* rename(sides: SideBySide, message: ProtobufMessage, name: string): Proposals {
  const { own } = sides
  yield* propose(`Give message '${message.name}' its name '${name}' back.`, (edits) => {
    const span = own.spanOf(message)?.name
    if (!span) return false
    edits.add({ start: span.start, end: span.end, replacement: name })
    for (const { field } of usersOf(sides, message)) {
      const type = own.spanOf(field)?.type
      if (!type) continue
      const { text } = own.layout
      const written = text.slice(type.start, type.end)
      const at = written.lastIndexOf(message.name)
      if (at < 0) return false
      const start = type.start + at
      edits.add({ start, end: start + message.name.length, replacement: name })
    }
    return true
  })
}

/** The fields whose type it is. */
export function usersOf(
  { own }: SideBySide,
  message: ProtobufMessage,
): { field: ProtobufField; message: ProtobufMessage }[] {
  return own.outline.fields.filter(({ field, message: outer }) =>
    typeNamesOf(field).some((name) => own.findType(name, outer)?.type === message),
  )
}
