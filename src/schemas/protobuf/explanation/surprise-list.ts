/** The surprises that are found, up to a bound: nobody reads more. */
import type { Surprise } from '../../explanation/explanation.ts'
import { capitalized } from '../../sentence.ts'
import type { Place } from '../place.ts'
import type { Element } from '../print-element.ts'
import type { SurpriseKind } from './surprise-rules.ts'

const mostSurprises = 1000

/** A surprise, and the part of the newer file, or of the older one where it is gone, that it is about. */
export interface FoundSurprise extends Surprise {
  readonly kind: SurpriseKind
  readonly part: Element | undefined
  /** What it was in the older file, where it counts as another one there. */
  readonly former?: Element | undefined
}

export class SurpriseList {
  readonly found: FoundSurprise[] = []

  /** @param sentence - what follows the words for the place. */
  add(kind: SurpriseKind, place: Place, sentence: string, part?: Element, former?: Element): void {
    if (this.found.length >= mostSurprises) return
    this.found.push({ kind, path: place.path, description: `${capitalized(place.words)} ${sentence}`, part, former })
  }
}
