/** A topic as requests see it. */

import type { PartitionLog } from '../log/index.ts'
import type { ConfigValues, TopicLimits } from './topic-config.ts'

/** Leader epoch of every partition: it would rise if a recovery lost acknowledged records, and may never fall. */
export const leaderEpoch = 0

export interface Topic {
  readonly name: string
  /** Random, and another one when a topic of the same name is created again. */
  readonly topicId: string
  readonly isInternal: boolean
  readonly configs: ConfigValues
  readonly limits: TopicLimits
  readonly partitions: readonly PartitionLog[]
}

/** What a new topic shall be. */
export interface NewTopic {
  readonly name: string
  readonly partitionCount: number
  readonly configs: ConfigValues
}
