/** What the Avro format can say about its findings. */
import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { AvroFinding } from '../findings.ts'
import type { AvroDocument } from '../model.ts'
import { placesOf } from './places.ts'
import { repairsOf } from './repairs.ts'

export const avroExplanations: ExplanationRules<AvroDocument, AvroFinding> = {
  rules: [],
  places: placesOf,
  repairs: repairsOf,
  witness: () => undefined,
  changes: () => [],
  surprises: () => [],
}
