/** What only a Schemalog can answer. */

import { Option } from 'commander'
import { cliErrors } from './errors.ts'
import { messageOf, type RegistryDoor } from './registry-door.ts'

/** `--as-of`, on commands that read what changes over time. */
export function asOfOption(): Option {
  return new Option('--as-of <when>', 'how it was then: a time, or sequence:42 of the change log (Schemalog only)')
}

/** Asks a route below `/schemalog/v1`. @throws {CliError} where the registry is another one. */
export async function askOwn(door: RegistryDoor, path: string): Promise<unknown> {
  const answer = await door.send('GET', path)
  const { body, status } = answer
  if (status < 300) return body
  // A route that does not exist has no code of its own.
  const isUnknown = typeof body === 'object' && body !== null && 'error_code' in body && body.error_code === 404
  if (isUnknown || (status === 404 && !hasCode(body)))
    throw cliErrors.refused(`${door.url} is no Schemalog, and other registries do not keep what this command shows.`)
  throw cliErrors.refused(messageOf(answer))
}

/** @returns `asOf`, once it is known that the registry heeds it: others would answer as of now. */
export async function checkedAsOf(door: RegistryDoor, asOf: string | undefined): Promise<string | undefined> {
  if (asOf !== undefined) await askOwn(door, '/schemalog/v1/changes/head')
  return asOf
}

function hasCode(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'error_code' in body
}
