/** Finds a small record that the writer's schema allows and the reader's refuses. */

import { cached } from '../../cached.ts'
import type { Witness } from '../../explanation/explanation.ts'
import { CheckLimitReached } from '../../limits.ts'
import type { JsonDifference } from '../compatibility.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { toJson } from './sample.ts'
import { type DataStep, Samples } from './samples.ts'
import { withinTime } from './time-limit.ts'
import { validatorOf } from './validator.ts'

/** Records tried for one finding, the longest that is one, and the time for one finding and for all of a reader. */
const searchLimits = { records: 500, characters: 20_000, ms: 2000, allMs: 4000 }

/** What is left of the time: schemas that take long do so for each of thousands of findings. */
const clockOf = cached((_reader: JsonSchemaDocument) => ({ remainingMs: searchLimits.allMs }))

/** Both schemas must have been parsed with `placed`. */
export function witnessOf(
  { listed: { steps } }: JsonDifference,
  reader: JsonSchemaDocument,
  writer: JsonSchemaDocument,
): Witness | undefined {
  const clock = clockOf(reader)
  if (clock.remainingMs <= 0) return undefined
  const begin = performance.now()
  try {
    // Schemas can be made so that validating the smallest record takes for ever.
    return withinTime(Math.min(searchLimits.ms, Math.ceil(clock.remainingMs)), () => search(steps, reader, writer))
  } catch (error) {
    // A pattern that takes for ever, or schemas that contain themselves: no record is found then.
    if (error instanceof CheckLimitReached || error instanceof RangeError) return undefined
    throw error
  } finally {
    clock.remainingMs -= performance.now() - begin
  }
}

function search(
  steps: JsonDifference['listed']['steps'],
  reader: JsonSchemaDocument,
  writer: JsonSchemaDocument,
): Witness | undefined {
  const [reads, writes] = [validatorOf(reader), validatorOf(writer)]
  if (!reads || !writes) return undefined
  let tried = 0
  const both = { writer: [writer.schema], reader: [reader.schema] }
  for (const sample of new Samples().around(both, dataSteps(steps))) {
    if (++tried > searchLimits.records) return undefined
    const record = toJson(sample)
    if (record.length > searchLimits.characters || writes.faultIn(JSON.parse(record)) !== undefined) continue
    const fault = reads.faultIn(JSON.parse(record))
    if (fault !== undefined) {
      return { record, outcome: `The {writer} schema allows it. The {reader} one refuses it: ${fault}.` }
    }
  }
  return undefined
}

/** The way into the data that the steps through the schemas lead. */
function dataSteps(steps: readonly (readonly string[])[]): DataStep[] {
  return steps.flatMap(([keyword = '', entry]): DataStep[] => {
    if (keyword === 'properties' || keyword === 'dependencies') return entry === undefined ? [] : [{ name: entry }]
    if (keyword === 'items' && entry !== undefined) return [{ index: Number(entry) }]
    if (keyword === 'items' || keyword === 'additionalItems' || keyword === 'unevaluatedItems') return ['further item']
    if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return ['other property']
    return []
  })
}
