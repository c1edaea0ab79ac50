/** Partitions on disk: a folder of them, each a log of record batches. */

export { LogError, logErrors } from './errors.ts'
export type { File, FileSystem } from './file-system.ts'
export type { PartitionLogConfig } from './log-config.ts'
export type { FlushPolicy } from './log-context.ts'
export { type LogFolder, type LogFolderOptions, openLogFolder } from './log-folder.ts'
export { memoryFileSystem } from './memory-file-system.ts'
export { nodeFileSystem } from './node-file-system.ts'
export type { PartitionLog } from './partition-log.ts'
