/** Everything that is compatible and still seen by programs. */
import type { Surprise } from '../../explanation/explanation.ts'
import type { ProtobufDocument } from '../document.ts'
import { enumSurprises } from './enum-surprises.ts'
import { messageSurprises } from './field-surprises.ts'
import { fileSurprises } from './file-surprises.ts'
import { matchedTypes } from './matched.ts'
import { type FoundSurprise, SurpriseList } from './surprise-list.ts'

export function surprisesBetween(older: ProtobufDocument, newer: ProtobufDocument): readonly Surprise[] {
  return placedSurprises(older, newer).map(({ kind, path, description }) => ({ kind, path, description }))
}

/** Each with the part of the file that it is about. */
export function placedSurprises(older: ProtobufDocument, newer: ProtobufDocument): readonly FoundSurprise[] {
  const list = new SurpriseList()
  fileSurprises({ older: older.file, newer: newer.file }, list)
  for (const matched of matchedTypes({ older, newer })) {
    if (matched.kind === 'enum') enumSurprises(matched, list)
    else messageSurprises({ older, newer }, matched, list)
  }
  return list.found
}
