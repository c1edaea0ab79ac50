/** What the coordinator is told: delays, bounds, and what it stands on. */

import { defaultGroupRules, type GroupRules } from './step.ts'

/** Delays and bounds of the coordinator; those of `GroupRules` hold for each group. */
export interface GroupSettings extends GroupRules {
  readonly groupCount: number
  /** Metadata and assignments of the members of all groups together. */
  readonly totalBytes: number
  /** Offsets of all groups together. */
  readonly offsetCount: number
  /** Longest metadata of a committed offset (offset.metadata.max.bytes). */
  readonly offsetMetadataBytes: number
  /** Time after which a group without members and offsets is forgotten (offsets.retention.check.interval.ms). */
  readonly vacantGroupMs: number
}

export const defaultGroupSettings: GroupSettings = {
  ...defaultGroupRules,
  groupCount: 100_000,
  totalBytes: 256 * 1024 * 1024,
  offsetCount: 2_000_000,
  offsetMetadataBytes: 4096,
  vacantGroupMs: 600_000,
}
