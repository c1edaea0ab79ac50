/** Where in the reader's schema a check stands: a JSON pointer for machines and the names of fields for people. */

import { jsonPointer } from '../json-pointer.ts'
import type { AvroPart } from './model.ts'

export interface Location {
  readonly parent: Location | undefined
  /**
   * Step into the reader's schema. `undefined` where a union tries its branches: the reference begins a new pointer
   * there, and only the names of the fields around it are still known.
   */
  readonly segment: string | undefined
  /** Name of the field that the step leads into. */
  readonly field?: string
  /** Part of the reader's schema that the step leads out of; absent where it stays. */
  readonly reader?: AvroPart | undefined
  /** The same of the writer's schema. */
  readonly writer?: AvroPart | undefined
}

/** A JSON pointer (RFC 6901), except that the root is `/`, as the reference writes it. */
export function pointerOf(location: Location | undefined): string {
  const segments: string[] = []
  for (let step = location; step?.segment !== undefined; step = step.parent) segments.push(step.segment)
  return segments.length === 0 ? '/' : jsonPointer(segments.reverse())
}

/** `field 'address.zip'`, or `the schema itself` where no field leads there. */
export function placeOf(location: Location | undefined): string {
  const fields: string[] = []
  for (let step = location; step; step = step.parent) {
    if (step.field !== undefined) fields.push(step.field)
  }
  return fields.length === 0 ? 'the schema itself' : `field '${fields.reverse().join('.')}'`
}

/** A step into a part of both schemas; a part that it leads out of is given for the side on which it leads on. */
export function step(location: Location | undefined, segment: string, reader?: AvroPart, writer?: AvroPart): Location {
  return { parent: location, segment, reader, writer }
}

/** A step into one branch of a union, which may or may not be the one that fits. */
export function trial(location: Location | undefined, reader?: AvroPart, writer?: AvroPart): Location {
  return { parent: location, segment: undefined, reader, writer }
}
