/** Finds edits of a schema after which a check that failed passes. None is offered that has not been tried. */

import { SchemaError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { CompatibilityPolicy, SchemaFormat, SchemaSource } from '../format.ts'
import type { ExplanationRules, JsonPatchOperation, Repair, Side } from './explanation.ts'
import { patchText } from './json-patch.ts'
import { applyEdits } from './text-edits.ts'

/** The bounds of one search: checks of one candidate with one other schema, and characters read for them. */
const mendLimits = { checks: 500, characters: 20_000_000, rounds: 50, repairsForFinding: 12 }

/** A schema that the candidate is compared with, and what the candidate is in that comparison. */
export interface Opposite<Parsed = unknown> {
  readonly candidateIs: Side
  readonly parsed: Parsed
}

/** A candidate and all that it must go together with. */
export interface Mendable<Parsed = unknown> {
  readonly format: SchemaFormat<Parsed>
  readonly rules: ExplanationRules<Parsed>
  readonly candidate: SchemaSource
  readonly opposites: readonly Opposite<Parsed>[]
  readonly policy: CompatibilityPolicy
}

/** An edit that was tried, and the text after it. */
export interface TriedRepair {
  /** Several sentences where several edits were needed. */
  readonly title: string
  /** Where the format is written in JSON. */
  readonly patch?: readonly JsonPatchOperation[]
  readonly text: string
}

export function applyRepair(text: string, repair: Repair): string {
  return 'patch' in repair ? patchText(text, repair.patch) : applyEdits(text, repair.edits)
}

/** A finding together with where it was found. */
interface Located<Parsed> {
  readonly finding: Finding
  readonly opposite: Opposite<Parsed>
}

/** One text on its way to being mended. */
interface Attempt<Parsed> {
  readonly source: SchemaSource
  readonly parsed: Parsed
  readonly open: readonly Located<Parsed>[]
}

export class Mender<Parsed> {
  readonly #mendable: Mendable<Parsed>
  readonly #start: Attempt<Parsed> | undefined
  #checks = 0
  #characters = 0

  constructor(mendable: Mendable<Parsed>) {
    this.#mendable = mendable
    this.#start = this.#try(mendable.candidate)
  }

  /** The findings that are open, of each opposite in its order. */
  get open(): readonly Located<Parsed>[] {
    return this.#start?.open ?? []
  }

  /** An edit after which the finding is gone and nothing new is found. */
  fixOf(located: Located<Parsed>): TriedRepair | undefined {
    const fixed = this.#start && this.#fix(this.#start, located)
    return fixed && toTried([fixed.repair], fixed.attempt.source.text)
  }

  /** Edits after which nothing is found any more. */
  fixOfAll(): TriedRepair | undefined {
    let attempt = this.#start
    const repairs: Repair[] = []
    for (let round = 0; attempt && round < mendLimits.rounds; round++) {
      if (attempt.open.length === 0) return repairs.length === 0 ? undefined : toTried(repairs, attempt.source.text)
      const fixed = this.#firstFix(attempt)
      if (fixed) repairs.push(fixed.repair)
      attempt = fixed?.attempt
    }
    return undefined
  }

  #firstFix(attempt: Attempt<Parsed>) {
    for (const located of attempt.open) {
      const fixed = this.#fix(attempt, located)
      if (fixed) return fixed
    }
    return undefined
  }

  #fix(before: Attempt<Parsed>, { finding, opposite }: Located<Parsed>) {
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

  /** @returns `undefined` where the text is no valid schema, or where the search has taken enough. */
  #try(source: SchemaSource): Attempt<Parsed> | undefined {
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

function toTried(repairs: readonly Repair[], text: string): TriedRepair {
  const title = repairs.map((repair) => repair.title).join(' ')
  const patch = repairs.flatMap((repair) => ('patch' in repair ? repair.patch : []))
  return { title, text, ...(patch.length > 0 && { patch }) }
}
