/** Puts parts of the other schema back into a text, with the types and the imports that they need. */
import { mainSource, typesOf } from '../document.ts'
import type { ProtobufField, ProtobufMessage, ProtobufOneof, ProtobufType } from '../model.ts'
import { scalarTypes } from '../model.ts'
import type { Element } from '../print-element.ts'
import { printElement } from '../print-element.ts'
import { quote } from '../string-literal.ts'
import type { TypeEntry } from '../type-table.ts'
import type { EditList } from './edit-list.ts'
import { release } from './field-numbers.ts'
import type { Fragment } from './layout.ts'
import { allFields, scopeOf, typeNamesOf } from './outline.ts'
import { printed, type SideBySide } from './side-by-side.ts'

/** A type that needs more others than this is not copied. */
const mostTypes = 50

export class Restoration {
  readonly #sides: SideBySide
  readonly #edits: EditList
  readonly #restored = new Set<ProtobufType>()
  readonly #imported = new Set<string>()

  constructor(sides: SideBySide, edits: EditList) {
    this.#sides = sides
    this.#edits = edits
  }

  /** @returns whether there is a place for it. */
  field(field: ProtobufField): boolean {
    const { own, otherOutline } = this.#sides
    const theirs = otherOutline.messageOf(field)
    const message = theirs && own.outline.findMessage(otherOutline.namesOf(theirs))
    if (!theirs || !message) return false
    const oneof = otherOutline.oneofOf(field)
    const target = oneof && oneofFor(oneof, message)
    if (target === 'new' && oneof) return this.#insertInMessage(oneof, this.#copy(oneof), theirs, message)
    const ownOneof = typeof target === 'object' ? target : undefined
    const label = own.allowedLabel(field, ownOneof !== undefined)
    const fragment = label === field.label ? this.#copy(field) : this.#fieldAs(field, label)
    this.#edits.add(...release(own, message, field.tag, field.name))
    this.#needsOf([field], theirs, message)
    if (!ownOneof) return this.#insertInMessage(field, fragment, theirs, message)
    return this.#insert(ownOneof, ownOneof.fields, oneof?.fields ?? [], field, fragment)
  }

  type(type: ProtobufType): boolean {
    if (this.#restored.has(type)) return true
    this.#restored.add(type)
    if (this.#restored.size > mostTypes) return false
    const { own, otherOutline, otherDocument } = this.#sides
    const outer = otherOutline.messageOf(type)
    const fragment = this.#copy(type)
    if (outer) {
      const message = own.outline.findMessage(otherOutline.namesOf(outer))
      // The message around it will bring it along.
      if (!message) return this.type(outer)
      if (!this.#insertInMessage(type, fragment, outer, message)) return false
    } else this.#insertAtTop(type, fragment, otherDocument.file.types)
    if (type.kind === 'message') this.#needsOfMessage(type)
    return true
  }

  /** In the place of what the message has become. */
  message(ownMessage: ProtobufMessage, theirs: ProtobufMessage): boolean {
    const { own } = this.#sides
    const span = own.spanOf(ownMessage)
    if (!span) return false
    this.#edits.add(own.layout.replacement(span, [this.#copy(theirs)]))
    this.#restored.add(theirs)
    this.#needsOfMessage(theirs)
    return true
  }

  /** What a copied field needs to be understood in a message of our text. */
  needs(field: ProtobufField, theirs: ProtobufMessage, message: ProtobufMessage): void {
    this.#needsOf([field], theirs, message)
  }

  #needsOfMessage(message: ProtobufMessage): void {
    this.#needsOf(allFields(message), message, undefined)
    for (const inner of message.types) if (inner.kind === 'message') this.#needsOfMessage(inner)
  }

  #needsOf(fields: readonly ProtobufField[], theirs: ProtobufMessage, message: ProtobufMessage | undefined): void {
    const { otherDocument, otherOutline } = this.#sides
    const scope = scopeOf(otherDocument, theirs)
    for (const name of fields.flatMap(typeNamesOf)) {
      if (scalarTypes.has(name)) continue
      const entry = typesOf(otherDocument).findType(name, scope)
      if (!entry) continue
      if (entry.source !== mainSource(otherDocument)) this.#import(entry)
      else if (!('position' in entry.type) && !this.#isHere(entry.type, name, message)) {
        if (!isInside(entry.type, theirs, otherOutline)) this.type(entry.type)
      }
    }
  }

  /** At its place, or at another one where the message that needs it finds it. */
  #isHere(type: ProtobufType, name: string, message: ProtobufMessage | undefined): boolean {
    const { own, otherOutline } = this.#sides
    if (own.outline.findType(otherOutline.namesOf(type))) return true
    return message !== undefined && own.findType(name, message) !== undefined
  }

  #import({ source: { path } }: TypeEntry): void {
    const { own, otherDocument } = this.#sides
    const { imports } = own.document.file
    const isKnown = path === undefined || this.#imported.has(path) || imports.some((one) => one.path === path)
    // One that the other file does not name itself comes to it through another.
    if (isKnown || !otherDocument.file.imports.some((one) => one.path === path)) return
    this.#imported.add(path)
    const statement = printed(`import ${quote(path)};`)
    const last = imports.at(-1)
    const lastSpan = last && own.spanOf(last)
    const { package: packageSpan, syntax } = own.spans
    const head = packageSpan ?? syntax
    if (lastSpan) this.#edits.add(own.layout.insertionAfter(lastSpan, statement))
    else if (head) this.#edits.add(own.layout.insertionAfter(head, statement, true))
    else this.#edits.add({ start: 0, end: 0, replacement: statement.text + own.layout.newline })
  }

  #copy(element: Element): Fragment {
    const { other, own, otherDocument } = this.#sides
    if (other && sameSyntax(own.document.file, otherDocument.file)) return other.fragmentOf(element)
    return printed(printElement(element))
  }

  #fieldAs(field: ProtobufField, label: ProtobufField['label']): Fragment {
    return this.#sides.other?.fieldAs(field, label) ?? printed(printElement({ ...field, label }))
  }

  #insertInMessage(part: Element, fragment: Fragment, theirs: ProtobufMessage, message: ProtobufMessage): boolean {
    return this.#insert(message, statementsOf(message), statementsOf(theirs), part, fragment)
  }

  /** Behind the nearest one that stands before it there and is here as well. */
  #insert(
    container: ProtobufMessage | ProtobufOneof,
    own: readonly Element[],
    theirs: readonly Element[],
    part: Element,
    fragment: Fragment,
  ): boolean {
    const { own: document } = this.#sides
    const block = document.spanOf(container)?.block
    if (!block) return false
    const isType = 'kind' in part
    const order = this.#inOrder(theirs)
    const before = order.slice(0, Math.max(0, order.indexOf(part))).reverse()
    const known = before.map((one) => own.find((candidate) => isSamePlace(candidate, one))).find((found) => found)
    const previous = known ?? (isType ? lastOf(own, document.spans.statements) : undefined)
    const span = previous && document.spanOf(previous)
    const { layout } = document
    this.#edits.add(span ? layout.insertionAfter(span, fragment, isType) : layout.insertionAtStart(block, fragment))
    return true
  }

  #insertAtTop(type: ProtobufType, fragment: Fragment, theirs: readonly ProtobufType[]): void {
    const { own } = this.#sides
    const { types } = own.document.file
    const before = theirs.slice(0, theirs.indexOf(type)).reverse()
    const known = before.map((one) => types.find((candidate) => isSamePlace(candidate, one))).find((found) => found)
    const previous = known ?? types.at(-1)
    const span = previous && own.spanOf(previous)
    this.#edits.add(span ? own.layout.insertionAfter(span, fragment, true) : own.layout.insertionAtEnd(fragment))
  }

  #inOrder(parts: readonly Element[]): Element[] {
    const spans = this.#sides.other?.spans.statements
    const startOf = (part: Element) => spans?.get(part)?.start ?? 0
    return [...parts].sort((a, b) => startOf(a) - startOf(b))
  }
}

/** Where a member of a oneof goes: into what that oneof has become, into the message itself, or back with all of it. */
function oneofFor(theirs: ProtobufOneof, message: ProtobufMessage): ProtobufOneof | 'message' | 'new' {
  const isMember = ({ tag }: ProtobufField) => theirs.fields.some((field) => field.tag === tag)
  const own =
    message.oneofs.find(({ name }) => name === theirs.name) ??
    message.oneofs.find(({ fields }) => fields.some(isMember))
  if (own) return own
  return message.fields.some(isMember) ? 'message' : 'new'
}

function statementsOf({ fields, oneofs, types }: ProtobufMessage): Element[] {
  return [...fields, ...oneofs, ...types]
}

function isSamePlace(a: Element, b: Element): boolean {
  if ('kind' in a && 'kind' in b) return a.name === b.name
  if ('tag' in a && 'tag' in b) return a.tag === b.tag
  return 'fields' in a && 'fields' in b && a.name === b.name
}

function lastOf(parts: readonly Element[], spans: ReadonlyMap<object, { end: number }>): Element | undefined {
  const endOf = (part: Element) => spans.get(part)?.end ?? 0
  return [...parts].sort((a, b) => endOf(a) - endOf(b)).at(-1)
}

/** A type that comes along with the message it stands in. */
function isInside(type: ProtobufType, message: ProtobufMessage, outline: SideBySide['otherOutline']): boolean {
  for (let at: ProtobufType | undefined = type; at; at = outline.messageOf(at)) if (at === message) return true
  return false
}

function sameSyntax(a: { syntax?: string | undefined; edition?: string | undefined }, b: typeof a): boolean {
  return (a.syntax === 'proto3') === (b.syntax === 'proto3') && a.edition === b.edition
}
