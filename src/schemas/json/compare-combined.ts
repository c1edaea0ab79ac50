/** Rules for `allOf`, `anyOf` and `oneOf`: members are paired so that each takes what its partner took. */
import type { Comparer } from './comparer.ts'
import { maximumMatching } from './matching.ts'
import type { CombinedSchema } from './model.ts'
import type { Outcome } from './outcome.ts'

export function compareCombined(
  original: CombinedSchema,
  update: CombinedSchema,
  outcome: Outcome,
  comparer: Comparer,
): void {
  if (original.criterion !== update.criterion) {
    const change = `${original.criterion} → ${update.criterion}`
    outcome.add(isExtension(original, update) ? 'COMBINED_TYPE_EXTENDED' : 'COMBINED_TYPE_CHANGED', [], change)
    if (!isExtension(original, update)) return
  }
  const before = original.distinctMembers.length
  const after = update.distinctMembers.length
  const change = `${before} → ${after}`
  if (before < after) {
    outcome.add(update.criterion === 'allOf' ? 'PRODUCT_TYPE_EXTENDED' : 'SUM_TYPE_EXTENDED', [], change)
  } else if (before > after) {
    outcome.add(original.criterion === 'allOf' ? 'PRODUCT_TYPE_NARROWED' : 'SUM_TYPE_NARROWED', [], change)
  }
  compareMembers(original, update, outcome, comparer)
}

/** Whether another way of combining takes at least as much. */
function isExtension(original: CombinedSchema, update: CombinedSchema): boolean {
  const [before, after] = [original.members.length, update.members.length]
  if (update.criterion === 'anyOf') return true
  if (before === 1) return after === 1 || update.criterion === 'oneOf'
  return after === 1 && original.criterion === 'allOf'
}

function compareMembers(original: CombinedSchema, update: CombinedSchema, outcome: Outcome, comparer: Comparer): void {
  const outcomes = original.distinctMembers.map((before) =>
    update.distinctMembers.map((after) => {
      comparer.step()
      return comparer.compare(before, after)
    }),
  )
  // Partners without any difference come first, so that a matching with few differences is found where there are several.
  const edges = outcomes.map((row) => {
    const compatible = [...row.entries()].filter(([, pair]) => pair.isCompatible)
    return compatible
      .sort(([, a], [, b]) => Number(a.differenceCount > 0) - Number(b.differenceCount > 0))
      .map(([to]) => to)
  })
  const matching = maximumMatching(edges)
  for (const [from, to] of matching.entries()) {
    const pair = outcomes[from]?.[to]
    if (pair) outcome.include(pair, [original.criterion, String(from)])
  }
  const paired = matching.filter((to) => to >= 0).length
  const wanted = Math.min(original.distinctMembers.length, update.distinctMembers.length)
  if (paired < wanted) outcome.add('COMBINED_TYPE_SUBSCHEMAS_CHANGED', [], `${paired} of ${wanted} paired`)
}
