/** A first, cheap look at whether two schemas may be equal. */

import { createHash } from 'node:crypto'

/**
 * A hash of how often each character occurs in a normalised text. Schemas that mean the same have equal normalised
 * texts up to the order of a few members, so they have one likeness; of the others nearly every one has another. It
 * spares a subject of a thousand versions parsing them all to learn that a new schema is none of them.
 */
export function likenessOf(normalizedText: string): string {
  const counts = new Map<number, number>()
  for (let index = 0; index < normalizedText.length; index++) {
    const unit = normalizedText.charCodeAt(index)
    counts.set(unit, (counts.get(unit) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([a], [b]) => a - b)
  return createHash('md5').update(sorted.join(';')).digest('hex')
}
