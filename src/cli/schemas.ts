/** `schemalog schemas`: schemas by id, by guid, and the list of all. */

import { Command } from 'commander'
import { toCount } from './arguments.ts'
import { indented, print, toJson, withoutControls } from './output.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query } from './registry-path.ts'
import { printRows } from './table.ts'
import { type VersionAnswer, versionColumnsWithDeleted } from './version-answer.ts'

interface IdOptions extends RegistryOptions {
  subject?: string
  deleted?: boolean
}

interface ListOptions extends RegistryOptions {
  prefix?: string
  deleted?: boolean
  latest?: boolean
  ruleType?: string
  offset?: number
  limit?: number
}

export function schemasCommand(): Command {
  const schemas = new Command('schemas').description('Show schemas by id or guid, and list them.')
  schemas.addCommand(
    registryCommand('list', 'List schemas with the subjects and versions they stand under.')
      .option('--prefix <text>', 'only subjects that begin so; `:.ctx:` for a context, `:*:` for all', ':*:')
      .option('--deleted', 'also soft-deleted versions')
      .option('--latest', 'only the latest version of each subject')
      .option('--rule-type <type>', 'only schemas with a rule of this type')
      .option('--offset <count>', 'skip so many', toCount(0))
      .option('--limit <count>', 'show so many at most', toCount(1))
      .action((options: ListOptions) => list(options)),
    { isDefault: true },
  )
  schemas.addCommand(
    registryCommand('id', 'Print the schema that an id stands for.', 'print all that the registry says of it')
      .argument('<id>', 'number of the schema', toCount(0))
      .option('--subject <name>', 'subject in whose context the id is; `:.ctx:` for any subject of a context')
      .action((id: number, options: IdOptions) =>
        show(`/schemas/ids/${id}${query({ subject: options.subject })}`, options),
      ),
  )
  schemas.addCommand(
    registryCommand('guid', 'Print the schema that a guid stands for.', 'print all that the registry says of it')
      .argument('<guid>', 'a UUID, or its 32 hex digits')
      .action((guid: string, options: RegistryOptions) => show(`/schemas/guids/${encodeURIComponent(guid)}`, options)),
  )
  schemas.addCommand(
    registryCommand('text', 'Print the text of a schema exactly as it is stored.', 'print the text as a JSON string')
      .argument('<id>', 'number of the schema', toCount(0))
      .option('--subject <name>', 'subject in whose context the id is')
      .action((id: number, options: IdOptions) => text(id, options)),
  )
  schemas.addCommand(
    registryCommand('uses', 'List the subjects and versions that use an id.')
      .argument('<id>', 'number of the schema', toCount(0))
      .option('--subject <name>', 'subject in whose context the id is')
      .option('--deleted', 'also soft-deleted versions')
      .action((id: number, options: IdOptions) => uses(id, options)),
  )
  schemas.addCommand(
    registryCommand('types', 'List the types of schema that the registry takes.').action((options: RegistryOptions) =>
      types(options),
    ),
  )
  return schemas
}

async function list(options: ListOptions): Promise<void> {
  const { prefix, deleted, latest, ruleType, offset, limit, json = false } = options
  const filters = query({ subjectPrefix: prefix, deleted, latestOnly: latest, ruleType, offset, limit })
  printRows(
    (await new RegistryDoor(options).get(`/schemas${filters}`)) as VersionAnswer[],
    versionColumnsWithDeleted,
    json,
  )
}

async function show(path: string, options: RegistryOptions): Promise<void> {
  const answer = (await new RegistryDoor(options).get(path)) as { schema: string }
  print(options.json ? toJson(answer) : indented(answer.schema))
}

async function text(id: number, options: IdOptions): Promise<void> {
  const stored = await new RegistryDoor(options).text(`/schemas/ids/${id}/schema${query({ subject: options.subject })}`)
  print(options.json ? toJson(stored) : process.stdout.isTTY ? withoutControls(stored) : stored)
}

async function uses(id: number, options: IdOptions): Promise<void> {
  const { subject, deleted, json = false } = options
  const rows = (await new RegistryDoor(options).get(`/schemas/ids/${id}/versions${query({ subject, deleted })}`)) as {
    subject: string
    version: number
  }[]
  printRows(
    rows,
    [
      { heading: 'SUBJECT', cell: (row) => row.subject },
      { heading: 'VERSION', cell: (row) => row.version },
    ],
    json,
  )
}

async function types(options: RegistryOptions): Promise<void> {
  const names = ((await new RegistryDoor(options).get('/schemas/types')) as string[]).sort()
  print(options.json ? toJson(names) : names.map(withoutControls).join('\n'))
}
