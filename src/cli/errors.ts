/** What a command ends with when it cannot do its work; the code is the exit code of the process. */

import { CodedError, defineErrors } from '../errors.ts'

/** Exit codes of every command: 0 fine, 1 the answer is no, 2 wrong use, 3 could not reach. */
export const exitCodes = { fine: 0, no: 1, wrongUse: 2, unreachable: 3 } as const

export class CliError extends CodedError {}

export const cliErrors = defineErrors(CliError, {
  refused: {
    code: exitCodes.no,
    message: (reason: string) => reason,
    when: 'the server answered no: an incompatible schema, an unknown subject or topic',
  },
  failed: {
    code: exitCodes.no,
    message: (reason: string) => reason,
    when: 'the command was understood and could not be carried out, for instance a port in use',
  },
  wrongUse: {
    code: exitCodes.wrongUse,
    message: (reason: string) => reason,
    when: 'an unknown command or flag, a missing argument, a file that cannot be read',
  },
  registryUnreachable: {
    code: exitCodes.unreachable,
    message: (url: string, reason: string) =>
      `No registry answers at ${url} (${reason}); start one with 'schemalog serve' or name it with --registry.`,
    when: 'no connection to the registry',
  },
  noRegistry: {
    code: exitCodes.unreachable,
    message: (url: string, reason: string) => `${url} is no schema registry: ${reason}.`,
    when: 'something answers there that does not speak the REST API of a registry',
  },
  registryForbids: {
    code: exitCodes.no,
    message: (url: string, status: number) =>
      status === 401
        ? `${url} wants to know who you are (401): give --user NAME:PASSWORD or --token TOKEN, or the variables SCHEMALOG_REGISTRY_USER or SCHEMALOG_REGISTRY_TOKEN.`
        : `${url} does not allow you to do this (403).`,
    when: 'the registry asks for authentication, or refuses an authenticated user',
  },
  brokersUnreachable: {
    code: exitCodes.unreachable,
    message: (brokers: string) =>
      `No broker answers at ${brokers}; start one with 'schemalog serve' or name it with --brokers.`,
    when: 'no connection to a broker',
  },
})
