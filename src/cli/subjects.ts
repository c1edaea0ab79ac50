/** `schemalog subjects`: what is registered, and taking it away. */

import { Command } from 'commander'
import { mapBounded, requestsAtOnce } from './bounded.ts'
import { indented, print, printValue, toJson } from './output.ts'
import { asOfOption, checkedAsOf } from './own-routes.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query, subjectPath } from './registry-path.ts'
import { type HistoryOptions, printHistory } from './subject-history.ts'
import { printRows } from './table.ts'
import { type VersionAnswer, versionColumns, versionColumnsWithDeleted } from './version-answer.ts'

interface ListOptions extends RegistryOptions {
  prefix?: string
  deleted?: boolean
  asOf?: string
}

export function subjectsCommand(): Command {
  const subjects = new Command('subjects').description('List subjects, their versions, show a schema, delete.')
  subjects.addCommand(
    registryCommand('list', 'List the subjects with their latest version.')
      .option('--prefix <text>', 'only subjects that begin so; `:.ctx:` for a context')
      .option('--deleted', 'also subjects whose every version is soft-deleted')
      .addOption(asOfOption())
      .action((options: ListOptions) => list(options)),
    { isDefault: true },
  )
  subjects.addCommand(
    registryCommand('versions', 'List the versions of a subject.')
      .argument('<subject>')
      .option('--deleted', 'also soft-deleted versions')
      .addOption(asOfOption())
      .action((subject: string, options: ListOptions) => versions(subject, options)),
  )
  subjects.addCommand(
    registryCommand('show', 'Print the schema of a version.', 'print all that the registry says of it')
      .argument('<subject>')
      .argument('[version]', 'a number or latest', 'latest')
      .option('--deleted', 'also when it is soft-deleted')
      .addOption(asOfOption())
      .action((subject: string, version: string, options: ListOptions) => show(subject, version, options)),
  )
  subjects.addCommand(
    registryCommand('history', 'List who registered the versions of a subject, when and from where (Schemalog only).')
      .argument('<subject>')
      .option('--deleted', 'also soft-deleted versions')
      .action((subject: string, options: HistoryOptions) => printHistory(subject, options)),
  )
  subjects.addCommand(
    registryCommand('referrers', 'List the ids of the schemas that refer to a version.')
      .argument('<subject>')
      .argument('[version]', 'a number or latest', 'latest')
      .option('--deleted', 'also soft-deleted referrers')
      .action((subject: string, version: string, options: ListOptions) => referrers(subject, version, options)),
  )
  subjects.addCommand(
    registryCommand('delete', 'Soft-delete a subject or one version; its ids stay readable.')
      .argument('<subject>')
      .argument('[version]', 'a number or latest; all versions where absent')
      .option('--permanent', 'remove for good what is soft-deleted already')
      .action((subject: string, version: string | undefined, options: RegistryOptions & { permanent?: boolean }) =>
        remove(subject, version, options),
      ),
  )
  return subjects
}

async function list(options: ListOptions): Promise<void> {
  const door = new RegistryDoor(options)
  const { prefix, deleted = false } = options
  const asOf = await checkedAsOf(door, options.asOf)
  const subjects = (await door.get(`/subjects${query({ subjectPrefix: prefix, deleted, asOf })}`)) as string[]
  const latest = await mapBounded(subjects, requestsAtOnce, (subject) => latestOf(door, subject, { deleted, asOf }))
  // A subject may go between the list and the look at it.
  printVersions(
    latest.filter((row) => row !== undefined),
    options,
  )
}

interface Seen {
  deleted: boolean
  asOf: string | undefined
}

/** `latest` never means a soft-deleted version, so where these count the highest number is looked up. */
async function latestOf(door: RegistryDoor, subject: string, seen: Seen): Promise<VersionAnswer | undefined> {
  if (!seen.deleted)
    return (await door.find(subjectPath(subject, 'versions', 'latest') + query({ ...seen }))) as
      | VersionAnswer
      | undefined
  const numbers = (await door.find(subjectPath(subject, 'versions') + query({ ...seen }))) as number[] | undefined
  const last = numbers?.at(-1)
  return last === undefined ? undefined : getVersion(door, subject, String(last), seen)
}

async function versions(subject: string, options: ListOptions): Promise<void> {
  const door = new RegistryDoor(options)
  const seen = { deleted: options.deleted ?? false, asOf: await checkedAsOf(door, options.asOf) }
  const numbers = (await door.get(subjectPath(subject, 'versions') + query(seen))) as number[]
  const all = await mapBounded(numbers, requestsAtOnce, (number) => getVersion(door, subject, String(number), seen))
  printVersions(all, options)
}

async function show(subject: string, version: string, options: ListOptions): Promise<void> {
  const door = new RegistryDoor(options)
  const seen = { deleted: options.deleted ?? false, asOf: await checkedAsOf(door, options.asOf) }
  const answer = await getVersion(door, subject, version, seen)
  print(options.json ? toJson(answer) : indented(answer.schema))
}

async function referrers(subject: string, version: string, options: ListOptions): Promise<void> {
  const path = subjectPath(subject, 'versions', version, 'referencedby') + query({ deleted: options.deleted })
  const ids = (await new RegistryDoor(options).get(path)) as number[]
  printRows(ids, [{ heading: 'ID', cell: (id) => id }], options.json ?? false)
}

async function remove(
  subject: string,
  version: string | undefined,
  options: RegistryOptions & { permanent?: boolean },
): Promise<void> {
  const path = version === undefined ? subjectPath(subject) : subjectPath(subject, 'versions', version)
  const answer = await new RegistryDoor(options).ask('DELETE', path + query({ permanent: options.permanent }))
  const deleted = Array.isArray(answer) ? answer : [answer]
  const permanent = options.permanent ?? false
  const what = `${deleted.length === 1 ? 'version' : 'versions'} ${deleted.join(', ')} of '${subject}'`
  const text = permanent ? `Removed ${what} for good.` : `Soft-deleted ${what}; --permanent removes for good.`
  printValue({ subject, deleted, permanent }, text, options.json ?? false)
}

async function getVersion(door: RegistryDoor, subject: string, version: string, seen: Seen): Promise<VersionAnswer> {
  return (await door.get(subjectPath(subject, 'versions', version) + query({ ...seen }))) as VersionAnswer
}

function printVersions(rows: readonly VersionAnswer[], { json = false, deleted = false }: ListOptions): void {
  const columns = deleted ? versionColumnsWithDeleted : versionColumns
  printRows(json ? rows.map(({ schema: _, ...row }) => row as VersionAnswer) : rows, columns, json)
}
