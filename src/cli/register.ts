/** `schemalog register`: schema files become versions of subjects, or the reason why not is worth reading. */

import { basename, extname } from 'node:path'
import type { Command } from 'commander'
import { readTextFile, schemaTypeOf } from './arguments.ts'
import { type CliError, cliErrors } from './errors.ts'
import { describeFindings, isFinding } from './findings.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { messageOf, RegistryDoor } from './registry-door.ts'
import { subjectPath } from './registry-path.ts'
import { printRows } from './table.ts'

interface Options extends RegistryOptions {
  subject?: string
  type?: string
  normalize?: boolean
}

interface Registered {
  file: string
  subject: string
  version: number
  id: number
}

export function registerCommand(): Command {
  return registryCommand('register', 'Register schema files; a schema that is there already keeps its id.')
    .argument('<files...>', 'schema files; orders-value.avsc becomes subject orders-value')
    .option('--subject <name>', 'subject, where the file name does not say it (one file only)')
    .option('--type <type>', 'AVRO, JSON or PROTOBUF, where the extension (.avsc, .json, .proto) does not say it')
    .option('--normalize', 'let the registry normalise the text first')
    .action((files: string[], options: Options) => register(files, options))
}

async function register(files: readonly string[], options: Options): Promise<void> {
  if (options.subject !== undefined && files.length > 1) throw cliErrors.wrongUse('--subject goes with one file only.')
  const schemas = files.map((file) => readSchema(file, options))
  const registered: Registered[] = []
  try {
    for (const schema of schemas) registered.push(await registerOne(schema, options))
  } finally {
    // Also what was registered before a file that was refused.
    if (registered.length > 0) printRegistered(registered, options.json ?? false)
  }
}

function printRegistered(registered: readonly Registered[], json: boolean): void {
  printRows(
    registered,
    [
      { heading: 'FILE', cell: (row) => row.file },
      { heading: 'SUBJECT', cell: (row) => row.subject },
      { heading: 'VERSION', cell: (row) => row.version },
      { heading: 'ID', cell: (row) => row.id },
    ],
    json,
  )
}

interface SchemaFile {
  file: string
  subject: string
  request: { schemaType: string; schema: string }
}

function readSchema(file: string, options: Options): SchemaFile {
  const schemaType = options.type ?? schemaTypeOf(file)
  if (!schemaType) throw cliErrors.wrongUse(`${file}: neither its extension nor --type says what schema it is.`)
  const subject = options.subject ?? basename(file, extname(file))
  return { file, subject, request: { schemaType, schema: readTextFile(file) } }
}

async function registerOne({ file, subject, request }: SchemaFile, options: Options): Promise<Registered> {
  const door = new RegistryDoor(options)
  const query = options.normalize ? '?normalize=true' : ''
  const answer = await door.send('POST', subjectPath(subject, 'versions') + query, { body: request })
  if (answer.status === 409) throw await refusal(file, subject, request, door, messageOf(answer))
  if (answer.status >= 400) throw cliErrors.refused(`${file}: ${messageOf(answer)}`)
  const { id } = answer.body as { id: number }
  const { version } = await lookUp(door, subject, request)
  return { file, subject, version, id }
}

/** Older registries answer a registration with the id alone; a look-up always names the version. */
async function lookUp(door: RegistryDoor, subject: string, request: object): Promise<{ version: number }> {
  return (await door.ask('POST', `${subjectPath(subject)}?deleted=false`, { body: request })) as { version: number }
}

/** Asks once more, in a form that can be explained; where the registry is not ours its own message has to do. */
async function refusal(
  file: string,
  subject: string,
  request: object,
  door: RegistryDoor,
  message: string,
): Promise<CliError> {
  const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions?verbose=true`
  const { body } = await door.send('POST', path, { body: request })
  const findings = typeof body === 'object' && body !== null && 'findings' in body ? body.findings : undefined
  const explained = Array.isArray(findings) ? findings.filter(isFinding) : []
  if (explained.length === 0) return cliErrors.refused(`${file}: ${message}`)
  return cliErrors.refused(`${file} cannot become the next version of '${subject}'.\n${describeFindings(explained)}`)
}
