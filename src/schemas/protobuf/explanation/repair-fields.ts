/** Edits for fields: another number, the old type, a field that comes back or goes. */

import { type ProtobufDocument, typesOf } from '../document.ts'
import type { ProtobufField, ProtobufMessage } from '../model.ts'
import type { EditList } from './edit-list.ts'
import { freeNumber, release, reserve } from './field-numbers.ts'
import { backInPlace, usersOf } from './message-moves.ts'
import { allFields, outlineOf, scopeOf } from './outline.ts'
import { type Proposals, propose } from './proposal.ts'
import { Restoration } from './restoration.ts'
import type { SideBySide } from './side-by-side.ts'

/** Both have the field, and its types or labels do not go together. */
export function* changedFieldRepairs(sides: SideBySide, own: ProtobufField, other: ProtobufField): Proposals {
  const message = sides.own.outline.messageOf(own)
  // Under the number of one field stands another one, so numbers have been mixed up.
  if (message && own.name !== other.name && allFields(message).some(({ name }) => name === other.name)) {
    yield* formerNumbers(sides, message)
  }
  if (message) yield* changedTypeRepairs(sides, message, own, other)
  yield* newNumber(sides, own)
  yield* formerType(sides, own, other)
}

/** Where the field changed because a message did. */
function* changedTypeRepairs(
  sides: SideBySide,
  message: ProtobufMessage,
  field: ProtobufField,
  other: ProtobufField,
): Proposals {
  const { own, otherOutline, isReader } = sides
  const type = messageOf(own.document, field, message)
  if (!type) return
  const outer = otherOutline.messageOf(other)
  const theirs = outer && messageOf(sides.otherDocument, other, outer)
  const isNew = !otherOutline.findType(own.outline.namesOf(type))
  if (theirs && isNew && !own.outline.findType(otherOutline.namesOf(theirs))) yield* backInPlace(sides, type, theirs)
  // What the other schema reads must not have a new message either.
  if (isNew && !isReader && usersOf(sides, type).length === 1) yield* formerType(sides, field, other, type)
}

/** The message of this file that a field holds. */
function messageOf(
  document: ProtobufDocument,
  { type }: ProtobufField,
  message: ProtobufMessage,
): ProtobufMessage | undefined {
  const entry = typeof type === 'string' ? typesOf(document).findType(type, scopeOf(document, message)) : undefined
  return entry && outlineOf(document).messages.find((own) => own === entry.type)
}

/** We have a field that the other schema lacks. */
export function* additionalFieldRepairs(sides: SideBySide, field: ProtobufField): Proposals {
  const { own } = sides
  const message = own.outline.messageOf(field)
  const theirs = message && counterpartOf(sides, message)
  const former = theirs && allFields(theirs).find(({ name }) => name === field.name)
  const isFree = former && message && !allFields(message).some(({ tag }) => tag === former.tag)
  if (former && isFree) yield* formerNumber(sides, message, field, former)
  if (former && message) yield* formerNumbers(sides, message)
  if (field.label === 'required') {
    yield* propose(`Make field '${field.name}' optional instead of required.`, (edits) => {
      const label = own.spanOf(field)?.label
      if (label) edits.add({ start: label.start, end: label.end, replacement: 'optional' })
      return label !== undefined
    })
  }
  const oneof = own.outline.oneofOf(field)
  if (oneof && message) {
    yield* propose(`Put field '${field.name}' beside the oneof '${oneof.name}' and not into it.`, (edits) =>
      moveOut(sides, field, edits),
    )
  }
  yield* propose(`Remove field '${field.name}' and keep its number ${field.tag} reserved.`, (edits) => {
    const removed = message && removeField(sides, message, field, edits)
    return removed ?? false
  })
}

/** The other schema has a field that we lack. */
export function* missingFieldRepairs(sides: SideBySide, field: ProtobufField): Proposals {
  const theirs = sides.otherOutline.messageOf(field)
  const message = theirs && sides.own.outline.findMessage(sides.otherOutline.namesOf(theirs))
  const renumbered = message && allFields(message).find(({ name }) => name === field.name)
  if (message && renumbered) yield* formerNumber(sides, message, renumbered, field)
  if (message && renumbered) yield* formerNumbers(sides, message)
  const oneof = sides.otherOutline.oneofOf(field)
  const where = oneof ? `oneof '${oneof.name}'` : `message '${theirs?.name}'`
  yield* propose(`Put field '${field.name}' (number ${field.tag}) back into ${where}.`, (edits) =>
    new Restoration(sides, edits).field(field),
  )
}

/** A new number for what is new, and the old one kept for what it was. */
export function* newNumber(sides: SideBySide, field: ProtobufField): Proposals {
  const { own } = sides
  const message = own.outline.messageOf(field)
  if (!message) return
  const theirs = counterpartOf(sides, message)
  const free = freeNumber(theirs ? [message, theirs] : [message])
  if (free === undefined) return
  const title = `Give field '${field.name}' the new number ${free} and keep ${field.tag} reserved for what it was.`
  yield* propose(title, (edits) => {
    const tag = own.spanOf(field)?.tag
    if (!tag) return false
    edits.add({ start: tag.start, end: tag.end, replacement: `${free}` }, ...reserve(own, message, field.tag))
    return true
  })
}

/** @param unneeded - a message that goes as well. */
function* formerType(
  sides: SideBySide,
  field: ProtobufField,
  other: ProtobufField,
  unneeded?: ProtobufMessage,
): Proposals {
  const { own, otherOutline } = sides
  const message = own.outline.messageOf(field)
  const theirs = otherOutline.messageOf(other)
  const span = own.spanOf(field)
  if (!message || !theirs || !span?.type) return
  const { type } = span
  const isLabel = sides.kind === 'FIELD_NUMERIC_LABEL_CHANGED'
  const withLabel = isLabel || typeof field.type !== 'string' || typeof other.type !== 'string'
  const text = typeof other.type === 'string' ? other.type : `map<${other.type.key}, ${other.type.value}>`
  const label = own.allowedLabel(other, own.outline.oneofOf(field) !== undefined)
  const before = label ? `${label} ` : ''
  const title = isLabel
    ? `Give field '${field.name}' its label '${label ?? 'none'}' back.`
    : `Give field '${field.name}' its type ${text} back.`
  const unneededSpan = unneeded && own.spanOf(unneeded)
  const removed = unneeded ? ` Remove message '${unneeded.name}', which nothing else uses.` : ''
  yield* propose(title + removed, (edits) => {
    if (unneededSpan) edits.add(own.layout.removal(unneededSpan))
    const start = withLabel ? (span.label ?? type).start : type.start
    edits.add({ start, end: type.end, replacement: withLabel ? before + text : text })
    new Restoration(sides, edits).needs(other, theirs, message)
    return true
  })
}

function* formerNumber(
  { own }: SideBySide,
  message: ProtobufMessage,
  field: ProtobufField,
  former: ProtobufField,
): Proposals {
  yield* propose(`Give field '${field.name}' its number ${former.tag} back.`, (edits) => {
    const tag = own.spanOf(field)?.tag
    if (!tag) return false
    edits.add({ start: tag.start, end: tag.end, replacement: `${former.tag}` })
    // The name is used already, so only the number can be set aside.
    edits.add(...release(own, message, former.tag, field.name))
    return true
  })
}

/** Every field has the number that the field of its name has there; what is new and in the way gets a free one. */
function* formerNumbers(sides: SideBySide, message: ProtobufMessage): Proposals {
  const { own } = sides
  const theirs = counterpartOf(sides, message)
  if (!theirs) return
  const former = new Map(allFields(theirs).map(({ name, tag }) => [name, tag]))
  const fields = allFields(message)
  const taken = new Set(fields.flatMap(({ name }) => former.get(name) ?? []))
  yield* propose(`Give the fields of message '${message.name}' their numbers back.`, (edits) => {
    const promised: number[] = []
    for (const field of fields) {
      const isInTheWay = !former.has(field.name) && taken.has(field.tag)
      const tag = isInTheWay ? freeNumber([message, theirs], promised) : (former.get(field.name) ?? field.tag)
      const span = own.spanOf(field)?.tag
      if (tag === undefined || !span) return false
      if (isInTheWay) promised.push(tag)
      if (tag !== field.tag) edits.add({ start: span.start, end: span.end, replacement: `${tag}` })
    }
    return true
  })
}

/** Out of its oneof and behind it; a oneof of nothing else goes with it. */
function moveOut({ own }: SideBySide, field: ProtobufField, edits: EditList): boolean {
  const oneof = own.outline.oneofOf(field)
  const span = own.spanOf(field)
  const around = oneof && own.spanOf(oneof)
  if (!oneof || !span || !around) return false
  const fragment = own.fieldAs(field, own.allowedLabel(field, false))
  if (oneof.fields.length + oneof.groups.length === 1) edits.add(own.layout.replacement(around, [fragment]))
  else edits.add(own.layout.removal(span), own.layout.insertionAfter(around, fragment))
  return true
}

/** A oneof must have a member, so the last one takes its oneof along. */
export function removeField(
  { own }: SideBySide,
  message: ProtobufMessage,
  field: ProtobufField,
  edits: EditList,
): boolean {
  const oneof = own.outline.oneofOf(field)
  const isLast = oneof && oneof.fields.length + oneof.groups.length === 1
  const span = own.spanOf(isLast ? oneof : field)
  if (!span) return false
  edits.add(own.layout.removal(span), ...reserve(own, message, field.tag))
  return true
}

/** The message of the same name in the other schema. */
export function counterpartOf(
  { own, otherOutline }: SideBySide,
  message: ProtobufMessage,
): ProtobufMessage | undefined {
  return otherOutline.findMessage(own.outline.namesOf(message))
}
