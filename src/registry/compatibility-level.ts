/** Compatibility levels: which versions are compared, and which of the two must be able to read. */

import type { Finding } from '../schemas/index.ts'

export const compatibilityLevels = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const

export type CompatibilityLevel = (typeof compatibilityLevels)[number]

export type Direction = 'new-reads-old' | 'old-reads-new'

/** A finding together with what was compared. */
export interface LevelFinding extends Finding {
  readonly direction: Direction
  /** Version on the old side; unknown where the history has no numbers. */
  readonly oldVersion?: number
}
