/** The command line: reads arguments, runs one command, and turns whatever happens into an exit code. */

import { CommanderError } from 'commander'
import { CodedError } from '../errors.ts'
import { program } from './commands.ts'
import { CliError, exitCodes } from './errors.ts'
import { withoutControls } from './output.ts'

endWithLauncher()
// Whoever reads along may stop at any time, as `| head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.fine : exitCodes.no),
)
process.exitCode = await run(process.argv)

async function run(argv: readonly string[]): Promise<number> {
  try {
    await (await program(argv[2])).parseAsync(argv)
    return exitCodes.fine
  } catch (error) {
    return report(error)
  }
}

/** One sentence on standard error; a stack trace only where the fault is ours. */
function report(error: unknown): number {
  // Commander has printed what it had to say: help and version end well, everything else is wrong use.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUse
  if (error instanceof CodedError) {
    const code = error instanceof CliError ? error.code : exitCodes.no
    const asJson = process.argv.includes('--json')
    process.stderr.write(
      asJson ? `${JSON.stringify({ error: error.message, code })}\n` : `schemalog: ${withoutControls(error.message)}\n`,
    )
    return code
  }
  process.stderr.write(`schemalog: ${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCodes.no
}

/** Where the launcher started this process on another Node and was killed, this process must not live on. */
function endWithLauncher(): void {
  if (!process.env['SCHEMALOG_LAUNCHER'] || !process.channel) return
  process.once('disconnect', () => process.exit(exitCodes.no))
  process.channel.unref()
}
