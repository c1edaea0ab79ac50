/** The verdict on two JSON Schemas, and the list of everything in which they differ. */

import { checkLimitReached, type Finding, type SchemaAge } from '../finding.ts'
import type { CompatibilityPolicy } from '../format.ts'
import { printJson } from '../json-print.ts'
import { CheckLimitReached } from '../limits.ts'
import { Comparison } from './comparison.ts'
import { type DifferenceKind, differences, explain, type Tolerance } from './differences.ts'
import { type ListedDifference, listDifferences } from './listing.ts'
import type { JsonSchemaDocument, SchemaNode } from './model.ts'
import { jsonPath, placeOf } from './place.ts'

/** A difference between an original and an updated schema: a finding where it is incompatible, a change otherwise. */
export interface JsonDifference extends Finding {
  readonly kind: DifferenceKind
  /** Under which policy data of the original can still be read with the update. */
  readonly tolerated: Tolerance
  /** The part of the data that it is about, in words: `property 'lines[].text'`. */
  readonly place: string
  readonly listed: ListedDifference
}

export function checkJson(
  reader: JsonSchemaDocument,
  writer: JsonSchemaDocument,
  policy: CompatibilityPolicy = 'STRICT',
): readonly JsonDifference[] {
  return compare(writer, reader, policy, true)
}

/**
 * Everything in which `update` differs from `original`, compatible or not; `update` is the reader.
 *
 * The policy also decides inside combinations which members fit each other, and so which differences there are.
 */
export function diffJson(
  original: JsonSchemaDocument,
  update: JsonSchemaDocument,
  policy: CompatibilityPolicy = 'STRICT',
): readonly JsonDifference[] {
  return compare(original, update, policy, false)
}

function compare(
  original: JsonSchemaDocument,
  update: JsonSchemaDocument,
  policy: CompatibilityPolicy,
  onlyIncompatible: boolean,
): JsonDifference[] {
  try {
    const outcome = new Comparison(policy).run(original.schema, update.schema)
    return listDifferences(outcome, onlyIncompatible).map(describe)
  } catch (error) {
    if (!(error instanceof CheckLimitReached)) throw error
    return [describe({ kind: checkLimitReached, steps: [], detail: error.message, segments: [] })]
  }
}

function describe(listed: ListedDifference): JsonDifference {
  const { kind, steps, detail } = listed
  const path = jsonPath(steps)
  const place = placeOf(steps)
  const description = (reader: SchemaAge) =>
    explain(kind, { place, detail, reader, writer: reader === 'new' ? 'old' : 'new' })
  return {
    kind,
    tolerated: differences[kind].tolerated,
    path,
    place,
    detail,
    listed,
    get readerFragment() {
      return fragmentOf(listed.pair?.update)
    },
    get writerFragment() {
      return fragmentOf(listed.pair?.original)
    },
    description,
    message: (reader) => `{errorType:"${kind}", description:"${description(reader)} (path '${path}')"}`,
  }
}

/** Printed only when asked for: the whole schema may differ. */
function fragmentOf(schema: SchemaNode | undefined): string | undefined {
  return schema && printJson(schema.source, 'decimal')
}
