/** What the Avro format can say about its findings. */
import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { AvroFinding } from '../findings.ts'
import type { AvroDocument } from '../model.ts'
import { changesBetween } from './changes.ts'
import { placesOf } from './places.ts'
import { repairsOf } from './repairs.ts'
import { avroRules } from './rules.ts'
import { surprisesBetween } from './surprises.ts'
import { witnessOf } from './witness.ts'

export const avroExplanations: ExplanationRules<AvroDocument, AvroFinding> = {
  rules: avroRules,
  places: placesOf,
  repairs: repairsOf,
  witness: witnessOf,
  changes: changesBetween,
  surprises: surprisesBetween,
}
