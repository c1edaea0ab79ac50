/** The command line: reads arguments, runs one command, and turns whatever happens into an exit code. */

import { Command, CommanderError } from 'commander'
import { CodedError } from '../errors.ts'
import { version } from '../version.ts'
import { consumeCommand } from './consume.ts'
import { docsCommand } from './docs.ts'
import { CliError, exitCodes } from './errors.ts'
import { produceCommand } from './produce.ts'
import { registerCommand } from './register.ts'
import { serveCommand } from './serve.ts'
import { subjectsCommand } from './subjects.ts'
import { topicsCommand } from './topics.ts'

endWithLauncher()
process.exitCode = await run(process.argv)

async function run(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv)
    return exitCodes.fine
  } catch (error) {
    return report(error)
  }
}

function program(): Command {
  const commands = [
    serveCommand(),
    topicsCommand(),
    produceCommand(),
    consumeCommand(),
    subjectsCommand(),
    registerCommand(),
    docsCommand(),
  ]
  const root = new Command('schemalog')
    .description('A schema registry with a Kafka-compatible log built in.')
    .version(version)
    .showHelpAfterError('(add --help to see how it is used)')
    .exitOverride()
  for (const command of commands) root.addCommand(command.copyInheritedSettings(root))
  for (const command of root.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride()
  return root
}

/** One sentence on standard error; a stack trace only where the fault is ours. */
function report(error: unknown): number {
  // Commander has printed what it had to say: help and version end well, everything else is wrong use.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUse
  if (error instanceof CodedError) {
    process.stderr.write(`schemalog: ${error.message}\n`)
    return error instanceof CliError ? error.code : exitCodes.no
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
