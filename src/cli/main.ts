/** The process of the command line: runs one command, whose exit code is its own. */

import { exitCodes } from './errors.ts'
import { run } from './run.ts'

endWithLauncher()
// Whoever reads along may stop at any time, as `| head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.fine : exitCodes.no),
)
process.exitCode = await run(process.argv)

/** Where the launcher started this process on another Node and was killed, this process must not live on. */
function endWithLauncher(): void {
  if (!process.env['SCHEMALOG_LAUNCHER'] || !process.channel) return
  process.once('disconnect', () => process.exit(exitCodes.no))
  process.channel.unref()
}
