/** The differences of two schemas, up to a bound: nobody reads more. */
import { capitalized } from '../../sentence.ts'
import { type Location, pointerOf } from '../location.ts'
import type { AvroPart, AvroSchema } from '../model.ts'

export type DifferenceKind =
  | 'added'
  | 'removed'
  | 'renamed'
  | 'retyped'
  | 'symbols'
  | 'size'
  | 'default'
  | 'doc'
  | 'order'
  | 'sort order'
  | 'logical type'
  | 'namespace'
  | 'aliases'
  | 'attribute'

export interface Difference {
  readonly what: DifferenceKind
  readonly path: string
  readonly description: string
  /** What it is about in each schema; absent where the schema has no such thing. */
  readonly older?: AvroPart | undefined
  readonly newer?: AvroPart | undefined
  /** The records or unions that what was added or removed is a part of. */
  readonly within?: { readonly older: AvroSchema; readonly newer: AvroSchema } | undefined
}

/** Differences, and characters of their paths. */
const listLimits = { count: 10_000, characters: 1_000_000 }

export class DifferenceList {
  readonly found: Difference[] = []
  #characters = 0

  get isFull(): boolean {
    return this.found.length >= listLimits.count || this.#characters > listLimits.characters
  }

  /** @param description - a sentence, be it without its capital. */
  add(
    what: DifferenceKind,
    location: Location | undefined,
    description: string,
    older: AvroPart | undefined,
    newer: AvroPart | undefined,
    within?: Difference['within'],
  ): void {
    if (this.isFull) return
    const path = pointerOf(location)
    this.#characters += path.length
    this.found.push({ what, path, description: capitalized(description), older, newer, within })
  }
}
