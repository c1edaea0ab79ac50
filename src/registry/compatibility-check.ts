/** The compatibility question as a request puts it. */

import type { LevelFinding } from './compatibility-level.ts'

export interface CompatibilityAnswer {
  readonly isCompatible: boolean
  /** As the Confluent registry words them; what verbose=true shows. */
  readonly messages: readonly string[]
  /** The same in structured form; empty where the schema itself is invalid. */
  readonly findings: readonly LevelFinding[]
}
