/** docs/cli.md: every command with its arguments and options, as it declares them. */

import type { Command, Option } from 'commander'
import { markdownTable } from './markdown.ts'

export function describeCommands(root: Command): string {
  const sections = root.commands.flatMap((command) => describeCommand(command, 'schemalog', '##'))
  return `${head}${sections.join('\n')}`
}

const head = `# Command line

Printed by \`schemalog docs\` from the commands' own declarations; change those, not this page.

Every command has \`--help\` and, except where there is nothing to print, \`--json\`: one JSON document on standard output
(\`consume\` and \`changes follow\` print one a line), and an error as \`{"error": "...", "code": 1}\` on standard error.
What is a variable here may be set where the command runs; a flag wins over it.

| exit code | meaning |
| --- | --- |
| 0 | fine |
| 1 | the answer is no: refused, not found, different, or it could not be done |
| 2 | wrong use: an unknown command or flag, a missing argument, a file that cannot be read |
| 3 | nothing answers at the address, or nothing that is a registry or a broker |

`

function describeCommand(command: Command, parent: string, level: string): string[] {
  const name = `${parent} ${command.name()}`
  const words = command.registeredArguments.map((one) => {
    const shown = one.variadic ? `${one.name()}...` : one.name()
    return one.required ? `<${shown}>` : `[${shown}]`
  })
  const own =
    command.commands.length > 0
      ? []
      : [
          `\`${[name, ...words].join(' ')}\`\n`,
          ...argumentTable(command),
          ...optionTable(command.options.filter((option) => !option.hidden)),
        ]
  return [
    `${level} ${name}\n`,
    `${command.description()}\n`,
    ...own,
    ...command.commands.flatMap((child) => describeCommand(child, name, `${level}#`)),
  ]
}

function argumentTable(command: Command): string[] {
  const rows = command.registeredArguments.filter(({ description }) => description)
  if (rows.length === 0) return []
  const lines = rows.map((argument) => [
    `\`${argument.name()}\``,
    argument.description,
    shownDefault(argument.defaultValue),
  ])
  return [`${markdownTable(['argument', 'what it is', 'default'], lines)}\n`]
}

function optionTable(options: readonly Option[]): string[] {
  // The settings have a page of their own.
  if (options.length > 25) return ['Options: every setting of [settings.md](settings.md) as a flag, and `--json`.\n']
  if (options.length === 0) return []
  const lines = options.map(({ flags, description, defaultValue, envVar, argChoices }) => {
    const choices = argChoices ? ` (${argChoices.join(', ')})` : ''
    return [
      `\`${flags}\``,
      description + choices,
      shownDefault(defaultValue),
      envVar === undefined ? '' : `\`${envVar}\``,
    ]
  })
  return [`${markdownTable(['option', 'what it does', 'default', 'variable'], lines)}\n`]
}

function shownDefault(value: unknown): string {
  // `--no-...` has the default true, which is the absence of the flag.
  return value === undefined || typeof value === 'boolean' ? '' : `\`${value}\``
}
