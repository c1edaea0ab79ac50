/** The commands, each in a file of its own, read only when it is wanted: what a command imports is most of its start. */

import { Command } from 'commander'
import { version } from '../version.ts'

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  diff: async () => (await import('./diff.ts')).diffCommand(),
  lock: async () => (await import('./lock.ts')).lockCommand(),
  plan: async () => (await import('./plan.ts')).planCommand(),
  apply: async () => (await import('./plan.ts')).applyCommand(),
  register: async () => (await import('./register.ts')).registerCommand(),
  subjects: async () => (await import('./subjects.ts')).subjectsCommand(),
  schemas: async () => (await import('./schemas.ts')).schemasCommand(),
  config: async () => (await import('./config.ts')).configCommand(),
  mode: async () => (await import('./mode.ts')).modeCommand(),
  contexts: async () => (await import('./contexts.ts')).contextsCommand(),
  changes: async () => (await import('./changes.ts')).changesCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  topics: async () => (await import('./topics.ts')).topicsCommand(),
  produce: async () => (await import('./produce.ts')).produceCommand(),
  consume: async () => (await import('./consume.ts')).consumeCommand(),
  completion: async () => (await import('./completion.ts')).completionCommand(wholeProgram),
  docs: async () => (await import('./docs.ts')).docsCommand(wholeProgram),
}

/** @param wanted - the first argument; help and whatever is no command need to know all of them. */
export async function program(wanted: string | undefined): Promise<Command> {
  const root = new Command('schemalog')
    .description('A schema registry with a Kafka-compatible log built in.')
    .version(version)
    .showHelpAfterError('(add --help to see how it is used)')
    .exitOverride()
  const one = wanted !== undefined && Object.hasOwn(commands, wanted) ? commands[wanted] : undefined
  for (const load of one ? [one] : Object.values(commands)) root.addCommand((await load()).copyInheritedSettings(root))
  for (const command of root.commands.flatMap((own) => [own, ...own.commands])) command.exitOverride()
  return root
}

/** With every command, for those that tell about all of them. */
function wholeProgram(): Promise<Command> {
  return program(undefined)
}
