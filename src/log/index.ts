/** Partitions on disk: a folder of them, each a log of record batches. */

export { LogError, logErrors } from './errors.ts'
export type { File, FileSystem } from './file-system.ts'
export type { PartitionRecovery } from './folder-state.ts'
export type { FlushPolicy, LogLimits } from './log-context.ts'
export { type LogFolder, type LogFolderOptions, openLogFolder, type RecoveryReport } from './log-folder.ts'
export { memoryFileSystem } from './memory-file-system.ts'
export { nodeFileSystem } from './node-file-system.ts'
export type { Appended, PartitionLog, PartitionLogConfig, ReadOptions } from './partition-log.ts'
export type { PartitionId } from './partition-name.ts'
export type { TimedOffset } from './time-search.ts'
