/** The text that is to be mended beside the schema that it must go together with. */
import type { Side } from '../../explanation/explanation.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import { type ProtobufDocument, typesOf } from '../document.ts'
import type { FieldLabel, ProtobufField, ProtobufMessage } from '../model.ts'
import { type Element, printElement } from '../print-element.ts'
import type { FileSpans, StatementSpan } from '../spans.ts'
import type { TypeEntry } from '../type-table.ts'
import { type Fragment, Layout } from './layout.ts'
import { type Outline, outlineOf, scopeOf } from './outline.ts'

/** One of the two documents, with all that edits need to know of it. */
export class PlacedDocument {
  readonly document: ProtobufDocument
  readonly outline: Outline
  readonly layout: Layout
  readonly spans: FileSpans

  /** @returns `undefined` for a compiled file, which has no text to edit. */
  static of(document: ProtobufDocument): PlacedDocument | undefined {
    return document.placed && new PlacedDocument(document, document.placed)
  }

  private constructor(document: ProtobufDocument, { text, spans }: { text: string; spans: FileSpans }) {
    this.document = document
    this.outline = outlineOf(document)
    this.layout = new Layout(text)
    this.spans = spans
  }

  spanOf(part: object): StatementSpan | undefined {
    return this.spans.statements.get(part)
  }

  /** The statement as it is written, with its comments. */
  fragmentOf(element: Element): Fragment {
    const span = this.spanOf(element)
    const bare = printElement(element)
    return span ? this.layout.fragment(span, bare) : printed(bare)
  }

  /** A field under another label. */
  fieldAs(field: ProtobufField, label: FieldLabel | undefined): Fragment {
    if (field.label === label) return this.fragmentOf(field)
    const bare = printElement({ ...field, label })
    const { label: labelSpan, type } = this.spanOf(field) ?? {}
    const span = this.spanOf(field)
    if (!span || !type) return printed(bare)
    const start = labelSpan?.start ?? type.start
    const edit = { start, end: type.start, replacement: label ? `${label} ` : '' }
    return this.layout.fragment(span, bare, [edit])
  }

  /** The label that a field may have in this file. */
  allowedLabel({ label, type }: ProtobufField, inOneof: boolean): FieldLabel | undefined {
    const { syntax, edition } = this.document.file
    if (inOneof || typeof type !== 'string') return undefined
    if (edition !== undefined) return label === 'repeated' ? label : undefined
    if (syntax === 'proto3') return label === 'required' ? undefined : label
    return label ?? 'optional'
  }

  /** What a name means in a message of this file. */
  findType(name: string, message: ProtobufMessage | undefined): TypeEntry | undefined {
    return typesOf(this.document).findType(name, scopeOf(this.document, message))
  }
}

/** The printer's own layout. */
export function printed(bare: string): Fragment {
  return { text: bare.replaceAll(/^ +$/gm, ''), indent: '  ', bare }
}

/** What a finding looks like to whoever may edit only one of the two texts. */
export interface SideBySide {
  readonly kind: ProtobufDifference['kind']
  /** The document that is edited. */
  readonly own: PlacedDocument
  readonly other: PlacedDocument | undefined
  readonly otherDocument: ProtobufDocument
  readonly otherOutline: Outline
  /** What stands there in both. */
  readonly ownPart: Element | undefined
  readonly otherPart: Element | undefined
  /** Whether it is the reader that is edited. */
  readonly isReader: boolean
}

export function sideBySide(
  { kind, facts }: ProtobufDifference,
  reader: ProtobufDocument,
  writer: ProtobufDocument,
  side: Side,
): SideBySide | undefined {
  const isReader = side === 'reader'
  const [ownDocument, otherDocument] = isReader ? [reader, writer] : [writer, reader]
  const own = PlacedDocument.of(ownDocument)
  const [ownPart, otherPart] = isReader ? [facts.update, facts.original] : [facts.original, facts.update]
  const other = PlacedDocument.of(otherDocument)
  const otherOutline = outlineOf(otherDocument)
  return own && { kind, own, other, otherDocument, otherOutline, ownPart, otherPart, isReader }
}
