/** Edits of one side's text that may make a difference go away, the most natural first. None has been tried. */

import type { Repair, Side } from '../../explanation/explanation.ts'
import { CheckLimitReached } from '../../limits.ts'
import type { JsonDifference } from '../compatibility.ts'
import type { JsonSchemaDocument } from '../model.ts'
import type { Move } from './move.ts'
import { movesFor } from './moves.ts'
import { restorations } from './restore.ts'
import { type Bench, Site } from './site.ts'

export function* repairsOf(
  finding: JsonDifference,
  reader: JsonSchemaDocument,
  writer: JsonSchemaDocument,
  side: Side,
): Generator<Repair> {
  const bench: Bench =
    side === 'reader' ? { side, ours: reader, theirs: writer } : { side, ours: writer, theirs: reader }
  const known = new Set<string>()
  for (const repair of proposals(finding, bench)) {
    const key = repair && 'patch' in repair ? JSON.stringify(repair.patch) : undefined
    if (!repair || key === undefined || known.has(key)) continue
    known.add(key)
    yield repair
  }
}

function* proposals(finding: JsonDifference, bench: Bench): Generator<Repair | undefined> {
  for (const move of movesFor(finding.kind, bench.side)) {
    // A new site each time: it gathers the definitions that the move needs.
    const site = siteOf(bench, finding)
    if (site) yield made(move, site, finding)
  }
  yield* restorations(bench, finding)
}

function made(move: Move, site: Site, finding: JsonDifference): Repair | undefined {
  try {
    return move(site, finding)
  } catch (error) {
    if (error instanceof CheckLimitReached) return undefined
    throw error
  }
}

function siteOf(bench: Bench, { listed: { pair } }: JsonDifference): Site | undefined {
  return pair && Site.of(bench, pair)
}
