/** `schemalog contexts`: the name spaces of subjects and ids. */

import { Command } from 'commander'
import { printValue } from './output.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query } from './registry-path.ts'
import { printRows } from './table.ts'

export function contextsCommand(): Command {
  const contexts = new Command('contexts').description('List and delete contexts.')
  contexts.addCommand(
    registryCommand('list', 'List the contexts; `.` is the default one.')
      .option('--prefix <text>', 'only names that begin so')
      .action((options: RegistryOptions & { prefix?: string }) => list(options)),
    { isDefault: true },
  )
  contexts.addCommand(
    registryCommand('delete', 'Delete an empty context.')
      .argument('<context>', 'its name, as .ctx')
      .action((context: string, options: RegistryOptions) => remove(context, options)),
  )
  return contexts
}

async function list(options: RegistryOptions & { prefix?: string }): Promise<void> {
  const names = (await new RegistryDoor(options).get(
    `/contexts${query({ contextPrefix: options.prefix })}`,
  )) as string[]
  printRows(names, [{ heading: 'CONTEXT', cell: (name) => name }], options.json ?? false)
}

async function remove(context: string, options: RegistryOptions): Promise<void> {
  await new RegistryDoor(options).ask('DELETE', `/contexts/${encodeURIComponent(context)}`)
  printValue({ deleted: context }, `Deleted context '${context}'.`, options.json ?? false)
}
