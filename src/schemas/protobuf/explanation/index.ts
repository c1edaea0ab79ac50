/** What is said of findings about Protobuf schemas. */
import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import { changesBetween } from './changes.ts'
import { placesOf } from './places.ts'
import { repairsOf } from './repairs.ts'
import { protobufRules } from './rules.ts'
import { surprisesBetween } from './surprises.ts'
import { witnessOf } from './witness.ts'

export const protobufExplanations: ExplanationRules<ProtobufDocument, ProtobufDifference> = {
  rules: protobufRules,
  places: placesOf,
  repairs: repairsOf,
  witness: witnessOf,
  changes: changesBetween,
  surprises: surprisesBetween,
}
