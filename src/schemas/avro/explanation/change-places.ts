/** Where a difference stands in the texts of both schemas. */
import type { Change, TextPlace } from '../../explanation/explanation.ts'
import { type AvroDocument, type AvroPart, isNamed } from '../model.ts'
import type { Difference } from './difference-list.ts'
import { textsOf } from './schema-text.ts'
import { isField } from './slots.ts'

export function changePlaces(difference: Difference, older: AvroDocument, newer: AvroDocument): Change['places'] {
  const attribute = difference.path.slice(difference.path.lastIndexOf('/') + 1)
  return {
    newer: placeIn(newer, difference.newer, attribute),
    older: placeIn(older, difference.older, attribute),
  }
}

/** @param attribute - the last step of a path: what of the part is meant, or the number of a field or a branch. */
function placeIn(document: AvroDocument, part: AvroPart | undefined, attribute: string): TextPlace | undefined {
  const texts = textsOf(document)
  if (!part || !texts) return undefined
  const node = texts.nodeOf(part)
  const written = node?.type === 'object' ? node.members.get(attribute) : undefined
  // What has a name is found by it, where the attribute is not written out.
  const byName = isField(part) || isNamed(part) ? texts.attributeOf(part, 'name') : node
  return texts.placeOf(written ?? byName)
}
