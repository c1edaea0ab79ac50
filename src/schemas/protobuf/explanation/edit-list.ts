/** Edits of one text that belong together, in whatever order they are thought of. */
import type { TextEdit } from '../../explanation/text-edits.ts'

export class EditList {
  readonly #edits: TextEdit[] = []

  add(...edits: readonly TextEdit[]): void {
    this.#edits.push(...edits)
  }

  /** Ascending; `undefined` where there are none or some overlap. */
  sorted(): readonly TextEdit[] | undefined {
    // Those at one place stay in their order.
    const sorted = [...this.#edits].sort((a, b) => a.start - b.start || a.end - b.end)
    const overlap = sorted.some(({ start }, index) => start < (sorted[index - 1]?.end ?? 0))
    return sorted.length === 0 || overlap ? undefined : sorted
  }
}
