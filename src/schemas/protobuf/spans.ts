/** Where the statements of a text stand; kept only where somebody asks for it. */
import type { TextSpan } from '../explanation/text-edits.ts'

/** A statement with its semicolon or its braces, and the parts of it that an edit may replace. */
export interface StatementSpan extends TextSpan {
  /** Of the values of a `reserved` there are several, and no one name. */
  readonly name?: TextSpan
  readonly label?: TextSpan | undefined
  readonly type?: TextSpan
  readonly tag?: TextSpan
  /** What stands between the braces. */
  readonly block?: TextSpan
}

export class FileSpans {
  /** By the parts of the model: messages, enums, services, groups, oneofs, fields, constants, imports, what is reserved. */
  readonly statements = new Map<object, StatementSpan>()
  package: StatementSpan | undefined
  /** Of the syntax or the edition. */
  syntax: TextSpan | undefined
}

/** A text and where its statements stand. */
export interface PlacedText {
  readonly text: string
  readonly spans: FileSpans
}
