/** The command line: reads arguments, runs one command, and turns whatever happens into an exit code. */

import { Command, CommanderError } from 'commander'
import { CodedError } from '../errors.ts'
import { version } from '../version.ts'
import { CliError, exitCodes } from './errors.ts'
import { withoutControls } from './output.ts'

/** Each command in a file of its own, read only when it is wanted: what a command imports is most of its start. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  topics: async () => (await import('./topics.ts')).topicsCommand(),
  produce: async () => (await import('./produce.ts')).produceCommand(),
  consume: async () => (await import('./consume.ts')).consumeCommand(),
  subjects: async () => (await import('./subjects.ts')).subjectsCommand(),
  schemas: async () => (await import('./schemas.ts')).schemasCommand(),
  config: async () => (await import('./config.ts')).configCommand(),
  mode: async () => (await import('./mode.ts')).modeCommand(),
  contexts: async () => (await import('./contexts.ts')).contextsCommand(),
  register: async () => (await import('./register.ts')).registerCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  docs: async () => (await import('./docs.ts')).docsCommand(),
}

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

/** @param wanted - the first argument; help and whatever is no command need to know all of them. */
async function program(wanted: string | undefined): Promise<Command> {
  const root = new Command('schemalog')
    .description('A schema registry with a Kafka-compatible log built in.')
    .version(version)
    .showHelpAfterError('(add --help to see how it is used)')
    .exitOverride()
  const one = wanted === undefined ? undefined : commands[wanted]
  for (const load of one ? [one] : Object.values(commands)) root.addCommand((await load()).copyInheritedSettings(root))
  for (const command of root.commands.flatMap((own) => [own, ...own.commands])) command.exitOverride()
  return root
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
