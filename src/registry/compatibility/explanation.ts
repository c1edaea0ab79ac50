/** A verdict with all that helps: where it is, what mends it, which record shows it, and what else programs will notice. */

import {
  applyEdits,
  type CompatibilityPolicy,
  type ExplanationRules,
  type JsonPatchOperation,
  type LinePlace,
  type Located,
  linePlaceOf,
  Mender,
  type Opposite,
  type SchemaFormat,
  type SchemaSource,
  type SchemaType,
  type Surprise,
  type TextEdit,
  type TextPlace,
  type TriedRepair,
  type Witness,
} from '../../schemas/index.ts'
import { FindingList } from './finding-list.ts'
import { type CompatibilityLevel, comparedBy, directionsOf, typeChange } from './level.ts'
import { type LevelFinding, toLevelFinding } from './level-finding.ts'

/** Line and column in the schema's own text, or in that of the reference that is named. */
interface ShownPlace extends LinePlace {
  readonly reference?: string | undefined
}

/** An edit of the new schema that has been tried. */
export interface ShownFix {
  readonly title: string
  readonly patch?: readonly JsonPatchOperation[] | undefined
  readonly edit: TextEdit
}

/** A record that shows it, and what happened when it was written and read. */
interface ShownWitness {
  /** As JSON text. */
  readonly record: string
  readonly writtenWith: 'new' | 'old'
  readonly outcome: string
}

export interface ExplainedFinding extends LevelFinding {
  /** Part of docs/rules.md that tells of the rule. */
  readonly rule: string
  readonly newPlace?: ShownPlace | undefined
  readonly oldPlace?: ShownPlace | undefined
  readonly fix?: ShownFix | undefined
  readonly witness?: ShownWitness | undefined
}

/** Compatible, but programs will see it. */
export interface Warning extends Surprise {
  readonly rule: string
  readonly oldVersion: number | undefined
}

export interface Explanation {
  readonly findings: readonly ExplainedFinding[]
  /** Mends all findings at once. */
  readonly fix?: (ShownFix & { readonly text: string }) | undefined
  readonly warnings: readonly Warning[]
}

interface TypedSource extends SchemaSource {
  readonly type: SchemaType
}

interface ExplainedVersion {
  readonly source: TypedSource
  readonly version?: number | undefined
}

export interface ExplanationRequest {
  readonly level: CompatibilityLevel
  readonly policy: CompatibilityPolicy
  readonly candidate: TypedSource
  /** Newest first; the level decides how much of it is compared. */
  readonly history: readonly ExplainedVersion[]
}

/** More findings are listed without a fix and a record of their own: people begin with the first. */
const explainedFindings = 100

/** What one schema of the history and a direction have against the candidate. */
interface Comparison extends Opposite {
  readonly direction: LevelFinding['direction']
  readonly earlier: ExplainedVersion
}

/** @throws {SchemaError} where a text is no valid schema. */
export async function explain(format: SchemaFormat, request: ExplanationRequest): Promise<Explanation> {
  const { level, policy, candidate, history } = request
  const compared = comparedBy(level, history)
  const typeChanges = compared
    .filter(({ source }) => source.type !== candidate.type)
    .map(({ source, version }) => ({
      ...typeChange(level, candidate.type, source.type, version),
      rule: 'docs/rules.md#schema_type_changed',
    }))
  const rules = await format.explanations?.()
  const same = compared.filter(({ source }) => source.type === candidate.type)
  const opposites = same.flatMap((earlier): Comparison[] => {
    const parsed = format.parse({ ...earlier.source, strict: false, placed: true })
    return directionsOf(level).map((direction) => ({
      parsed,
      direction,
      earlier,
      candidateIs: direction === 'new-reads-old' ? 'reader' : 'writer',
    }))
  })
  if (!rules) return { findings: typeChanges, warnings: [] }
  const explainer = new Explainer({ format, rules, candidate, policy, opposites })
  return {
    findings: [...typeChanges, ...explainer.findings()],
    ...(typeChanges.length === 0 && { fix: explainer.fix() }),
    warnings: explainer.warnings(history.find(({ source }) => source.type === candidate.type)),
  }
}

interface Explained {
  readonly format: SchemaFormat
  readonly rules: ExplanationRules
  readonly candidate: TypedSource
  readonly policy: CompatibilityPolicy
  readonly opposites: readonly Comparison[]
}

class Explainer {
  readonly #explained: Explained
  readonly #mender: Mender<unknown, Comparison>
  readonly #fixOfAll: TriedRepair | undefined

  constructor(explained: Explained) {
    this.#explained = explained
    this.#mender = new Mender(explained)
    // First, because it matters most and the search is bounded.
    this.#fixOfAll = this.#mender.fixOfAll()
  }

  findings(): ExplainedFinding[] {
    const list = new FindingList()
    return this.#mender.open.flatMap((located, index) => {
      const { finding, opposite } = located
      const { direction, earlier } = opposite
      const plain = list.add((fragments) => toLevelFinding(finding, direction, earlier.version, fragments))
      if (!plain) return []
      const rule = ruleAnchor(this.#explained.candidate.type, finding.kind)
      return [{ ...plain, rule, ...(index < explainedFindings && this.#help(located)) }]
    })
  }

  fix(): Explanation['fix'] {
    const { candidate } = this.#explained
    return this.#fixOfAll && { ...this.#fixOfAll, text: applyEdits(candidate.text, [this.#fixOfAll.edit]) }
  }

  warnings(earlier: ExplainedVersion | undefined): Warning[] {
    const { format, rules, candidate } = this.#explained
    const newer = this.#mender.candidate
    if (!earlier || newer === undefined) return []
    const older = format.parse({ ...earlier.source, strict: false, placed: true })
    return rules.surprises(older, newer).map((surprise) => ({
      ...surprise,
      rule: ruleAnchor(candidate.type, surprise.kind),
      oldVersion: earlier.version,
    }))
  }

  /** A record breaks at the first of several faults, so the others are mended where a record shall show one. */
  #witness(located: Located<unknown, Comparison>): Witness | undefined {
    const { candidateIs, parsed } = located.opposite
    const alone = this.#mender.alone(located)
    if (!alone) return undefined
    const { finding, candidate } = alone
    if (candidateIs === 'reader') return this.#explained.rules.witness(finding, candidate, parsed)
    // A record of a mended writer would be none of the schema that is asked about.
    return candidate === this.#mender.candidate ? this.#explained.rules.witness(finding, parsed, candidate) : undefined
  }

  #help(located: Located<unknown, Comparison>) {
    const { rules, candidate } = this.#explained
    const { finding, opposite } = located
    const { candidateIs, earlier, parsed } = opposite
    const isReader = candidateIs === 'reader'
    const newer = this.#mender.candidate
    const [reader, writer] = isReader ? [newer, parsed] : [parsed, newer]
    const places = rules.places(finding, reader, writer)
    const witness = this.#witness(located)
    const [readerAge, writerAge] = isReader ? (['new', 'old'] as const) : (['old', 'new'] as const)
    return {
      newPlace: shownPlace(candidate, places[candidateIs]),
      oldPlace: shownPlace(earlier.source, places[isReader ? 'writer' : 'reader']),
      fix: this.#mender.open.length === 1 ? this.#fixOfAll : this.#mender.fixOf(located),
      witness: witness && {
        record: witness.record,
        writtenWith: writerAge,
        outcome: witness.outcome.replaceAll('{reader}', readerAge).replaceAll('{writer}', writerAge),
      },
    }
  }
}

/** A finding that has none (it is about metadata, or about a version too far back) stays as it is. */
export function withExplanations(
  findings: readonly LevelFinding[],
  explained: readonly ExplainedFinding[],
): (LevelFinding & Partial<ExplainedFinding>)[] {
  const nameOf = ({ kind, direction, oldVersion, path, description }: LevelFinding) =>
    JSON.stringify([kind, direction, oldVersion, path, description])
  const byName = new Map(explained.map((finding) => [nameOf(finding), finding]))
  return findings.map((finding) => byName.get(nameOf(finding)) ?? finding)
}

function shownPlace(source: SchemaSource, place: TextPlace | undefined): ShownPlace | undefined {
  if (!place) return undefined
  const { reference, start } = place
  if (reference === undefined) return linePlaceOf(source.text, start)
  const text = source.references.find(({ name }) => name === reference)?.text
  return text === undefined ? undefined : { reference, ...linePlaceOf(text, start) }
}

function ruleAnchor(type: SchemaType, kind: string): string {
  return `docs/rules.md#${type.toLowerCase()}-${kind.toLowerCase()}`
}
