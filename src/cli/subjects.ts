/** `schemalog subjects`: what is registered. */

import { Command } from 'commander'
import { print, printRows } from './output.ts'
import { askRegistry, registryOption } from './registry.ts'

interface Options {
  registry: string
  json?: boolean
}

/** The fields of a version that this command shows; a registry may send more. */
interface VersionAnswer {
  subject: string
  version: number
  id: number
  schemaType?: string
  schema: string
}

export function subjectsCommand(): Command {
  const subjects = new Command('subjects').description('List subjects, their versions, and show a schema.')
  subjects
    .command('list', { isDefault: true })
    .description('List the subjects with their latest version.')
    .addOption(registryOption())
    .option('--json', 'print JSON')
    .action((options: Options) => list(options))
  subjects
    .command('versions')
    .description('List the versions of a subject.')
    .argument('<subject>')
    .addOption(registryOption())
    .option('--json', 'print JSON')
    .action((subject: string, options: Options) => versions(subject, options))
  subjects
    .command('show')
    .description('Print the schema of a version.')
    .argument('<subject>')
    .argument('[version]', 'a number or latest', 'latest')
    .addOption(registryOption())
    .option('--json', 'print all that the registry says of it')
    .action((subject: string, version: string, options: Options) => show(subject, version, options))
  return subjects
}

async function list({ registry, json = false }: Options): Promise<void> {
  const subjects = (await askRegistry(registry, '/subjects')) as string[]
  const latest: VersionAnswer[] = []
  for (const subject of subjects) latest.push(await getVersion(registry, subject, 'latest'))
  printVersions(latest, json)
}

async function versions(subject: string, { registry, json = false }: Options): Promise<void> {
  const numbers = (await askRegistry(registry, `/subjects/${encodeURIComponent(subject)}/versions`)) as number[]
  const all: VersionAnswer[] = []
  for (const number of numbers) all.push(await getVersion(registry, subject, String(number)))
  printVersions(all, json)
}

async function show(subject: string, version: string, { registry, json }: Options): Promise<void> {
  const answer = await getVersion(registry, subject, version)
  print(json ? JSON.stringify(answer, undefined, 2) : indented(answer.schema))
}

async function getVersion(registry: string, subject: string, version: string): Promise<VersionAnswer> {
  const path = `/subjects/${encodeURIComponent(subject)}/versions/${encodeURIComponent(version)}`
  return (await askRegistry(registry, path)) as VersionAnswer
}

function printVersions(rows: readonly VersionAnswer[], json: boolean): void {
  printRows(
    json ? rows.map(({ schema: _, ...row }) => row) : rows,
    [
      { heading: 'SUBJECT', cell: (row) => row.subject },
      { heading: 'VERSION', cell: (row) => row.version },
      { heading: 'ID', cell: (row) => row.id },
      { heading: 'TYPE', cell: (row) => row.schemaType ?? 'AVRO' },
    ],
    json,
  )
}

/** JSON schemas over several lines; Protobuf as it is. */
function indented(schema: string): string {
  try {
    return JSON.stringify(JSON.parse(schema), undefined, 2)
  } catch {
    return schema
  }
}
