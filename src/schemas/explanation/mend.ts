/** Finds edits of a schema after which a check that failed passes. None is offered that has not been tried. */

import { SchemaError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { CompatibilityPolicy, SchemaFormat, SchemaSource } from '../format.ts'
import type { ExplanationRules, JsonPatchOperation, Repair, Side } from './explanation.ts'
import { applyRepair, applyRepairs, areApart } from './repair-text.ts'
import { editBetween, type TextEdit } from './text-edits.ts'

/** The bounds of one search. It may meet schemas of any size, and somebody waits for the answer. */
const mendLimits = {
  /** Comparisons of the candidate with one other schema. */
  checks: 5000,
  /** Characters that are read for them. */
  characters: 20_000_000,
  /** Time of the thread itself, because two unions of hundreds of records take long to compare but once. */
  processorMs: 3000,
  /** Findings, or lots of them, that are mended one after another. */
  rounds: 50,
  /** Repairs that are tried for one finding; the natural ones come first. */
  repairsForFinding: 12,
  /** So many findings are mended one by one, so that of each repair it is known that it was needed. */
  mendedOneByOne: 8,
  /** More than those are mended together, so many at a time. */
  mendedAtOnce: 100,
  /** How many repairs of each are tried together. */
  choicesOfMany: 3,
  /** Repairs that the title of a fix names. */
  namedRepairs: 20,
}

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

/** An attempt with fewer findings, and what led to it. */
interface Fixed<Parsed, With extends Opposite<Parsed>> {
  readonly repairs: readonly Repair[]
  readonly attempt: Attempt<Parsed, With>
}

/** Searches for fixes of one candidate; what it has tried counts for all that it is asked. */
export class Mender<Parsed, With extends Opposite<Parsed> = Opposite<Parsed>> {
  readonly #mendable: Mendable<Parsed, With>
  readonly #start: Attempt<Parsed, With> | undefined
  readonly #began = process.threadCpuUsage()
  readonly #fixes = new Map<Located<Parsed, With>, Fixed<Parsed, With> | undefined>()
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
    const fixed = this.#firstFixOf(located)
    return fixed && this.#tried(fixed.repairs, fixed.attempt)
  }

  /**
   * The finding in a candidate in which the others have been mended, so that what happens to a record there is its doing.
   *
   * @returns `undefined` where that cannot be had.
   */
  alone(located: Located<Parsed, With>): { readonly finding: Finding; readonly candidate: Parsed } | undefined {
    const start = this.#start
    const ofOpposite = (attempt: Attempt<Parsed, With>) =>
      attempt.open.filter(({ opposite }) => opposite === located.opposite)
    if (!start) return undefined
    const others = ofOpposite(start).filter((other) => other !== located)
    if (others.length === 0) return { finding: located.finding, candidate: start.parsed }
    if (others.length > mendLimits.mendedAtOnce) return undefined
    const repairs: Repair[] = []
    for (const repair of others.flatMap((other) => this.#firstFixOf(other)?.repairs ?? [])) {
      if (repairs.every((other) => areApart(other, repair))) repairs.push(repair)
    }
    const attempt = this.#try({ ...start.source, text: applyRepairs(start.source.text, repairs) })
    const [only, ...more] = attempt ? ofOpposite(attempt) : []
    if (!attempt || !only || more.length > 0 || only.finding.kind !== located.finding.kind) return undefined
    return { finding: only.finding, candidate: attempt.parsed }
  }

  #firstFixOf(located: Located<Parsed, With>): Fixed<Parsed, With> | undefined {
    if (this.#start && !this.#fixes.has(located)) this.#fixes.set(located, this.#fix(this.#start, located))
    return this.#fixes.get(located)
  }

  /** Edits after which nothing is found any more. */
  fixOfAll(): TriedRepair | undefined {
    let attempt = this.#start
    const repairs: Repair[] = []
    for (let round = 0; attempt && attempt.open.length > 0 && round < mendLimits.rounds; round++) {
      const fixed = this.#fixMany(attempt) ?? this.#firstFix(attempt)
      if (fixed) repairs.push(...fixed.repairs)
      attempt = fixed?.attempt
    }
    return attempt && attempt.open.length === 0 && repairs.length > 0 ? this.#tried(repairs, attempt) : undefined
  }

  /** A repair of every finding at once: one by one would read a large text too often. */
  #fixMany(before: Attempt<Parsed, With>): Fixed<Parsed, With> | undefined {
    // Of a few findings each repair shall be one that was needed.
    if (before.open.length <= mendLimits.mendedOneByOne) return undefined
    const proposals = before.open
      .slice(0, mendLimits.mendedAtOnce)
      .map((located) => this.#proposals(before, located)[Symbol.iterator]())
    let best: Fixed<Parsed, With> | undefined
    // The first repairs may get in each other's way, where each takes the next free number for one.
    for (let choice = 0; choice < mendLimits.choicesOfMany; choice++) {
      const repairs: Repair[] = []
      for (const each of proposals) {
        const { value: repair, done } = each.next()
        if (!done && repairs.every((other) => areApart(other, repair))) repairs.push(repair)
      }
      const attempt = this.#try({ ...before.source, text: applyRepairs(before.source.text, repairs) })
      const most = (best?.attempt ?? before).open.length
      if (attempt && attempt.open.length < most) best = { repairs, attempt }
      if (before.open.length - (best?.attempt ?? before).open.length >= proposals.length) break
    }
    return best
  }

  #firstFix(attempt: Attempt<Parsed, With>): Fixed<Parsed, With> | undefined {
    for (const located of attempt.open) {
      const fixed = this.#fix(attempt, located)
      if (fixed) return fixed
    }
    return undefined
  }

  #fix(before: Attempt<Parsed, With>, located: Located<Parsed, With>): Fixed<Parsed, With> | undefined {
    let tried = 0
    for (const repair of this.#proposals(before, located)) {
      if (++tried > mendLimits.repairsForFinding) return undefined
      const attempt = this.#try({ ...before.source, text: applyRepair(before.source.text, repair) })
      // Places move when something is taken out, so what is left is counted and not compared.
      if (attempt && attempt.open.length < before.open.length) return { repairs: [repair], attempt }
    }
    return undefined
  }

  #proposals({ parsed }: Attempt<Parsed, With>, { finding, opposite }: Located<Parsed, With>): Iterable<Repair> {
    const { candidateIs } = opposite
    const [reader, writer] = candidateIs === 'reader' ? [parsed, opposite.parsed] : [opposite.parsed, parsed]
    return this.#mendable.rules.repairs(finding, reader, writer, candidateIs)
  }

  #tried(repairs: readonly Repair[], { source }: Attempt<Parsed, With>): TriedRepair {
    const titles = repairs.map((repair) => repair.title)
    const more = titles.length - mendLimits.namedRepairs
    const title = [...titles.slice(0, mendLimits.namedRepairs), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
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
    const { user, system } = process.threadCpuUsage(this.#began)
    if (user + system > mendLimits.processorMs * 1000) return undefined
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
