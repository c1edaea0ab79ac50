/** Finds edits of a schema after which a check that failed passes. None is offered that has not been tried. */

import { SchemaError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { CompatibilityPolicy, SchemaFormat, SchemaSource } from '../format.ts'
import type { ExplanationRules, JsonPatchOperation, Repair, Side } from './explanation.ts'
import { patchText } from './json-patch.ts'
import { applyEdits, editBetween, type TextEdit } from './text-edits.ts'

/** The bounds of one search: checks of one candidate with one other schema, and characters read for them. */
const mendLimits = { checks: 5000, characters: 20_000_000, rounds: 50, repairsForFinding: 12 }

/** A schema that the candidate is compared with, and what the candidate is in that comparison. */
export interface Opposite<Parsed = unknown> {
  readonly candidateIs: Side
  readonly parsed: Parsed
}

/** A candidate and all that it must go together with. */
export interface Mendable<Parsed = unknown, With extends Opposite<Parsed> = Opposite<Parsed>> {
  readonly format: SchemaFormat<Parsed>
  readonly rules: ExplanationRules<Parsed>
  readonly candidate: SchemaSource
  readonly opposites: readonly With[]
  readonly policy: CompatibilityPolicy
}

/** An edit that was tried. */
export interface TriedRepair {
  /** Several sentences where several edits were needed. */
  readonly title: string
  /** Where the format is written in JSON. */
  readonly patch?: readonly JsonPatchOperation[]
  /** The same as one edit of the text. */
  readonly edit: TextEdit
}

export function applyRepair(text: string, repair: Repair): string {
  return 'patch' in repair ? patchText(text, repair.patch) : applyEdits(text, repair.edits)
}

/** A finding together with where it was found. */
export interface Located<Parsed, With extends Opposite<Parsed> = Opposite<Parsed>> {
  readonly finding: Finding
  readonly opposite: With
}

/** One text on its way to being mended. */
interface Attempt<Parsed, With extends Opposite<Parsed>> {
  readonly source: SchemaSource
  readonly parsed: Parsed
  readonly open: readonly Located<Parsed, With>[]
}

export class Mender<Parsed, With extends Opposite<Parsed> = Opposite<Parsed>> {
  readonly #mendable: Mendable<Parsed, With>
  readonly #start: Attempt<Parsed, With> | undefined
  #checks = 0
  #characters = 0

  constructor(mendable: Mendable<Parsed, With>) {
    this.#mendable = mendable
    this.#start = this.#try(mendable.candidate)
  }

  /** The candidate; `undefined` where it is no valid schema. */
  get candidate(): Parsed | undefined {
    return this.#start?.parsed
  }

  /** The findings that are open, of each opposite in its order. */
  get open(): readonly Located<Parsed, With>[] {
    return this.#start?.open ?? []
  }

  /** An edit after which the finding is gone and nothing new is found. */
  fixOf(located: Located<Parsed, With>): TriedRepair | undefined {
    const fixed = this.#start && this.#fix(this.#start, located)
    return fixed && this.#tried([fixed.repair], fixed.attempt)
  }

  /** Edits after which nothing is found any more. */
  fixOfAll(): TriedRepair | undefined {
    let attempt = this.#start
    const repairs: Repair[] = []
    for (let round = 0; attempt && round < mendLimits.rounds; round++) {
      if (attempt.open.length === 0) return repairs.length === 0 ? undefined : this.#tried(repairs, attempt)
      const fixed = this.#firstFix(attempt)
      if (fixed) repairs.push(fixed.repair)
      attempt = fixed?.attempt
    }
    return undefined
  }

  #firstFix(attempt: Attempt<Parsed, With>) {
    for (const located of attempt.open) {
      const fixed = this.#fix(attempt, located)
      if (fixed) return fixed
    }
    return undefined
  }

  #fix(before: Attempt<Parsed, With>, { finding, opposite }: Located<Parsed, With>) {
    const { rules } = this.#mendable
    const [reader, writer] =
      opposite.candidateIs === 'reader' ? [before.parsed, opposite.parsed] : [opposite.parsed, before.parsed]
    let tried = 0
    for (const repair of rules.repairs(finding, reader, writer, opposite.candidateIs)) {
      if (++tried > mendLimits.repairsForFinding) return undefined
      const attempt = this.#try({ ...before.source, text: applyRepair(before.source.text, repair) })
      // Places move when something is taken out, so what is left is counted and not compared.
      if (attempt && attempt.open.length < before.open.length) return { repair, attempt }
    }
    return undefined
  }

  #tried(repairs: readonly Repair[], { source }: Attempt<Parsed, With>): TriedRepair {
    const title = repairs.map((repair) => repair.title).join(' ')
    const patch = repairs.flatMap((repair) => ('patch' in repair ? repair.patch : []))
    const edit = editBetween(this.#mendable.candidate.text, source.text)
    return { title, edit, ...(patch.length > 0 && { patch }) }
  }

  /** @returns `undefined` where the text is no valid schema, or where the search has taken enough. */
  #try(source: SchemaSource): Attempt<Parsed, With> | undefined {
    const { format, opposites, policy } = this.#mendable
    this.#checks += opposites.length
    this.#characters += source.text.length * (1 + opposites.length)
    if (this.#checks > mendLimits.checks || this.#characters > mendLimits.characters) return undefined
    const parsed = parsedOrNothing(format, source)
    if (parsed === undefined) return undefined
    const open = opposites.flatMap((opposite) => {
      const [reader, writer] = opposite.candidateIs === 'reader' ? [parsed, opposite.parsed] : [opposite.parsed, parsed]
      return format.check(reader, writer, policy).map((finding) => ({ finding, opposite }))
    })
    return { source, parsed, open }
  }
}

function parsedOrNothing<Parsed>(format: SchemaFormat<Parsed>, source: SchemaSource): Parsed | undefined {
  try {
    return format.parse({ ...source, placed: true })
  } catch (error) {
    if (error instanceof SchemaError) return undefined
    throw error
  }
}
