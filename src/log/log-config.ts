/** The rules of one partition's log. They may change while it is open. */

export interface PartitionLogConfig {
  /** Size at which a segment is closed (Kafka's segment.bytes); the largest batch that can be appended. */
  readonly segmentBytes: number
  /** A batch that is later than the first of the segment by more than this opens a new one (segment.ms). Never where absent. */
  readonly segmentMs?: number
  /** What is deleted by age and size; nothing where absent (a cleanup.policy without `delete`). */
  readonly retention?: RetentionRule | undefined
  /** What is compacted by key; nothing where absent (a cleanup.policy without `compact`). */
  readonly compaction?: CompactionRule | undefined
}

/** What is compacted by key, and when. */
export interface CompactionRule {
  /** Part of the log that must have come since the last compaction (min.cleanable.dirty.ratio). */
  readonly minDirtyRatio: number
  /** Records stay as they are for this long (min.compaction.lag.ms). */
  readonly minLagMs: number
  /** And not for longer than this, however little there is to compact (max.compaction.lag.ms). */
  readonly maxLagMs: number
  /** A tombstone can be read for this long after compaction has met it first (delete.retention.ms). */
  readonly deleteRetentionMs: number
}

export interface RetentionRule {
  /** Segments whose records are all older go (retention.ms); `Infinity` keeps them for ever. */
  readonly ms: number
  /** Segments go as long as so many bytes remain without them (retention.bytes); `Infinity` keeps all. */
  readonly bytes: number
}
