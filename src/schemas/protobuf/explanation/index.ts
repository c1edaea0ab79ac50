/** What is said of findings about Protobuf schemas. */
import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import { protobufChanges } from './changes.ts'
import { protobufPlaces } from './places.ts'
import { protobufRepairs } from './repairs.ts'
import { protobufRules } from './rules.ts'
import { protobufSurprises } from './surprises.ts'
import { protobufWitness } from './witness.ts'

export const protobufExplanations: ExplanationRules<ProtobufDocument, ProtobufDifference> = {
  rules: protobufRules,
  places: protobufPlaces,
  repairs: protobufRepairs,
  witness: protobufWitness,
  changes: protobufChanges,
  surprises: (older, newer) =>
    protobufSurprises(older, newer).map(({ kind, path, description }) => ({ kind, path, description })),
}
