/** Opens log folders on the disk that a test brings. */

import {
  type FileSystem,
  type LogFolder,
  type LogFolderOptions,
  openLogFolder,
  type PartitionLog,
} from '../../../src/log/index.ts'
import { silentLogger } from '../../../src/telemetry/index.ts'

export const folderPath = '/data/log'

export const segmentBytes = 64 * 1024

export function openFolder(fileSystem: FileSystem, options: Partial<LogFolderOptions> = {}): Promise<LogFolder> {
  return openLogFolder({
    path: folderPath,
    fileSystem,
    flush: { kind: 'always' },
    now: () => 1_700_000_000_000,
    logger: silentLogger,
    ...options,
  })
}

/** A folder and its partition `orders-0`. */
export async function openOrders(
  fileSystem: FileSystem,
  options: Partial<LogFolderOptions> & { segmentBytes?: number } = {},
): Promise<{ folder: LogFolder; log: PartitionLog }> {
  const folder = await openFolder(fileSystem, options)
  const log = await folder.open('orders', 0, { segmentBytes: options.segmentBytes ?? segmentBytes })
  return { folder, log }
}

/** Path of a file of the partition `orders-0`. */
export function ordersFile(baseOffset: number, ending: string): string {
  return `${folderPath}/orders-0/${String(baseOffset).padStart(20, '0')}${ending}`
}
