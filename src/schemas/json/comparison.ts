/**
 * Compares two models: can data that the original schema allows be read with the update?
 *
 * Each pair of nodes is compared once a pass. Recursive definitions are compatible unless proven otherwise: a pair that
 * is met inside itself counts as compatible in the first pass, and passes are repeated with what was found incompatible
 * until nothing is added to that. So the number of passes is at most that of pairs, and steps bound both.
 */
import type { CompatibilityPolicy } from '../format.ts'
import { CheckLimitReached } from '../limits.ts'
import { type Computation, resultOf, run } from '../recursion.ts'
import { compareArrays } from './compare-arrays.ts'
import { compareCombined } from './compare-combined.ts'
import { compareObjects } from './compare-objects.ts'
import { compareAnnotations, compareConsts, compareEnums, compareNumbers, compareStrings } from './compare-values.ts'
import type { Comparer } from './comparer.ts'
import { followReferences, isUnconstrained, type SchemaNode } from './model.ts'
import { Outcome } from './outcome.ts'
import { PatternSearch } from './pattern.ts'

/** Bounds of one check: pairs of schemas, properties and members looked at, and schemas inside schemas. */
const comparisonLimits = { steps: 1_000_000, depth: 5000 }

/** What is known of a pair of nodes. */
interface Pair {
  /** Pass in which it was compared last. */
  pass: number
  isOpen: boolean
  outcome: Outcome | undefined
  /** The last outcome that was incompatible; once found it stays, so that passes come to an end. */
  incompatible: Outcome | undefined
}

export class Comparison implements Comparer {
  readonly patterns = new PatternSearch()
  readonly #policy: CompatibilityPolicy
  readonly #pairs = new Map<SchemaNode, Map<SchemaNode, Pair>>()
  readonly #nothing: Outcome
  #pass = 0
  #wasOptimistic = false
  #newlyIncompatible = 0
  #steps = 0
  #depth = 0

  constructor(policy: CompatibilityPolicy) {
    this.#policy = policy
    this.#nothing = new Outcome(policy)
  }

  /** @throws {CheckLimitReached} */
  run(original: SchemaNode, update: SchemaNode): Outcome {
    for (;;) {
      this.#pass++
      this.#wasOptimistic = false
      this.#newlyIncompatible = 0
      const outcome = run(this.compare(original, update))
      if (!this.#wasOptimistic || this.#newlyIncompatible === 0) return outcome
    }
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > comparisonLimits.steps) {
      throw new CheckLimitReached(`more than ${comparisonLimits.steps} comparisons are needed`)
    }
  }

  *compare(originalNode: SchemaNode | undefined, updateNode: SchemaNode | undefined): Computation<Outcome> {
    if (!originalNode || !updateNode) return this.#compareWithNothing(originalNode, updateNode)
    const original = followReferences(originalNode)
    const update = followReferences(updateNode)
    const pair = this.#pairOf(original, update)
    if (pair.isOpen) {
      if (pair.incompatible) return pair.incompatible
      this.#wasOptimistic = true
      return this.#nothing
    }
    if (pair.pass === this.#pass && pair.outcome) return pair.outcome
    return yield* resultOf(this.#comparePair(pair, original, update))
  }

  *#comparePair(pair: Pair, original: SchemaNode, update: SchemaNode): Computation<Outcome> {
    this.step()
    if (++this.#depth > comparisonLimits.depth) {
      throw new CheckLimitReached(`schemas are nested more than ${comparisonLimits.depth} deep`)
    }
    pair.isOpen = true
    const outcome = new Outcome(this.#policy, pair, original, update)
    yield* this.#compareNodes(original, update, outcome)
    pair.isOpen = false
    pair.pass = this.#pass
    pair.outcome = outcome
    if (!outcome.isCompatible) {
      if (!pair.incompatible) this.#newlyIncompatible++
      pair.incompatible = outcome
    }
    this.#depth--
    return outcome
  }

  #pairOf(original: SchemaNode, update: SchemaNode): Pair {
    let pairs = this.#pairs.get(original)
    if (!pairs) {
      pairs = new Map()
      this.#pairs.set(original, pairs)
    }
    let pair = pairs.get(update)
    if (!pair) {
      pair = { pass: 0, isOpen: false, outcome: undefined, incompatible: undefined }
      pairs.set(update, pair)
    }
    return pair
  }

  #compareWithNothing(original: SchemaNode | undefined, update: SchemaNode | undefined): Outcome {
    const outcome = new Outcome(this.#policy, undefined, original, update)
    if (update) outcome.add('SCHEMA_ADDED')
    else if (original) outcome.add('SCHEMA_REMOVED')
    return outcome
  }

  *#compareNodes(original: SchemaNode, update: SchemaNode, outcome: Outcome): Computation<void> {
    if (yield* this.#compareWrapped(original, update, outcome)) return
    if (original.kind === update.kind) {
      compareAnnotations(original.annotations, update.annotations, outcome)
      yield* this.#compareSameKind(original, update, outcome)
    } else if (original.kind !== 'false' && !isUnconstrained(update)) {
      const bothBytes = original.annotations.isConnectBytes && update.annotations.isConnectBytes
      if (!bothBytes) outcome.add('TYPE_CHANGED', [], `${nameOf(original)} → ${nameOf(update)}`)
    }
  }

  /** A plain schema may be put into a combination that still takes it, or taken out of one that demanded it. */
  *#compareWrapped(original: SchemaNode, update: SchemaNode, outcome: Outcome): Computation<boolean> {
    if (update.kind === 'combined' && original.kind !== 'combined') {
      if (update.members.length > 1 && update.criterion === 'allOf') return false
      const taking = yield* this.#firstCompatible(update.members.map((member) => [original, member]))
      if (!taking) return false
      outcome.include(taking)
      if (update.members.length > 1) outcome.add('SUM_TYPE_EXTENDED', [], `1 → ${update.members.length}`)
      return true
    }
    if (original.kind === 'combined' && update.kind !== 'combined') {
      if (original.members.length > 1 && original.criterion !== 'allOf') return false
      const taken = yield* this.#firstCompatible(original.members.map((member) => [member, update]))
      if (!taken) return false
      outcome.include(taken)
      if (original.members.length > 1) outcome.add('PRODUCT_TYPE_NARROWED', [], `${original.members.length} → 1`)
      return true
    }
    return false
  }

  *#firstCompatible(pairs: readonly [SchemaNode, SchemaNode][]): Computation<Outcome | undefined> {
    for (const [original, update] of pairs) {
      this.step()
      const outcome = yield* this.compare(original, update)
      if (outcome.isCompatible) return outcome
    }
    return undefined
  }

  *#compareSameKind(original: SchemaNode, update: SchemaNode, outcome: Outcome): Computation<void> {
    if (original.kind === 'string' && update.kind === 'string') compareStrings(original, update, outcome)
    else if (original.kind === 'number' && update.kind === 'number') compareNumbers(original, update, outcome)
    else if (original.kind === 'enum' && update.kind === 'enum') compareEnums(original, update, outcome, this)
    else if (original.kind === 'const' && update.kind === 'const') compareConsts(original, update, outcome)
    else if (original.kind === 'object' && update.kind === 'object') {
      yield* compareObjects(original, update, outcome, this)
    } else if (original.kind === 'array' && update.kind === 'array') {
      yield* compareArrays(original, update, outcome, this)
    } else if (original.kind === 'combined' && update.kind === 'combined') {
      yield* compareCombined(original, update, outcome, this)
    } else if (original.kind === 'not' && update.kind === 'not') {
      // What is forbidden is compared the other way round.
      const { isCompatible } = yield* this.compare(update.inner, original.inner)
      outcome.add(isCompatible ? 'NOT_TYPE_NARROWED' : 'NOT_TYPE_EXTENDED', ['not'])
    }
  }
}

/** A kind in the words of the specification. */
function nameOf(schema: SchemaNode): string {
  if (schema.kind === 'combined') return schema.isImplicit ? 'several keywords' : schema.criterion
  if (schema.kind === 'number' && schema.requiresInteger) return 'integer'
  return schema.kind === 'empty' ? 'anything' : schema.kind
}
