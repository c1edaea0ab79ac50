/** A first, cheap look at whether two schemas may be equal. */

import { hash } from 'node:crypto'

/** Nearly all schemas are ASCII; what lies above shares its slots. */
const slots = 128

/**
 * A hash of how often each character occurs in a normalised text. Schemas that mean the same have equal normalised
 * texts up to the order of a few members, so they have one likeness; of the others nearly every one has another. It
 * spares a subject of a thousand versions parsing them all to learn that a new schema is none of them.
 */
export function likenessOf(normalizedText: string): string {
  const counts = new Uint32Array(slots)
  for (let index = 0; index < normalizedText.length; index++) {
    const slot = normalizedText.charCodeAt(index) % slots
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  return hash('md5', counts.join(), 'hex')
}
