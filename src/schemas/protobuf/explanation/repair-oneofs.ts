/** Edits that set fields in and out of oneofs as they are in the other schema. */
import type { ProtobufField, ProtobufMessage, ProtobufOneof } from '../model.ts'
import type { EditList } from './edit-list.ts'
import type { Fragment } from './layout.ts'
import { allFields } from './outline.ts'
import { type Proposals, propose } from './proposal.ts'
import { counterpartOf, newNumber } from './repair-fields.ts'
import { printed, type SideBySide } from './side-by-side.ts'

/** Our oneof holds fields that stand elsewhere in what was written. */
export function* tooExclusiveRepairs(sides: SideBySide, oneof: ProtobufOneof): Proposals {
  const { own, otherOutline } = sides
  const message = own.outline.messageOf(oneof)
  const theirs = message && counterpartOf(sides, message)
  if (!message || !theirs) return
  const formerOneof = (field: ProtobufField) => {
    const former = allFields(theirs).find(({ tag }) => tag === field.tag)
    return former && { name: otherOutline.oneofOf(former)?.name }
  }
  const moved = oneof.fields.flatMap((field) => {
    const former = formerOneof(field)
    return former && former.name !== oneof.name ? [{ field, oneof: former.name }] : []
  })
  const names = quoted(moved.map(({ field }) => field))
  yield* propose(`Take ${names} out of the oneof '${oneof.name}' again.`, (edits) =>
    regroup(sides, message, moved, edits),
  )
  const [only, ...others] = moved
  if (only && others.length === 0) yield* newNumber(sides, only.field)
}

/** The oneof of the other schema holds fields that we set apart. */
export function* tooFreeRepairs(sides: SideBySide, theirs: ProtobufOneof): Proposals {
  const { own, otherOutline } = sides
  const outer = otherOutline.messageOf(theirs)
  const message = outer && own.outline.findMessage(otherOutline.namesOf(outer))
  if (!message) return
  const moved = allFields(message)
    .filter(({ tag }) => theirs.fields.some((field) => field.tag === tag))
    .filter((field) => own.outline.oneofOf(field)?.name !== theirs.name)
    .map((field) => ({ field, oneof: theirs.name }))
  const names = quoted(moved.map(({ field }) => field))
  yield* propose(`Put ${names} into the oneof '${theirs.name}' again.`, (edits) =>
    regroup(sides, message, moved, edits),
  )
  const [only, ...others] = moved
  if (only && others.length === 0) yield* newNumber(sides, only.field)
}

interface Move {
  readonly field: ProtobufField
  /** Where it goes: the name of a oneof, or none. */
  readonly oneof: string | undefined
}

function regroup({ own }: SideBySide, message: ProtobufMessage, moves: readonly Move[], edits: EditList): boolean {
  const fields = new Set(moves.map(({ field }) => field))
  const emptied = message.oneofs.filter(
    (oneof) => oneof.groups.length === 0 && oneof.fields.every((field) => fields.has(field)),
  )
  const fragments = fragmentsOf(own, message, moves)
  const first = moves[0]?.field
  const from = first && own.outline.oneofOf(first)
  const anchor = from ?? first
  const anchorSpan = anchor && own.spanOf(anchor)
  if (!anchorSpan) return false
  // What has no place of its own yet stands where the first of the fields was.
  const isReplaced = anchor === first || emptied.some((oneof) => oneof === anchor)
  if (isReplaced && fragments.here.length > 0) edits.add(own.layout.replacement(anchorSpan, fragments.here))
  else if (isReplaced) edits.add(own.layout.removal(anchorSpan))
  else for (const fragment of fragments.here) edits.add(own.layout.insertionAfter(anchorSpan, fragment))
  for (const part of [...emptied, ...fields]) {
    const oneof = 'tag' in part ? own.outline.oneofOf(part) : undefined
    const span = own.spanOf(part)
    if (part !== anchor && span && !(oneof && emptied.includes(oneof))) edits.add(own.layout.removal(span))
  }
  for (const { oneof, fragment } of fragments.elsewhere) {
    const last = oneof.fields.findLast((field) => !fields.has(field))
    const span = last && own.spanOf(last)
    const block = own.spanOf(oneof)?.block
    if (!block) return false
    edits.add(span ? own.layout.insertionAfter(span, fragment) : own.layout.insertionAtStart(block, fragment))
  }
  return true
}

/** What goes into oneofs that are there, and what is put down anew. */
function fragmentsOf(own: SideBySide['own'], message: ProtobufMessage, moves: readonly Move[]) {
  const here: Fragment[] = []
  const elsewhere: { oneof: ProtobufOneof; fragment: Fragment }[] = []
  const made = new Map<string, Fragment[]>()
  for (const { field, oneof: name } of moves) {
    const fragment = own.fieldAs(field, own.allowedLabel(field, name !== undefined))
    const oneof = message.oneofs.find((one) => one.name === name)
    if (name === undefined) here.push(fragment)
    else if (oneof) elsewhere.push({ oneof, fragment })
    else made.set(name, [...(made.get(name) ?? []), fragment])
  }
  for (const [name, members] of made) here.push(oneofFragment(name, members, own.layout.indent))
  return { here, elsewhere }
}

function oneofFragment(name: string, members: readonly Fragment[], indent: string): Fragment {
  const lines = members.flatMap(({ text }) => text.split('\n').map((line) => (line === '' ? '' : indent + line)))
  const bare = `oneof ${name} { ${members.map((member) => member.bare).join(' ')} }`
  return { ...printed(bare), text: [`oneof ${name} {`, ...lines, '}'].join('\n'), indent }
}

function quoted(fields: readonly ProtobufField[]): string {
  const names = fields.map(({ name }) => `'${name}'`)
  return names.length === 1 ? `field ${names[0]}` : `fields ${names.join(', ')}`
}
