/** Options that every command with a registry behind it has, and what is made of them. */

import type { RegistryAuth } from '@schemalog/serdes'
import { Command, Option } from 'commander'
import { cliErrors } from './errors.ts'
import type { RegistryDoorOptions } from './registry-door.ts'

export interface RegistryOptions extends RegistryDoorOptions {
  json?: boolean
}

/** A command that talks to a registry: `--registry`, `--user`, `--token`, and `--json`. */
export function registryCommand(name: string, description: string, json = 'print JSON'): Command {
  return withRegistryOptions(new Command(name).description(description)).option('--json', json)
}

export function withRegistryOptions(command: Command): Command {
  for (const option of registryOptions()) command.addOption(option)
  return command
}

function registryOptions(): Option[] {
  const group = 'Registry:'
  return [
    new Option('--registry <url>', 'base URL of the registry')
      .argParser((text) => toUrl('--registry', text))
      .default('http://127.0.0.1:8081')
      .env('SCHEMALOG_REGISTRY')
      .helpGroup(group),
    new Option('--user <name:password>', 'sign in by name and password')
      .argParser(toUser)
      .env('SCHEMALOG_REGISTRY_USER')
      .conflicts('token')
      .helpGroup(group),
    new Option('--token <token>', 'sign in by a bearer token').env('SCHEMALOG_REGISTRY_TOKEN').helpGroup(group),
  ]
}

/** The same sign-in for a serde's client. */
export function registryAuthOf({ user, token }: RegistryDoorOptions): { auth?: RegistryAuth } {
  if (token !== undefined) return { auth: { token } }
  if (user === undefined) return {}
  const at = user.indexOf(':')
  return { auth: { username: user.slice(0, at), password: user.slice(at + 1) } }
}

/** Checks a URL where the option is read, so that every command says the same of a wrong one. */
export function toUrl(flag: string, text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '')
  throw cliErrors.wrongUse(`${flag} expects a URL such as http://127.0.0.1:8081; got '${text}'.`)
}

export function toUser(text: string): string {
  // What was given may be a password, so it is not repeated.
  if (!text.includes(':')) throw cliErrors.wrongUse('--user expects NAME:PASSWORD.')
  return text
}
