/** What is said of findings about Protobuf schemas. */
import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import { protobufPlaces } from './places.ts'
import { protobufRepairs } from './repairs.ts'

export const protobufExplanations: ExplanationRules<ProtobufDocument, ProtobufDifference> = {
  rules: [],
  places: protobufPlaces,
  repairs: protobufRepairs,
  witness: () => undefined,
  changes: () => [],
  surprises: () => [],
}
