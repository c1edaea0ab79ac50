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
    message: (url: string) =>
      `No registry answers at ${url}; start one with 'schemalog serve' or name it with --registry.`,
    when: 'no connection to the registry',
  },
  brokersUnreachable: {
    code: exitCodes.unreachable,
    message: (brokers: string) =>
      `No broker answers at ${brokers}; start one with 'schemalog serve' or name it with --brokers.`,
    when: 'no connection to a broker',
  },
})
