/** What all partitions of a folder share: the disk, the bounds, the clock. */

import type { Logger } from '../telemetry/index.ts'
import { FilePool } from './file-pool.ts'
import type { FileSystem } from './file-system.ts'
import { Gate } from './gate.ts'
import { IndexCache } from './index-cache.ts'

/**
 * When an appended batch counts as stored.
 * - `always`: on disk. One flush serves all the batches that wait for it.
 * - `interval`: handed to the operating system; flushed every `ms`. A power cut may lose what came after the last flush.
 * - `os`: handed to the operating system, which flushes when it likes.
 * A process that dies loses nothing under any of them.
 */
export type FlushPolicy = { kind: 'always' } | { kind: 'interval'; ms: number } | { kind: 'os' }

export interface LogLimits {
  /** Files that are open at once, over all partitions. */
  readonly openFiles: number
  /** Memory for indexes that were read from files, over all partitions. */
  readonly indexCacheBytes: number
  /** Bytes of one partition that wait to be written before `writable()` asks to hold back. */
  readonly queuedBytes: number
  /** Bytes that a partition appends before its recovery point moves: what an unclean start has to read. */
  readonly recoveryBytes: number
  /** Partitions that write and flush at once; Node has four threads for files, and reads need one. */
  readonly concurrentWrites: number
  /** No batch is larger; a length beyond it is damage. Kafka's requests end at 100 MiB. */
  readonly maxBatchBytes: number
  /** What one batch may decompress to when records are looked up by time. */
  readonly maxDecodedBytes: number
  /** Keys that one compaction remembers, at 48 bytes each at most; where there are more, the next run goes on. */
  readonly compactionKeys: number
  /** How long a silent idempotent producer is remembered (Kafka's producer.id.expiration.ms). */
  readonly producerExpirationMs: number
}

const MiB = 2 ** 20

const defaultLimits: LogLimits = {
  openFiles: 256,
  indexCacheBytes: 32 * MiB,
  queuedBytes: 32 * MiB,
  recoveryBytes: 64 * MiB,
  concurrentWrites: 3,
  maxBatchBytes: 128 * MiB,
  maxDecodedBytes: 128 * MiB,
  compactionKeys: 750_000,
  producerExpirationMs: 86_400_000,
}

export interface LogContext {
  readonly fileSystem: FileSystem
  readonly files: FilePool
  readonly indexCache: IndexCache
  /** For what somebody waits for. */
  readonly writes: Gate
  /**
   * For flushes that nobody waits for (`interval`, `os`): one at a time. Partitions that are written alike reach their
   * recovery points together, and their flushes would hold every thread while producers wait.
   */
  readonly backgroundFlushes: Gate
  readonly flush: FlushPolicy
  readonly limits: LogLimits
  readonly now: () => number
  readonly logger: Logger
}

export function createLogContext(options: {
  fileSystem: FileSystem
  flush: FlushPolicy
  limits?: Partial<LogLimits> | undefined
  now: () => number
  logger: Logger
}): LogContext {
  const { fileSystem, flush, now, logger } = options
  const limits = { ...defaultLimits, ...options.limits }
  return {
    fileSystem,
    files: new FilePool(fileSystem, limits.openFiles),
    indexCache: new IndexCache(limits.indexCacheBytes),
    writes: new Gate(limits.concurrentWrites),
    backgroundFlushes: new Gate(1),
    flush,
    limits,
    now,
    logger,
  }
}
