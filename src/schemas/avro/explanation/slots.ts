/** From a finding outwards: the places in a schema where a type is written, each with what the other schema has there. */
import type { Side } from '../../explanation/explanation.ts'
import type { AvroFinding } from '../findings.ts'
import type { Location } from '../location.ts'
import type { AvroField, AvroPart, AvroSchema } from '../model.ts'

export interface Slot {
  /** What says of which type something is; `undefined` at the root. */
  readonly holder: AvroPart | undefined
  readonly type: AvroSchema
  /** The type that the other schema has there. */
  readonly other: AvroSchema
  /** What has that type in the other schema, where that is a field too. */
  readonly otherField: AvroField | undefined
  readonly location: Location | undefined
}

/** Innermost first. */
export function* slotsOf({ facts }: AvroFinding, side: Side): Generator<Slot> {
  const otherSide = side === 'reader' ? 'writer' : 'reader'
  let own = typeIn(facts[side])
  let other = typeIn(facts[otherSide])
  for (let step = facts.location; step; step = step.parent) {
    const holder = step[side]
    const otherHolder = step[otherSide]
    // A step from a record to one of its fields is no place for a type.
    const isTyped = holder !== undefined && ('order' in holder || holder.type !== 'record')
    if (isTyped && own && other) {
      yield { holder, type: own, other, otherField: isField(otherHolder) ? otherHolder : undefined, location: step }
    }
    if (holder) own = typeIn(holder)
    if (otherHolder) other = typeIn(otherHolder)
  }
  if (own && other) yield { holder: undefined, type: own, other, otherField: undefined, location: undefined }
}

/** The union that a finding's type of this side is a branch of. */
export function unionAround({ facts }: AvroFinding, side: Side): Extract<AvroSchema, { type: 'union' }> | undefined {
  for (let step = facts.location; step; step = step.parent) {
    const holder = step[side]
    if (holder) return !isField(holder) && holder.type === 'union' ? holder : undefined
  }
  return undefined
}

/** What the finding's place leads out of on this side. */
export function holderOf({ facts }: AvroFinding, side: Side): AvroPart | undefined {
  for (let step = facts.location; step; step = step.parent) {
    if (step[side]) return step[side]
  }
  return undefined
}

export function isField(part: AvroPart | undefined): part is AvroField {
  return part !== undefined && 'order' in part
}

/** A field is left through its record, which the next step knows. */
function typeIn(part: AvroPart | undefined): AvroSchema | undefined {
  return part && !('order' in part) ? part : undefined
}
