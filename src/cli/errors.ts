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
  linkLeadsOut: {
    code: exitCodes.wrongUse,
    message: (link: string, target: string) => `${link} is a link that leads out of its folder, to ${target}.`,
    when: 'a symbolic link in a folder of schemas points to what is not in it',
  },
  unreadableFile: {
    code: exitCodes.wrongUse,
    message: (path: string, reason: string) => `${path} cannot be read: ${reason}.`,
    when: 'a file is not there, or may not be read',
  },
  notAFile: {
    code: exitCodes.wrongUse,
    message: (path: string) => `${path} is no file.`,
    when: 'a folder, a pipe or a device stands where a schema file should be',
  },
  fileTooLarge: {
    code: exitCodes.wrongUse,
    message: (path: string, bytes: number, most: number) => `${path} has ${bytes} bytes; a schema has at most ${most}.`,
    when: 'a schema file is longer than servers read',
  },
  notText: {
    code: exitCodes.wrongUse,
    message: (path: string) => `${path} is no text in UTF-8.`,
    when: 'a schema file holds bytes that are no text',
  },
  namelessSchema: {
    code: exitCodes.wrongUse,
    message: (path: string) => `${path} defines nothing that has a name, which could name its subject.`,
    when: 'subjects are named by what their schemas define, and one defines nothing with a name',
  },
  sharedSubject: {
    code: exitCodes.wrongUse,
    message: (path: string, other: string, subject: string, remedy: string) =>
      `${other} and ${path} would both become subject '${subject}'; ${remedy}.`,
    when: 'two schema files get the same subject',
  },
  missingReference: {
    code: exitCodes.wrongUse,
    message: (path: string, name: string, remedy: string) =>
      `${path} refers to '${name}', which none of the files defines; ${remedy}.`,
    when: 'a schema file refers to what is in none of the files',
  },
  ambiguousReference: {
    code: exitCodes.wrongUse,
    message: (path: string, name: string, one: string, other: string) =>
      `'${name}', which ${path} refers to, is defined in ${one} and in ${other}.`,
    when: 'a name that a schema file refers to is defined twice',
  },
  circularReferences: {
    code: exitCodes.wrongUse,
    message: (paths: string) => `These files refer to each other in a circle: ${paths}.`,
    when: 'schema files refer to each other in a circle',
  },
  noGit: {
    code: exitCodes.wrongUse,
    message: (reason: string) => `git cannot be run: ${reason}.`,
    when: 'schemas are compared with a git revision, and there is no git',
  },
  noRepository: {
    code: exitCodes.wrongUse,
    message: (folder: string) => `${folder} is in no git repository, so there is no revision to compare with.`,
    when: 'schemas of a folder without git are compared with a git revision',
  },
  unknownRevision: {
    code: exitCodes.wrongUse,
    message: (revision: string, remedy: string) => `git knows no revision '${revision}' here; ${remedy}.`,
    when: 'a git revision does not exist, or was not fetched',
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
