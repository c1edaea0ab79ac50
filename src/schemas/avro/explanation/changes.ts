/**
 * What changed between two versions, and what of it breaks whom.
 *
 * Whether a change is safe is not judged a second time: the findings of the check, in both directions, are laid at the
 * door of the changes that they are about. So changes are all safe exactly where the check finds nothing.
 */
import type { Change } from '../../explanation/explanation.ts'
import type { SchemaAge } from '../../finding.ts'
import { closestBranch } from '../closest-branch.ts'
import { checkAvro } from '../compatibility.ts'
import type { AvroFinding, AvroKind } from '../findings.ts'
import type { AvroDocument, AvroPart } from '../model.ts'
import { changePlaces } from './change-places.ts'
import type { Difference, DifferenceKind } from './difference-list.ts'
import { differencesBetween } from './differences.ts'
import { holderOf, isField } from './slots.ts'

export function changesBetween(older: AvroDocument, newer: AvroDocument): readonly Change[] {
  const changes = differencesBetween(older, newer).map(
    (difference) => new ChangeDraft(difference, changePlaces(difference, older, newer)),
  )
  const blame = new Blame(changes)
  const broken = { backward: checkAvro(newer.root, older.root), forward: checkAvro(older.root, newer.root) }
  return [
    ...changes,
    ...broken.backward.flatMap((finding) => blame.lay(finding, 'backward')),
    ...broken.forward.flatMap((finding) => blame.lay(finding, 'forward')),
  ].map(({ what, path, description, backward, forward, places }) => ({
    what,
    path,
    description,
    backward,
    forward,
    places,
  }))
}

type Direction = 'backward' | 'forward'

class ChangeDraft implements Change {
  readonly what: string
  readonly path: string
  readonly description: string
  readonly parts: ReadonlySet<AvroPart>
  readonly kinds: readonly AvroKind[]
  readonly places: Change['places']
  backward = true
  forward = true

  constructor({ what, path, description, older, newer, within }: Difference, places: Change['places']) {
    this.places = places
    this.what = what
    this.path = path
    this.description = description
    const parts = [older, newer, within?.older, within?.newer]
    this.parts = new Set(parts.filter((part) => part !== undefined))
    this.kinds = kindsOf[what]
  }
}

const fieldKinds: readonly AvroKind[] = ['READER_FIELD_MISSING_DEFAULT_VALUE', 'TYPE_MISMATCH', 'AMBIGUOUS_ALIAS']

/** The findings that a difference may be the reason of. */
const kindsOf: Readonly<Record<DifferenceKind, readonly AvroKind[]>> = {
  added: [...fieldKinds, 'MISSING_UNION_BRANCH'],
  removed: [...fieldKinds, 'MISSING_UNION_BRANCH'],
  renamed: [...fieldKinds, 'NAME_MISMATCH'],
  retyped: ['TYPE_MISMATCH', 'MISSING_UNION_BRANCH'],
  symbols: ['MISSING_ENUM_SYMBOLS'],
  size: ['FIXED_SIZE_MISMATCH'],
  aliases: ['READER_FIELD_MISSING_DEFAULT_VALUE', 'AMBIGUOUS_ALIAS', 'NAME_MISMATCH'],
  default: [],
  doc: [],
  order: [],
  'sort order': [],
  'logical type': [],
  namespace: [],
  attribute: [],
}

/** Unions in unions: deeper causes are not looked for. */
const deepestCause = 4

class Blame {
  readonly #byPart = new Map<AvroPart, ChangeDraft[]>()

  constructor(changes: readonly ChangeDraft[]) {
    for (const change of changes) {
      if (change.kinds.length === 0) continue
      for (const part of change.parts) {
        const known = this.#byPart.get(part)
        if (known) known.push(change)
        else this.#byPart.set(part, [change])
      }
    }
  }

  /** @returns a change of its own where no difference is to blame. */
  lay(finding: AvroFinding, direction: Direction): Change[] {
    if (this.#blame(finding, direction, 0)) return []
    const age: SchemaAge = direction === 'backward' ? 'new' : 'old'
    const { path } = finding
    const safe = { backward: direction !== 'backward', forward: direction !== 'forward' }
    return [{ what: 'retyped', path, description: finding.description(age), ...safe }]
  }

  #blame(finding: AvroFinding, direction: Direction, depth: number): boolean {
    const { reader, writer, location } = finding.facts
    if (reader && writer && !isField(reader) && reader.type === 'union' && depth < deepestCause) {
      const causes = closestBranch(reader, writer, location, checkAvro)?.findings ?? []
      const blamed = causes.filter((cause) => this.#blame(cause, direction, depth + 1))
      if (blamed.length > 0) return true
    }
    const change = this.#nearest(finding)
    if (change) change[direction] = false
    return change !== undefined
  }

  /** The change that has most to do with it, looked for at the part that the fewest changes are about. */
  #nearest(finding: AvroFinding): ChangeDraft | undefined {
    const { reader, writer } = finding.facts
    const about = [reader, writer, holderOf(finding, 'reader'), holderOf(finding, 'writer')]
    const parts = new Set(about.filter((part) => part !== undefined))
    const lists = [...parts].map((part) => this.#byPart.get(part) ?? []).sort((a, b) => a.length - b.length)
    for (const list of lists) {
      let best: { change: ChangeDraft; shared: number } | undefined
      for (const change of list.slice(0, lookedThrough)) {
        if (!change.kinds.includes(finding.kind)) continue
        const shared = parts.intersection(change.parts).size
        if (!best || shared > best.shared) best = { change, shared }
      }
      if (best) return best.change
    }
    return undefined
  }
}

/** Changes of one part that are looked through; a record of thousands of fields has one for each. */
const lookedThrough = 500
