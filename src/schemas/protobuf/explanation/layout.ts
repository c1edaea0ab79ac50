/** Puts statements into a text and takes them out as its author would: with their comments, lines and indentation. */
import { applyEdits, type TextEdit, type TextSpan } from '../../explanation/text-edits.ts'

/** A statement that is to be put somewhere else. */
export interface Fragment {
  /** As its author wrote it, with comments, from the first column on. */
  readonly text: string
  /** One step of indentation in `text`. */
  readonly indent: string
  /** The same without comments, for lines that hold several statements. */
  readonly bare: string
}

/** Blanks and a comment behind a statement, up to the end of its line. */
const restOfLine = /[^\S\r\n]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[^\S\r\n]*)?(?=\r?\n|$)/y

/** What is looked for above a statement, so that a text of nothing but comments is not read again and again. */
const mostCommentLines = 200

export class Layout {
  readonly text: string
  readonly indent: string
  readonly newline: string

  constructor(text: string) {
    this.text = text
    this.indent = /\{[^\S\n]*(?:\/\/[^\n]*)?\n([ \t]+)[^\s}]/.exec(text)?.[1] ?? '  '
    this.newline = text.includes('\r\n') ? '\r\n' : '\n'
  }

  /** The statement with the comments that belong to it: right above it, and behind it on its line. */
  withComments(statement: TextSpan): TextSpan {
    if (!this.#beginsLine(statement.start)) return statement
    let start = this.#lineStart(statement.start)
    for (let line = 0; line < mostCommentLines && start > 0; line++) {
      const above = this.#commentAbove(start)
      if (above === undefined) break
      start = above
    }
    const first = start + this.#indentationAt(start).length
    return { start: first, end: this.#endWithComment(statement.end) ?? statement.end }
  }

  /** @param replacements - parts of the statement that are written otherwise, ascending. */
  fragment(statement: TextSpan, bare: string, replacements: readonly TextEdit[] = []): Fragment {
    const { start, end } = this.withComments(statement)
    const edits = replacements.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    const text = applyEdits(this.text.slice(start, end), edits)
    const outer = this.#indentationAt(this.#lineStart(statement.start))
    const lines = text
      .split(/\r?\n/)
      .map((line) => (line.startsWith(outer) ? line.slice(outer.length) : line.trimStart()))
    return { text: [lines[0] ?? '', ...lines.slice(1)].join('\n'), indent: this.indent, bare }
  }

  /** Takes a statement out, with its line where nothing else is on it. */
  removal(statement: TextSpan): TextEdit {
    const { text } = this
    const { start, end } = this.withComments(statement)
    const lineStart = this.#lineStart(start)
    const isAlone = this.#beginsLine(statement.start) && this.#endWithComment(end) !== undefined
    if (!isAlone) {
      const after = /[^\S\r\n]*/y
      after.lastIndex = end
      return { start, end: end + (after.exec(text)?.[0].length ?? 0), replacement: '' }
    }
    const lineEnd = this.#behindNewline(end)
    // An empty line above and one below would become two; one before a closing brace is not wanted either.
    const isBelowEmpty = /(?:^|\n)[^\S\n]*\r?\n$/.test(text.slice(Math.max(0, lineStart - 80), lineStart))
    const next = /[^\S\r\n]*(?:\r?\n|\})/y
    next.lastIndex = lineEnd
    if (isBelowEmpty && next.test(text)) {
      const emptyLine = /[^\S\n]*\r?\n$/.exec(text.slice(0, lineStart))?.[0].length ?? 0
      return { start: lineStart - emptyLine, end: lineEnd, replacement: '' }
    }
    return { start: lineStart, end: lineEnd, replacement: '' }
  }

  /** @param apart - with an empty line before it, as types are set apart. */
  insertionAfter(statement: TextSpan, fragment: Fragment, apart = false): TextEdit {
    const end = this.#endWithComment(statement.end)
    if (end === undefined || !this.#beginsLine(statement.start)) return inline(statement.end, ` ${flat(fragment)}`)
    const base = this.#indentationAt(this.#lineStart(statement.start))
    const gap = apart ? this.newline : ''
    return inline(end, gap + this.newline + this.#indented(fragment, base))
  }

  /** As the first statement of a block. */
  insertionAtStart(block: TextSpan, fragment: Fragment): TextEdit {
    const content = this.text.slice(block.start, block.end)
    const isEmpty = content.trim() === ''
    if (!content.includes('\n') && !(isEmpty && this.text.includes('\n'))) {
      return isEmpty ? { ...block, replacement: ` ${flat(fragment)} ` } : inline(block.start, ` ${flat(fragment)}`)
    }
    const outer = this.#indentationAt(this.#lineStart(block.start))
    const base = /\n([ \t]*)[^\s]/.exec(content)?.[1] ?? outer + this.indent
    const inserted = this.newline + this.#indented(fragment, base)
    if (isEmpty) return { ...block, replacement: inserted + this.newline + outer }
    return inline(this.#endWithComment(block.start) ?? block.start, inserted)
  }

  /** Puts a statement where another one is. */
  replacement(statement: TextSpan, fragments: readonly Fragment[]): TextEdit {
    const { start, end } = this.withComments(statement)
    if (!this.#beginsLine(statement.start)) return { start, end, replacement: fragments.map(flat).join(' ') }
    const base = this.#indentationAt(this.#lineStart(statement.start))
    const all = fragments.map((fragment) => this.#indented(fragment, base)).join(this.newline)
    return { start, end, replacement: all.slice(base.length) }
  }

  /** At the end of the text, after an empty line. */
  insertionAtEnd(fragment: Fragment): TextEdit {
    const { text, newline } = this
    const trimmed = text.trimEnd()
    if (!trimmed.includes('\n')) return inline(trimmed.length, ` ${flat(fragment)}`)
    const gap = text.length > trimmed.length ? newline : newline + newline
    return inline(text.length, gap + this.#indented(fragment, '') + newline)
  }

  #indented({ text, indent }: Fragment, base: string): string {
    const lines = text.split('\n').map((line) => {
      if (line.trim() === '') return ''
      let depth = 0
      while (line.startsWith(indent, depth * indent.length)) depth++
      return base + this.indent.repeat(depth) + line.slice(depth * indent.length)
    })
    return lines.join(this.newline)
  }

  #lineStart(position: number): number {
    return this.text.lastIndexOf('\n', position - 1) + 1
  }

  #beginsLine(position: number): boolean {
    return this.text.slice(this.#lineStart(position), position).trim() === ''
  }

  #indentationAt(lineStart: number): string {
    const blanks = /[ \t]*/y
    blanks.lastIndex = lineStart
    return blanks.exec(this.text)?.[0] ?? ''
  }

  /** The start of the line above, or of the comment that ends on it; `undefined` where something else is there. */
  #commentAbove(lineStart: number): number | undefined {
    const aboveStart = this.#lineStart(lineStart - 1)
    const above = this.text.slice(aboveStart, lineStart).trim()
    if (above.startsWith('//')) return aboveStart
    if (!above.endsWith('*/')) return undefined
    const opening = this.text.lastIndexOf('/*', lineStart)
    return opening >= 0 && this.#beginsLine(opening) ? this.#lineStart(opening) : undefined
  }

  /** The end of the line without its newline, where only a comment is left of it. */
  #endWithComment(position: number): number | undefined {
    restOfLine.lastIndex = position
    const rest = restOfLine.exec(this.text)?.[0]
    return rest === undefined ? undefined : position + rest.trimEnd().length
  }

  #behindNewline(position: number): number {
    const newline = this.text.indexOf('\n', position)
    return newline < 0 ? this.text.length : newline + 1
  }
}

function inline(position: number, replacement: string): TextEdit {
  return { start: position, end: position, replacement }
}

function flat({ bare }: Fragment): string {
  return bare.replaceAll(/\s*\n\s*/g, ' ')
}
