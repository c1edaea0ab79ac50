/** `schemalog register`: schema files become versions of subjects, or the reason why not is worth reading. */

import { type Command, Option } from 'commander'
import type { SchemaType } from './arguments.ts'
import { cliErrors } from './errors.ts'
import { note, print, toJson } from './output.ts'
import { type Provenance, provenanceOf } from './provenance.ts'
import { registerInTurn } from './register-in-turn.ts'
import { registerTogether } from './register-together.ts'
import { type FileOutcome, outcomeColumns, refusalText } from './registration-outcome.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { findFiles } from './schema-files/find-files.ts'
import { readSchemaFile, type SchemaFile } from './schema-files/read-file.ts'
import { type KnownReferences, type ResolvedFile, resolveFiles } from './schema-files/resolve.ts'
import { type Naming, namings, readSubjectList, subjectNaming } from './schema-files/subject-of.ts'
import { printRows } from './table.ts'

interface Options extends RegistryOptions {
  subject?: string
  subjects?: string
  nameBy: Naming
  type?: SchemaType
  reference?: KnownReferences
  normalize?: boolean
  dryRun?: boolean
  oneByOne?: boolean
  provenance: boolean
  author?: string
  commit?: string
  repository?: string
  pullRequest?: string
  run?: string
}

export function registerCommand(): Command {
  return registryCommand(
    'register',
    'Register schema files, all or none where the registry is a Schemalog; a schema that is there already keeps its id.',
  )
    .argument('<files...>', 'files, folders and globs; orders-value.avsc becomes subject orders-value')
    .option('--subject <name>', 'subject, where the file name does not say it (one file only)')
    .option('--subjects <file>', 'JSON file with the subjects of some files: {"path/of/file.avsc": "subject"}')
    .addOption(
      new Option('--name-by <what>', 'what names the subject: the file name, its path in the folder, what it defines')
        .choices([...namings])
        .default('file'),
    )
    .addOption(
      new Option('--type <type>', 'kind of schema, where the extension (.avsc, .json, .proto) does not say it').choices(
        ['AVRO', 'JSON', 'PROTOBUF'],
      ),
    )
    .option(
      '--reference <name=subject[@version]>',
      'what a name refers to that none of the files defines; the latest version by default',
      addReference,
    )
    .option('--normalize', 'let the registry normalise the texts first')
    .option('--dry-run', 'only say what would come of it')
    .option('--one-by-one', 'one after the other, also where all or none is possible')
    .addOption(provenanceOption('--author <name>', 'who made the change'))
    .addOption(provenanceOption('--commit <id>', 'commit from which the schemas come'))
    .addOption(provenanceOption('--repository <url>', 'repository from which they come'))
    .addOption(provenanceOption('--pull-request <id>', 'pull request that brought them'))
    .addOption(provenanceOption('--run <url>', 'run of the pipeline'))
    .addOption(provenanceOption('--no-provenance', 'do not tell what the variables of a pipeline say'))
    .action((inputs: string[], options: Options) => register(inputs, options))
}

function provenanceOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup('Provenance (kept by a Schemalog; by default as the pipeline says):')
}

async function register(inputs: readonly string[], options: Options): Promise<void> {
  const files = filesOf(inputs, options)
  const door = new RegistryDoor(options)
  const { json = false, dryRun = false } = options
  const outcomes: FileOutcome[] = []
  try {
    const { author, commit, repository, pullRequest, run } = options
    const flags = withoutAbsent({ author, commit, repository, pullRequest, run })
    const provenance = options.provenance ? provenanceOf(flags, process.env) : flags
    const together = options.oneByOne ? undefined : await registerTogether(door, files, { ...options, provenance })
    if (together) outcomes.push(...together)
    else {
      if (!options.oneByOne && files.length > 1)
        note(`${door.url} is no Schemalog, so the files are registered one after the other.`)
      await registerInTurn(door, files, options, outcomes)
    }
  } finally {
    // Also what was registered before something went wrong.
    printOutcomes(outcomes, { json, dryRun })
  }
  const refused = refusalText(outcomes)
  if (refused !== undefined) throw cliErrors.refused(refused)
}

function filesOf(inputs: readonly string[], options: Options): ResolvedFile[] {
  const found = findFiles(inputs)
  const files = found.map((file) => readSchemaFile(file, options.type)).filter((file) => file !== undefined)
  if (files.length < found.length)
    note(
      `${found.length - files.length} JSON files whose "$schema" names no JSON Schema draft are passed over; name them to register them.`,
    )
  const { subject } = options
  if (subject !== undefined && files.length > 1) throw cliErrors.wrongUse('--subject goes with one file only.')
  const list = options.subjects === undefined ? new Map<string, string>() : readSubjectList(options.subjects)
  const subjectOf = subject === undefined ? subjectNaming(options.nameBy, list) : (_: SchemaFile) => subject
  const known: KnownReferences = options.reference ?? new Map()
  return resolveFiles(files, {
    subjectOf,
    knownTo: () => known,
    remedies: {
      missing: (name) =>
        `name the file or the folder that holds it too, or --reference '${name}=SUBJECT' takes it from the registry`,
      shared: '--name-by or --subjects tells them apart',
    },
  })
}

function printOutcomes(outcomes: readonly FileOutcome[], { json, dryRun }: { json: boolean; dryRun: boolean }): void {
  if (json) {
    print(toJson(outcomes))
    return
  }
  const good = outcomes.filter(({ outcome }) => outcome === 'new' || outcome === 'existing')
  if (good.length === 0) return
  printRows(good, outcomeColumns, false)
  for (const { file, warnings = [] } of good) for (const warning of warnings) note(`${file}: ${warning}`)
  if (dryRun) note('Nothing is written: this was a dry run.')
}

/** `NAME=SUBJECT` or `NAME=SUBJECT@VERSION`, once for each name. */
function addReference(text: string, known: KnownReferences = new Map()): KnownReferences {
  const at = text.indexOf('=')
  const [, subject = '', version] = /^(.+?)(?:@(\d+))?$/.exec(text.slice(at + 1)) ?? []
  if (at < 1 || subject === '')
    throw cliErrors.wrongUse(`--reference expects NAME=SUBJECT or NAME=SUBJECT@VERSION; got '${text}'.`)
  return new Map([...known, [text.slice(0, at), { subject, version: version === undefined ? -1 : Number(version) }]])
}

function withoutAbsent(flags: { [Part in keyof Provenance]: string | undefined }): Provenance {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}
