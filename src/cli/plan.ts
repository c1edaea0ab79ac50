/** `schemalog plan` and `schemalog apply`: a registry becomes what a folder of schemas and its schemalog.yaml say. */

import { type Command, Option } from 'commander'
import { maxBatchSchemas } from '../registry/index.ts'
import { problemView } from './check/formats/json.ts'
import { cliErrors } from './errors.ts'
import { note, print, toJson } from './output.ts'
import { carryOut, type Done } from './plan/carry-out.ts'
import { makePlan, type Plan } from './plan/plan.ts'
import { planCounts, planText } from './plan/text.ts'
import { provenanceOf } from './provenance.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { type Naming, namings } from './schema-files/subject-of.ts'
import { refuseEmpty } from './schema-project/schema-project.ts'
import { WorkingProject, type WorkingProjectOptions } from './schema-project/working-project.ts'

interface Options extends RegistryOptions, WorkingProjectOptions {
  nameBy?: Naming
  delete?: boolean
  normalize?: boolean
}

export function planCommand(): Command {
  return projectCommand(
    'plan',
    'Show what has to happen so that a registry is as a folder says: new subjects and versions, levels, deletions. Nothing is written.',
  ).action((folder: string, options: Options) => plan(folder, options))
}

export function applyCommand(): Command {
  return projectCommand(
    'apply',
    'Do what plan shows, all or nothing where the registry is a Schemalog. Doing it again changes nothing.',
  )
    .option('--no-provenance', 'do not tell what the variables of a pipeline say')
    .action((folder: string, options: Options & { provenance: boolean }) => apply(folder, options))
}

function projectCommand(name: string, description: string): Command {
  return registryCommand(name, description)
    .argument('[folder]', 'folder of schemas with its schemalog.yaml', '.')
    .option('--delete', "soft-delete subjects that have no file, of those that 'owns' in schemalog.yaml names")
    .option('--normalize', 'let the registry normalise the texts first')
    .option('--config <file>', 'project file; by default the nearest schemalog.yaml from the folder upwards')
    .addOption(
      new Option(
        '--name-by <what>',
        'what names the subject: the file name, its path in the folder, what it defines',
      ).choices([...namings]),
    )
    .option('--subject-map <file>', 'JSON file with the subjects of some files: {"path/of/file.avsc": "subject"}')
}

async function plan(folder: string, options: Options): Promise<void> {
  const made = await planFor(folder, new RegistryDoor(options), options)
  if (options.json) print(toJson(planView(made)))
  tell(made, options)
  if (options.json) return
  const counts = planCounts(made)
  print(counts === undefined ? nothingText(made, folder) : `Plan: ${counts}.`)
}

async function apply(folder: string, options: Options & { provenance: boolean }): Promise<void> {
  const door = new RegistryDoor(options)
  const made = await planFor(folder, door, options)
  if (made.refused.length > 0 && options.json) print(toJson(planView(made)))
  tell(made, options)
  if (!made.together && made.files.length > 1) note(inTurnText(made))
  const done: Done = { levels: [], outcomes: [], deleted: [] }
  const provenance = options.provenance ? provenanceOf({}, process.env) : {}
  try {
    await carryOut(made, door, { normalize: options.normalize ?? false, provenance }, done)
  } finally {
    // Also what was done before something went wrong.
    if (options.json) print(toJson(done))
  }
  if (options.json) return
  const counts = planCounts(made)
  print(counts === undefined ? nothingText(made, folder) : `Done: ${counts}.`)
}

function nothingText({ registry, warnings }: Plan, folder: string): string {
  return warnings.length > 0 ? 'There is nothing that can be done.' : `Nothing to do: ${registry} is as ${folder} says.`
}

function inTurnText({ registry, files }: Plan): string {
  const because =
    files.length > maxBatchSchemas ? `There are more than ${maxBatchSchemas} schemas` : `${registry} is no Schemalog`
  return `${because}, so they are registered one after the other; what is before a failure stays.`
}

async function planFor(folder: string, door: RegistryDoor, options: Options): Promise<Plan> {
  const working = new WorkingProject([folder], options)
  if (options.delete && working.rules.owns('') === undefined)
    throw cliErrors.wrongUse(
      "--delete needs 'owns' in schemalog.yaml, globs of the subjects that the folder describes; else those of others would go.",
    )
  const project = working.read()
  refuseEmpty(project, folder)
  return makePlan(working, project, door, options)
}

/** @throws {CliError} where something is refused. */
function tell(made: Plan, { json }: Options): void {
  const { refused, others, warnings } = made
  const text = json ? '' : planText(made)
  if (text !== '') print(`${text}\n`)
  if (!json) for (const warning of warnings) note(warning)
  if (!json && others.length > 0) note(othersText(others))
  if (refused.length > 0)
    throw cliErrors.refused(json ? refused.join('\n') : 'Nothing is done, because of what is refused above.')
}

function othersText(others: readonly string[]): string {
  const shown = others.slice(0, 5).join(', ')
  const more = others.length > 5 ? ` and ${others.length - 5} more` : ''
  const counts =
    others.length === 1 ? '1 subject of the registry has' : `${others.length} subjects of the registry have`
  return `${counts} no file here (${shown}${more}); 'owns' in schemalog.yaml says which are of this folder.`
}

function planView({ report, files: _, ...rest }: Plan) {
  const { problems } = report
  return { ...rest, problems: problems.map(problemView) }
}
