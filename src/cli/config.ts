/** `schemalog config`: what holds for registrations, in the whole registry, a context or a subject. */

import { Command } from 'commander'
import { describeConfigFields, parseConfigFields } from './config-fields.ts'
import { print, toJson } from './output.ts'
import { asOfOption, checkedAsOf } from './own-routes.ts'
import { registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query, scopePath } from './registry-path.ts'
import { type ScopeOptions, withScope } from './scope.ts'
import { formatTable } from './table.ts'

interface GetOptions extends ScopeOptions {
  effective?: boolean
  asOf?: string
}

export function configCommand(): Command {
  const config = new Command('config').description('Show, set or delete configs: compatibility level, alias and so on.')
  config.addCommand(
    withScope(registryCommand('get', 'Show the config.'))
      .option('--effective', 'where none is set, the one that is inherited')
      .addOption(asOfOption())
      .action((options: GetOptions) => get(options)),
    { isDefault: true },
  )
  config.addCommand(
    withScope(registryCommand('set', 'Set fields of the config; the others stay as they are.'))
      .argument('<name=value...>', 'fields to set; an empty value clears one')
      .addHelpText('after', `\nFields:\n${describeConfigFields()}`)
      .action((fields: string[], options: ScopeOptions) => set(fields, options)),
  )
  config.addCommand(
    withScope(registryCommand('delete', 'Delete the config, so that the inherited one holds.')).action(
      (options: ScopeOptions) => remove(options),
    ),
  )
  return config
}

async function get(options: GetOptions): Promise<void> {
  const door = new RegistryDoor(options)
  const asOf = await checkedAsOf(door, options.asOf)
  const path = scopePath('config', options) + query({ defaultToGlobal: options.effective, asOf })
  printConfig(await door.get(path), options)
}

async function set(fields: readonly string[], options: ScopeOptions): Promise<void> {
  const body = parseConfigFields(fields)
  printConfig(await new RegistryDoor(options).ask('PUT', scopePath('config', options), { body }), options)
}

async function remove(options: ScopeOptions): Promise<void> {
  printConfig(await new RegistryDoor(options).ask('DELETE', scopePath('config', options)), options)
}

function printConfig(config: unknown, { json = false }: ScopeOptions): void {
  const fields = Object.entries(config as object)
  if (json) print(toJson(config))
  else
    print(
      formatTable(fields, [
        { heading: 'FIELD', cell: ([name]) => name },
        { heading: 'VALUE', cell: ([, value]) => (typeof value === 'object' ? JSON.stringify(value) : String(value)) },
      ]),
    )
}
