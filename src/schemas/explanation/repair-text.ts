/** What repairs make of a text, alone and several at once. */

import type { Repair } from './explanation.ts'
import { movesItems, patchText } from './json-patch.ts'
import { applyEdits } from './text-edits.ts'

export function applyRepair(text: string, repair: Repair): string {
  return 'patch' in repair ? patchText(text, repair.patch) : applyEdits(text, repair.edits)
}

/** @param repairs - all of the text as it is, and apart from each other. */
export function applyRepairs(text: string, repairs: readonly Repair[]): string {
  const edits = repairs.flatMap((repair) => ('edits' in repair ? repair.edits : []))
  const patch = repairs.flatMap((repair) => ('patch' in repair ? repair.patch : []))
  edits.sort((a, b) => a.start - b.start)
  return patchText(applyEdits(text, edits), patch)
}

/** Whether both can be done, in any order, as if the other was not. */
export function areApart(one: Repair, other: Repair): boolean {
  if ('edits' in one && 'edits' in other) {
    return one.edits.every((a) => other.edits.every((b) => a.end < b.start || b.end < a.start))
  }
  if (!('patch' in one && 'patch' in other)) return false
  return one.patch.every(
    (a) => !movesItems(a) && other.patch.every((b) => !movesItems(b) && !areNested(a.path, b.path)),
  )
}

function areNested(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)
}
