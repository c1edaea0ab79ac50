/** The differences that a comparison has found, each where it was met first. */
import { CheckLimitReached, pathCharacters } from '../limits.ts'
import { differences, type ProtobufDifferenceKind } from './differences.ts'
import type { Place } from './place.ts'
import type { Element } from './print-element.ts'

export interface ListedDifference {
  readonly kind: ProtobufDifferenceKind
  readonly place: Place
  readonly detail: string
  /** What stands there in both schemas. */
  readonly original: Element | undefined
  readonly update: Element | undefined
}

/** Comparing one field is a step; so many of them are done in about a second. */
const mostSteps = 1_000_000

/** Differences beyond this are cut: a person reads a few. Those that break something are listed first then. */
const mostListed = 10_000

export class DifferenceList {
  readonly #onlyBreaking: boolean
  readonly #all: ListedDifference[] = []
  #breakingCount = 0
  #characters = 0
  #steps = 0

  constructor(onlyBreaking: boolean) {
    this.#onlyBreaking = onlyBreaking
  }

  /** Breaking differences so far, whether they are listed or not. */
  get breakingCount(): number {
    return this.#breakingCount
  }

  add(kind: ProtobufDifferenceKind, place: Place, facts: Partial<Omit<ListedDifference, 'kind' | 'place'>> = {}): void {
    const { compatible } = differences[kind]
    if (!compatible) this.#breakingCount++
    if (compatible && this.#onlyBreaking) return
    this.#characters += place.path.length
    if (this.#all.length >= mostListed || this.#characters > pathCharacters) return
    const { detail = '', original, update } = facts
    this.#all.push({ kind, place, detail, original, update })
  }

  /** @throws {CheckLimitReached} where there is more to do than allowed. */
  step(count = 1): void {
    this.#steps += count
    if (this.#steps > mostSteps) throw new CheckLimitReached(`more than ${mostSteps} fields would have to be compared`)
  }

  /** All of them; `cut` where there were more than are listed. */
  result(): { listed: readonly ListedDifference[]; cut: boolean } {
    return { listed: this.#all, cut: this.#all.length >= mostListed || this.#characters > pathCharacters }
  }
}
