/** Rules for `allOf`, `anyOf` and `oneOf`: members are paired so that each takes what its partner took. */
import type { Computation } from '../recursion.ts'
import type { Comparer } from './comparer.ts'
import { maximumMatching } from './matching.ts'
import type { CombinedSchema, SchemaNode } from './model.ts'
import type { Outcome } from './outcome.ts'

export function* compareCombined(
  original: CombinedSchema,
  update: CombinedSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  if (original.criterion !== update.criterion) {
    const change = `${original.criterion} → ${update.criterion}`
    const isExtended = isExtension(original, update)
    outcome.add(isExtended ? 'COMBINED_TYPE_EXTENDED' : 'COMBINED_TYPE_CHANGED', [], change)
    if (!isExtended) return
  }
  const before = original.distinctMembers.length
  const after = update.distinctMembers.length
  const change = `${before} → ${after}`
  if (before < after) {
    outcome.add(update.criterion === 'allOf' ? 'PRODUCT_TYPE_EXTENDED' : 'SUM_TYPE_EXTENDED', [], change)
  } else if (before > after) {
    outcome.add(original.criterion === 'allOf' ? 'PRODUCT_TYPE_NARROWED' : 'SUM_TYPE_NARROWED', [], change)
  }
  yield* compareMembers(original, update, outcome, comparer)
}

/** Whether another way of combining takes at least as much. */
function isExtension(original: CombinedSchema, update: CombinedSchema): boolean {
  const [before, after] = [original.members.length, update.members.length]
  if (update.criterion === 'anyOf') return true
  if (before === 1) return after === 1 || update.criterion === 'oneOf'
  return after === 1 && original.criterion === 'allOf'
}

function* compareMembers(
  original: CombinedSchema,
  update: CombinedSchema,
  outcome: Outcome,
  comparer: Comparer,
): Computation<void> {
  const wanted = Math.min(original.distinctMembers.length, update.distinctMembers.length)
  let partners = yield* pairLikely(original.distinctMembers, update.distinctMembers, comparer)
  if (partners.size < wanted) partners = yield* pairBest(original.distinctMembers, update.distinctMembers, comparer)
  for (const [from, pair] of partners) outcome.include(pair, [original.criterion, String(from)])
  if (partners.size < wanted) {
    outcome.add('COMBINED_TYPE_SUBSCHEMAS_CHANGED', [], `${partners.size} of ${wanted} paired`)
  }
}

/** Outcomes of paired members by the index of the original one. */
type Partners = Map<number, Outcome>

/** Pairs members with the same reference, others by their place: mostly all there is to do, and linear. */
function* pairLikely(
  before: readonly SchemaNode[],
  after: readonly SchemaNode[],
  comparer: Comparer,
): Computation<Partners> {
  const references = new Map(after.flatMap((member, to) => (member.kind === 'ref' ? [[member.text, to] as const] : [])))
  const partners: Partners = new Map()
  const taken = new Set<number>()
  for (const [from, member] of before.entries()) {
    const to = (member.kind === 'ref' ? references.get(member.text) : undefined) ?? from
    const candidate = after[to]
    if (!candidate || taken.has(to)) continue
    comparer.step()
    const pair = yield* comparer.compare(member, candidate)
    if (!pair.isCompatible) continue
    taken.add(to)
    partners.set(from, pair)
  }
  return partners
}

/** Compares all with all and pairs as many as possible. */
function* pairBest(
  before: readonly SchemaNode[],
  after: readonly SchemaNode[],
  comparer: Comparer,
): Computation<Partners> {
  const fitting: Map<number, Outcome>[] = []
  for (const member of before) {
    const candidates: [number, Outcome][] = []
    for (const [to, candidate] of after.entries()) {
      comparer.step()
      const pair = yield* comparer.compare(member, candidate)
      if (pair.isCompatible) candidates.push([to, pair])
    }
    // Partners without any difference come first, so that of several matchings one with few differences is taken.
    candidates.sort(([, a], [, b]) => Number(a.differenceCount > 0) - Number(b.differenceCount > 0))
    fitting.push(new Map(candidates))
  }
  const partners: Partners = new Map()
  for (const [from, to] of maximumMatching(fitting.map((candidates) => [...candidates.keys()])).entries()) {
    const pair = fitting[from]?.get(to)
    if (pair) partners.set(from, pair)
  }
  return partners
}
