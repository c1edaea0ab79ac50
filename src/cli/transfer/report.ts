/** What a transfer did, and what stays different. */

import type { Comparison } from './compare.ts'

export interface TakeOverReport {
  /** Versions that the source holds. */
  versions: number
  /** Versions that were written, or would be. */
  registered: number
  softDeleted: number
  configs: number
  modes: number
  associations: number
  /** What the target refused, with its reason. */
  refused: { subject: string; version?: number; reason: string }[]
  /** Differences that stay; before anything was written where they cannot be mended. */
  comparison: Comparison
  /** Whether nothing was written, because the target holds other things under the same names. */
  conflict: boolean
}
