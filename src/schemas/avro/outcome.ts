/** What the comparison of one pair of Avro types found, and how all of it becomes a list of findings. */
import { checkLimitReached } from '../finding.ts'
import { type LazyText, pathCharacters, textOf } from '../limits.ts'
import { type AvroFinding, type AvroKind, avroFinding, type ClosestBranch } from './findings.ts'
import { type Location, placeOf, pointerOf } from './location.ts'
import type { AvroField, AvroSchema } from './model.ts'

/** A rule that is broken at a place, with what stands there in both schemas. */
interface Breach {
  readonly kind: AvroKind
  readonly location: Location | undefined
  readonly detail: LazyText
  readonly reader: AvroSchema | AvroField
  readonly writer: AvroSchema
  readonly closest: (() => ClosestBranch | undefined) | undefined
}

/** The answer for one pair; answers of inner pairs are linked, not copied, so that shared ones stay shared. */
export interface Outcome {
  compatible: boolean
  readonly parts: (Breach | Outcome)[]
}

export function report(
  outcome: Outcome,
  kind: AvroKind,
  location: Location | undefined,
  detail: LazyText,
  reader: AvroSchema | AvroField,
  writer: AvroSchema,
  closest?: () => ClosestBranch | undefined,
): void {
  outcome.parts.push({ kind, location, detail, reader, writer, closest })
  outcome.compatible = false
}

export function add(outcome: Outcome, inner: Outcome): void {
  if (inner.compatible) return
  outcome.parts.push(inner)
  outcome.compatible = false
}

/** Findings beyond this are cut: a person reads a few, and a list of a million would fill the memory. */
const listedFindings = 10_000

/** All findings in the order of their visit, each once. */
export function findingsOf(root: Outcome): AvroFinding[] {
  const findings: AvroFinding[] = []
  let characters = 0
  const seen = new Set([root])
  const open = [root.parts.values()]
  for (let parts = open.at(-1); parts; parts = open.at(-1)) {
    const { done, value: part } = parts.next()
    if (done) open.pop()
    else if ('kind' in part) {
      const finding = toFinding(part)
      characters += finding.path.length
      findings.push(finding)
    } else if (!seen.has(part)) {
      seen.add(part)
      open.push(part.parts.values())
    }
    if (findings.length >= listedFindings || characters > pathCharacters) {
      return [...findings, limitFinding(`only the first ${findings.length} findings are listed`)]
    }
  }
  return findings
}

function toFinding({ kind, location, detail, reader, writer, closest }: Breach): AvroFinding {
  return avroFinding(kind, {
    path: pointerOf(location),
    detail: textOf(detail),
    place: placeOf(location),
    location,
    reader,
    writer,
    closest,
  })
}

export function limitFinding(detail: string): AvroFinding {
  return avroFinding(checkLimitReached, { path: '/', detail, place: placeOf(undefined) })
}
