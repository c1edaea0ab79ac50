/** Where a finding stands in both texts. */
import type { Places, TextPlace } from '../../explanation/explanation.ts'
import type { TextSpan } from '../../explanation/text-edits.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import type { Element } from '../print-element.ts'
import type { StatementSpan } from '../spans.ts'
import type { ReadFile } from '../type-table.ts'
import { outlineOf } from './outline.ts'

export function placesOf(finding: ProtobufDifference, reader: ProtobufDocument, writer: ProtobufDocument): Places {
  const { original, update } = finding.facts
  if (finding.kind === 'PACKAGE_CHANGED') return { reader: packagePlace(reader), writer: packagePlace(writer) }
  return {
    reader: update ? placeOf(update, finding, reader) : around(original, writer, reader),
    writer: original ? placeOf(original, finding, writer) : around(update, reader, writer),
  }
}

function packagePlace({ placed }: ProtobufDocument): TextSpan | undefined {
  const span = placed?.spans.package
  return span ? (span.name ?? span) : placed?.spans.syntax
}

/** A place of a part in the file itself or in one that it refers to. */
function placeOf(element: Element, finding: ProtobufDifference, document: ProtobufDocument): TextPlace | undefined {
  const found = statementOf(element, document)
  return found && { ...tellingSpan(found.span, finding), reference: found.reference }
}

function statementOf(element: Element, document: ProtobufDocument) {
  const files: readonly (ReadFile & { path?: string | undefined })[] = [document, ...document.references]
  for (const { placed, path } of files) {
    const span = placed?.spans.statements.get(element)
    if (span) return { span, reference: path }
  }
  return undefined
}

/** What is about no part of a file is about its head: the package, or else the first statement. */
export function headPlace(what: string, document: ProtobufDocument): TextSpan | undefined {
  const { placed } = document
  if (!placed) return undefined
  return (what === 'renamed' ? packagePlace(document) : placed.spans.syntax) ?? { start: 0, end: 0 }
}

/** A part in the file itself or in one that it refers to, shown by its name. */
export function statementPlace(part: Element | undefined, document: ProtobufDocument): TextPlace | undefined {
  const found = part && statementOf(part, document)
  if (!found) return undefined
  const { start, end } = found.span.name ?? found.span
  return { start, end, reference: found.reference }
}

/** The part of a statement that the finding is about. */
function tellingSpan(span: StatementSpan, { kind }: ProtobufDifference): TextSpan {
  const { start, end } = partOf(span, kind) ?? span.name ?? span
  return { start, end }
}

function partOf({ type, label }: StatementSpan, kind: ProtobufDifference['kind']): TextSpan | undefined {
  switch (kind) {
    case 'FIELD_KIND_CHANGED':
    case 'FIELD_SCALAR_KIND_CHANGED':
    case 'FIELD_NAMED_TYPE_CHANGED':
      return type
    case 'FIELD_NUMERIC_LABEL_CHANGED':
    case 'FIELD_STRING_OR_BYTES_LABEL_CHANGED':
    case 'REQUIRED_FIELD_ADDED':
    case 'REQUIRED_FIELD_REMOVED':
      return label ?? type
    default:
      return undefined
  }
}

/** What is missing here stands in a message there: the message of that name is shown. */
function around(missing: Element | undefined, there: ProtobufDocument, here: ProtobufDocument): TextPlace | undefined {
  const outline = outlineOf(there)
  const message = missing && outline.messageOf(missing)
  if (!message) return undefined
  const counterpart = outlineOf(here).findMessage(outline.namesOf(message))
  const span = counterpart && here.placed?.spans.statements.get(counterpart)
  return span && (span.name ?? span)
}
