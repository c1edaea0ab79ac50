/** One command line, from its arguments to an exit code. */

import { CommanderError } from 'commander'
import { CodedError } from '../errors.ts'
import { program } from './commands.ts'
import { CliError, exitCodes } from './errors.ts'
import { withoutControls } from './output.ts'

/** @param argv - as that of a process: what is typed begins at the third. @returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await (await program(argv[2])).parseAsync(argv)
    return exitCodes.fine
  } catch (error) {
    return report(error, argv)
  }
}

/** One sentence on standard error; a stack trace only where the fault is ours. */
function report(error: unknown, argv: readonly string[]): number {
  // Commander has printed what it had to say: help and version end well, everything else is wrong use.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUse
  if (error instanceof CodedError) {
    const code = error instanceof CliError ? error.code : exitCodes.no
    const asJson = argv.includes('--json')
    process.stderr.write(
      asJson ? `${JSON.stringify({ error: error.message, code })}\n` : `schemalog: ${withoutControls(error.message)}\n`,
    )
    return code
  }
  process.stderr.write(`schemalog: ${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCodes.no
}
