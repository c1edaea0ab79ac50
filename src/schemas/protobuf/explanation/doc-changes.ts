/** Comments that have changed, of types, fields and constants that both files have. */
import type { Change } from '../../explanation/explanation.ts'
import type { ProtobufDocument } from '../document.ts'
import { constantPlace, type Place } from '../place.ts'
import type { Element } from '../print-element.ts'
import { matchedFields, matchedTypes } from './matched.ts'
import { PlacedDocument } from './side-by-side.ts'

/** A change and the part that it is about: of the newer file, or of the older one where it is gone. */
export interface PlacedChange extends Change {
  readonly part: Element | undefined
  /** What it was in the older file, where that is known. */
  readonly former?: Element | undefined
}

/** Nothing where the documents do not know their texts. */
export function* docChanges(olderDocument: ProtobufDocument, newerDocument: ProtobufDocument): Generator<PlacedChange> {
  const [before, after] = [PlacedDocument.of(olderDocument), PlacedDocument.of(newerDocument)]
  if (!before || !after) return
  for (const [place, older, newer] of matchedParts(olderDocument, newerDocument)) {
    if (docOf(before, older) === docOf(after, newer)) continue
    const description = `The comments of ${place.words} are other ones.`
    yield { what: 'doc', path: place.path, description, backward: true, forward: true, part: newer }
  }
}

function* matchedParts(older: ProtobufDocument, newer: ProtobufDocument): Generator<[Place, Element, Element]> {
  for (const matched of matchedTypes({ older, newer })) {
    yield [matched.place, matched.older, matched.newer]
    if (matched.kind === 'enum') {
      const before = new Map(matched.older.constants.map((constant) => [constant.tag, constant]))
      for (const constant of matched.newer.constants) {
        const former = before.get(constant.tag)
        if (former) yield [constantPlace(matched.place, constant.name, constant.tag), former, constant]
      }
    } else {
      for (const field of matchedFields(matched)) yield [field.place, field.older.field, field.newer.field]
    }
  }
}

/** The comments above a statement and behind it, without marks and white space. */
function docOf(document: PlacedDocument, part: Element): string {
  const span = document.spanOf(part)
  if (!span) return ''
  const { text } = document.layout
  const { start, end } = document.layout.withComments(span)
  return `${text.slice(start, span.start)} ${text.slice(span.end, end)}`.replaceAll(/[\s/*]+/g, ' ').trim()
}
