/** The rules of one partition's log. They may change while it is open. */

export interface PartitionLogConfig {
  /** Size at which a segment is closed (Kafka's segment.bytes); the largest batch that can be appended. */
  readonly segmentBytes: number
  /** A batch that is later than the first of the segment by more than this opens a new one (segment.ms). Never where absent. */
  readonly segmentMs?: number
  /** What is deleted by age and size; nothing where absent (a cleanup.policy without `delete`). */
  readonly retention?: RetentionRule | undefined
}

export interface RetentionRule {
  /** Segments whose records are all older go (retention.ms); `Infinity` keeps them for ever. */
  readonly ms: number
  /** Segments go as long as so many bytes remain without them (retention.bytes); `Infinity` keeps all. */
  readonly bytes: number
}
