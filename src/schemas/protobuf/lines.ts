/** Collects the lines of a text that is being printed, each indented by two spaces a level. */
import { schemaErrors } from '../errors.ts'

/** Names that are written out in full make a normalised text longer than the one that was sent. */
const maxLength = 32 * 1024 * 1024

export class Lines {
  readonly #lines: string[] = []
  #indent = ''
  #length = 0

  add(line: string): void {
    this.#length += this.#indent.length + line.length + 1
    if (this.#length > maxLength) throw schemaErrors.schemaTooLarge('length of the printed text', maxLength)
    this.#lines.push(this.#indent + line)
  }

  /** Adds what `print` adds, one level deeper. */
  indented(print: () => void): void {
    const outer = this.#indent
    this.#indent = `${outer}  `
    print()
    this.#indent = outer
  }

  /** `open {`, the sections that are not empty with an empty line between them, `}`. Indented, as empty lines are too. */
  block(open: string, sections: readonly Section[], close = '}'): void {
    if (sections.every(({ isEmpty }) => isEmpty)) this.add(`${open} {${close}`)
    else {
      this.add(`${open} {`)
      this.rest(sections, close)
    }
  }

  /** A block whose first line is there already. */
  rest(sections: readonly Section[], close: string): void {
    const present = sections.filter(({ isEmpty }) => !isEmpty)
    for (const [index, { print }] of present.entries()) {
      // The empty line belongs to the block itself, its content is one level deeper.
      if (index > 0) this.add('')
      this.indented(print)
    }
    this.add(close)
  }

  toString(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
  }
}

export interface Section {
  readonly isEmpty: boolean
  readonly print: () => void
}

/** A section that prints one thing after the other. */
export function section<Item>(items: readonly Item[], print: (item: Item) => void): Section {
  return { isEmpty: items.length === 0, print: () => items.forEach(print) }
}
