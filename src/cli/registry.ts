/** The door to a registry's REST API, ours or Confluent's, and its errors in our words. Serdes have a door of their own. */

import { Option } from 'commander'
import { cliErrors } from './errors.ts'

/** `--registry`, the same on every command that talks to a registry. */
export function registryOption(): Option {
  return new Option('--registry <url>', 'base URL of the registry').argParser(toUrl).default('http://127.0.0.1:8081')
}

/** What the registry answered; the body is JSON. */
export interface RegistryAnswer {
  status: number
  body: unknown
}

const requestTimeoutMs = 30_000

/**
 * Asks the registry.
 *
 * @param path - below the base URL, each part already escaped, as `/subjects/orders-value/versions`.
 * @throws {CliError} exit code 3 where nothing answers, 1 where the answer is an error; its sentence is the registry's.
 */
export async function askRegistry(url: string, path: string, body?: object): Promise<unknown> {
  const answer = await sendToRegistry(url, path, body)
  if (answer.status < 400) return answer.body
  throw cliErrors.refused(messageOf(answer))
}

/** As {@link askRegistry}, for callers that have their own use for an error's answer. */
export async function sendToRegistry(url: string, path: string, body?: object): Promise<RegistryAnswer> {
  const response = await send(url, path, body)
  const text = await response.text()
  try {
    return { status: response.status, body: JSON.parse(text) }
  } catch (error) {
    throw cliErrors.refused(`${url} is no schema registry: it answered ${response.status} without JSON.`).because(error)
  }
}

export function messageOf({ status, body }: RegistryAnswer): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  return typeof message === 'string' ? message : `The registry answered ${status}.`
}

async function send(url: string, path: string, body: object | undefined): Promise<Response> {
  const accept = 'application/vnd.schemaregistry.v1+json'
  try {
    return await fetch(url + path, {
      headers: { accept, ...(body && { 'content-type': accept }) },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw cliErrors.registryUnreachable(url).because(error)
  }
}

/** Checks `--registry` where the option is read, so that every command says the same of a wrong one. */
function toUrl(text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '')
  throw cliErrors.wrongUse(`--registry expects a URL such as http://127.0.0.1:8081; got '${text}'.`)
}
