/** Edits for messages that only one of the schemas has, and for packages. */
import { mainSource } from '../document.ts'
import type { ProtobufMessage } from '../model.ts'
import type { EditList } from './edit-list.ts'
import { backInPlace, usersOf } from './message-moves.ts'
import { type Proposals, propose } from './proposal.ts'
import { removeField } from './repair-fields.ts'
import { Restoration } from './restoration.ts'
import { printed, type SideBySide } from './side-by-side.ts'

/** The other schema has a message that we lack. */
export function* missingMessageRepairs(sides: SideBySide, message: ProtobufMessage): Proposals {
  const { own, otherOutline } = sides
  for (const type of own.outline.messages) {
    if (otherOutline.findType(own.outline.namesOf(type))) continue
    yield* backInPlace(sides, type, message)
  }
  yield* propose(`Put message '${message.name}' back.`, (edits) => new Restoration(sides, edits).type(message))
}

/** We have a message that the other schema lacks. */
export function* additionalMessageRepairs(sides: SideBySide, message: ProtobufMessage): Proposals {
  const { own, otherOutline } = sides
  for (const type of otherOutline.messages) {
    if (own.outline.findType(otherOutline.namesOf(type))) continue
    yield* backInPlace(sides, message, type)
  }
  const users = usersOf(sides, message)
  const names = users.map(({ field }) => `'${field.name}'`).join(', ')
  const what = users.length === 0 ? '' : ` and what is of its type: ${names}`
  yield* propose(`Remove message '${message.name}'${what}.`, (edits) => {
    const span = own.spanOf(message)
    if (!span) return false
    edits.add(own.layout.removal(span))
    for (const { field, message: outer } of users) {
      if (!removeField(sides, outer, field, edits)) return false
    }
    return true
  })
}

export function* packageRepairs({ own, otherDocument }: SideBySide): Proposals {
  const name = otherDocument.file.package
  const title = name === undefined ? 'Declare no package, as before.' : `Give the package its name '${name}' back.`
  yield* propose(title, (edits) => {
    const { package: span, syntax } = own.spans
    if (span?.name && name !== undefined) edits.add({ start: span.name.start, end: span.name.end, replacement: name })
    else if (span) edits.add(own.layout.removal(span))
    else if (syntax) edits.add(own.layout.insertionAfter(syntax, printed(`package ${name};`), true))
    else edits.add({ start: 0, end: 0, replacement: `package ${name};${own.layout.newline}` })
    renamePackage(own, name, edits)
    return true
  })
}

/** Names that are written with the package have its other name then. */
function renamePackage(own: SideBySide['own'], name: string | undefined, edits: EditList): void {
  const former = own.document.file.package
  if (former === undefined) return
  for (const { field, message } of own.outline.fields) {
    const span = own.spanOf(field)?.type
    if (!span || typeof field.type !== 'string') continue
    const [dot, written] = field.type.startsWith('.') ? ['.', field.type.slice(1)] : ['', field.type]
    if (!written.startsWith(`${former}.`)) continue
    const entry = own.findType(field.type, message)
    if (entry?.source !== mainSource(own.document)) continue
    const local = written.slice(former.length + 1)
    edits.add({
      start: span.start,
      end: span.end,
      replacement: dot + (name === undefined ? local : `${name}.${local}`),
    })
  }
}
