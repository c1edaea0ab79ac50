/** `schemalog check`: whether the schemas of a folder go together with what they were, with no server and no checkout. */

import { relative } from 'node:path'
import { type Command, Option } from 'commander'
import { type CompatibilityLevel, compatibilityLevels } from '../registry/index.ts'
import { type Against, openBaseline, parseAgainst } from './check/against.ts'
import { printed, type ReportFormat, reportFormats, serviceFormats } from './check/formats/index.ts'
import { summary } from './check/formats/summary.ts'
import { type Mended, mend } from './check/mending.ts'
import { type CheckReport, check, failing } from './check/report.ts'
import { cliErrors } from './errors.ts'
import { note, print } from './output.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { type Naming, namings } from './schema-files/subject-of.ts'
import { WorkingProject, type WorkingProjectOptions } from './schema-project/working-project.ts'

interface Options extends RegistryOptions, WorkingProjectOptions {
  against: Against
  level?: CompatibilityLevel
  format: ReportFormat
  fix?: boolean
  failOn?: readonly FailOn[]
  nameBy?: Naming
}

/** Warnings that can be made to count. */
const failOn = { deleted: 'SCHEMA_DELETED', renamed: 'SUBJECT_CHANGED', warnings: 'all' } as const
type FailOn = keyof typeof failOn

export function checkCommand(): Command {
  return registryCommand('check', 'Check schema files against git, a folder or a registry; nothing needs to run.')
    .argument('[files...]', 'files, folders and globs; their references are found in the whole project', ['.'])
    .addOption(
      new Option('--against <what>', 'git:REVISION, folder:FOLDER, lock or registry:URL; for instance git:origin/main')
        .argParser(parseAgainst)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--level <level>', 'compatibility level of all schemas; else of schemalog.yaml, else BACKWARD')
        .choices([...compatibilityLevels])
        .argParser(toLevel),
    )
    .addOption(
      new Option('--format <format>', 'how it is told')
        .choices([...reportFormats])
        .default('text' satisfies ReportFormat),
    )
    .option('--fix', 'write the edits that mend what is broken into the files, and check again')
    .addOption(
      new Option(
        '--fail-on <kind...>',
        'end with 1 for these too: schemas that are gone or renamed, any warning',
      ).choices(Object.keys(failOn)),
    )
    .option('--config <file>', 'project file; by default the nearest schemalog.yaml from the folder upwards')
    .addOption(
      new Option(
        '--name-by <what>',
        'what names the subject: the file name, its path in the folder, what it defines',
      ).choices([...namings]),
    )
    .option('--subject-map <file>', 'JSON file with the subjects of some files: {"path/of/file.avsc": "subject"}')
    .action((inputs: string[], options: Options) => run(inputs, options))
}

async function run(inputs: readonly string[], options: Options): Promise<void> {
  const { against, level } = options
  const working = new WorkingProject(inputs, options)
  const baseline = openBaseline(against, working, options)
  const without = against.kind === 'folder' ? [against.name] : []
  const look = () => check(working, working.read(without), baseline, level === undefined ? {} : { level })
  let report = await look()
  if (options.fix) report = await mendAndLook(report, look)
  if (report.schemas.length === 0 && report.problems.length === 0)
    throw cliErrors.wrongUse(`There is no schema file (.avsc, .json, .proto) in ${inputs.join(', ')}.`)
  tell(report, working, options)
}

/** One edit may be all that can be tried at once for a schema, so it goes on while anything gets better. */
const maxRounds = 50

async function mendAndLook(first: CheckReport, look: () => Promise<CheckReport>): Promise<CheckReport> {
  const done: Mended[] = []
  let report = first
  for (let round = 0; round < maxRounds; round++) {
    const mended = mend(report)
    if (mended.length === 0) break
    done.push(...mended)
    report = await look()
  }
  for (const { file, title } of done) note(`${file}: ${title}`)
  if (done.length === 0 && failing(first, new Set()).length > 0) note('There is nothing that --fix can mend.')
  return report
}

function tell(report: CheckReport, working: WorkingProject, options: Options): void {
  const format = options.json ? 'json' : options.format
  const broken = failing(report, new Set((options.failOn ?? []).map((kind) => failOn[kind])))
  const text = printed(format, serviceFormats.has(format) ? fromTop(report, working) : report, broken.length === 0)
  if (text !== '') print(text)
  if (format === 'text' && report.passedOver > 0) note(passedOverText(report.passedOver))
  const sentence = summary(report, broken)
  if (broken.length > 0) throw cliErrors.refused(sentence)
  if (format === 'text') print(text === '' ? sentence : `\n${sentence}`)
}

function passedOverText(files: number): string {
  return files === 1
    ? '1 JSON file whose "$schema" names no JSON Schema draft is passed over.'
    : `${files} JSON files whose "$schema" names no JSON Schema draft are passed over.`
}

/** Services know files by their path in the repository. */
function fromTop(report: CheckReport, { git, root }: WorkingProject): CheckReport {
  if (!git) return report
  const pathOf = (file: string) => git.prefix + relative(root, file).replaceAll('\\', '/')
  const problems = report.problems.map(({ through, because, ...problem }) => ({
    ...problem,
    file: pathOf(problem.file),
    ...(through !== undefined && { through: pathOf(through) }),
    ...(because !== undefined && { because: pathOf(because) }),
  }))
  return { ...report, problems }
}

function toLevel(text: string): CompatibilityLevel {
  const level = compatibilityLevels.find((known) => known === text.toUpperCase())
  if (level) return level
  throw cliErrors.wrongUse(`--level is one of ${compatibilityLevels.join(', ')}; got '${text}'.`)
}
