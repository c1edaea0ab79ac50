/** What is said of differences between JSON Schemas beyond their kinds. */

import type { ExplanationRules } from '../../explanation/explanation.ts'
import type { JsonDifference } from '../compatibility.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { changesBetween } from './changes.ts'
import { placesOf } from './places.ts'
import { repairsOf } from './repairs.ts'
import { jsonRules } from './rules.ts'
import { surprisesBetween } from './surprises.ts'
import { witnessOf } from './witness.ts'

export const jsonExplanations: ExplanationRules<JsonSchemaDocument, JsonDifference> = {
  rules: jsonRules,
  places: placesOf,
  repairs: repairsOf,
  witness: witnessOf,
  changes: changesBetween,
  surprises: surprisesBetween,
}
