/** Which segments are too old or too many. Whole segments only, the oldest first, as in Apache Kafka. */

import type { RetentionRule } from './log-config.ts'
import type { SegmentSummary } from './segment.ts'

/**
 * How many segments may go, from the first on. All of them where even the one that is written is too old: a new one must
 * then be begun.
 */
export function expiredCount(
  segments: readonly Pick<SegmentSummary, 'sizeInBytes' | 'maxTimestamp'>[],
  rule: RetentionRule,
  nowMs: number,
): number {
  let left = segments.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0)
  let count = 0
  for (const { sizeInBytes, maxTimestamp } of segments) {
    // Nothing tells how old records without a time are.
    const isOld = maxTimestamp >= 0n && nowMs - Number(maxTimestamp) > rule.ms
    left -= sizeInBytes
    if (sizeInBytes === 0 || !(isOld || left >= rule.bytes)) break
    count += 1
  }
  return count
}
