/** `schemalog mode`: whether the registry, a context or a subject may be written. */

import { Command } from 'commander'
import { printValue } from './output.ts'
import { asOfOption, checkedAsOf } from './own-routes.ts'
import { registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query, scopePath } from './registry-path.ts'
import { type ScopeOptions, scopeText, withScope } from './scope.ts'

interface GetOptions extends ScopeOptions {
  effective?: boolean
  asOf?: string
}

export function modeCommand(): Command {
  const mode = new Command('mode').description('Show, set or clear the mode: READWRITE, READONLY, IMPORT, FORWARD.')
  mode.addCommand(
    withScope(registryCommand('get', 'Show the mode.'))
      .option('--effective', 'where none is set, the one that is inherited')
      .addOption(asOfOption())
      .action((options: GetOptions) => get(options)),
    { isDefault: true },
  )
  mode.addCommand(
    withScope(registryCommand('set', 'Set the mode.'))
      .argument('<mode>', 'READWRITE, READONLY, IMPORT or FORWARD')
      .option('--force', 'enter IMPORT although there are schemas')
      .action((name: string, options: ScopeOptions & { force?: boolean }) => set(name, options)),
  )
  mode.addCommand(
    withScope(registryCommand('delete', 'Clear the mode, so that the inherited one holds.'))
      .option('--recursive', 'the modes of all subjects in it too')
      .action((options: ScopeOptions & { recursive?: boolean }) => remove(options)),
  )
  return mode
}

async function get(options: GetOptions): Promise<void> {
  const door = new RegistryDoor(options)
  const asOf = await checkedAsOf(door, options.asOf)
  const path = scopePath('mode', options) + query({ defaultToGlobal: options.effective, asOf })
  const answer = (await door.get(path)) as { mode: string }
  printValue(answer, answer.mode, options.json ?? false)
}

async function set(name: string, options: ScopeOptions & { force?: boolean }): Promise<void> {
  const path = scopePath('mode', options) + query({ force: options.force })
  const answer = (await new RegistryDoor(options).ask('PUT', path, { body: { mode: name.toUpperCase() } })) as {
    mode: string
  }
  printValue(answer, `The mode of ${scopeText(options)} is ${answer.mode}.`, options.json ?? false)
}

async function remove(options: ScopeOptions & { recursive?: boolean }): Promise<void> {
  const path = scopePath('mode', options) + query({ recursive: options.recursive })
  const answer = (await new RegistryDoor(options).ask('DELETE', path)) as { mode?: string }
  const was = answer.mode === undefined ? '' : `; it was ${answer.mode}`
  printValue(answer, `The mode of ${scopeText(options)} is cleared${was}.`, options.json ?? false)
}
