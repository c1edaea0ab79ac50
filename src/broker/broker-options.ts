/** What a broker is told at its start. */

import type { Address } from '../address.ts'
import type { Authorize } from '../authorize.ts'
import type { LogFolder } from '../log/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import type { BatchCheck } from './batch-check.ts'
import type { ConnectionLimits } from './connection.ts'

export interface BrokerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /**
   * What clients are told to connect to; by default the address of the listener, or, where that is a wildcard, the one
   * by which the client came.
   */
  readonly advertised?: Address | undefined
  /** Owned by the caller, who closes it after the broker. */
  readonly logFolder: LogFolder
  readonly now: () => number
  readonly logger: Logger
  readonly metrics: Metrics
  readonly authorize: Authorize
  /** Whether a topic is created when a client first asks for it; true as in Kafka. */
  readonly autoCreateTopics?: boolean
  readonly defaultPartitions?: number
  /** Size of segment files of topics that do not choose their own. */
  readonly segmentBytes?: number
  /** Time and bytes that topics keep which do not choose their own; `Infinity` keeps everything. */
  readonly retentionMs?: number
  readonly retentionBytes?: number
  readonly groupInitialDelayMs?: number
  /** A last word on batches that the broker itself would take. */
  readonly checkBatch?: BatchCheck | undefined
  readonly limits?: Partial<BrokerLimits>
  /** Source of topic ids, member ids and the cluster id. */
  readonly randomUuid?: () => string
}

export interface BrokerLimits extends ConnectionLimits {
  readonly connections: number
  /** Partitions of all topics together. */
  readonly partitions: number
  /** Bytes of records in one answer to Fetch; the first batch is always whole. */
  readonly fetchBytes: number
  /** Time that requests in flight have when the broker closes. */
  readonly drainMs: number
}

const MiB = 1024 * 1024

export const defaultLimits: BrokerLimits = {
  // Kafka's socket.request.max.bytes.
  requestBytes: 100 * MiB,
  queuedRequests: 100,
  // Five batches of 1 MiB in flight, which is what an idempotent producer may have, and some room.
  queuedBytes: 8 * MiB,
  unsentBytes: MiB,
  // Kafka's connections.max.idle.ms.
  idleMs: 600_000,
  connections: 10_000,
  partitions: 50_000,
  // Kafka's fetch.max.bytes.
  fetchBytes: 55 * MiB,
  drainMs: 5000,
}
