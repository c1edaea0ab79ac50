/** What would have to happen so that a registry is as a folder says, and what stands in the way. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import { RegistryBaseline } from '../check/registry-baseline.ts'
import { type CheckReport, check, failing } from '../check/report.ts'
import { describeRefusal, type FileOutcome } from '../registration-outcome.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { SchemaProject } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import { type LevelChange, levelChanges } from './levels.ts'
import { tryOut } from './try-out.ts'
import { subjectsWithoutFile } from './without-file.ts'

export interface PlannedSchema {
  readonly file: string
  readonly subject: string
  /** `new`: it becomes a version, the first of a new subject. `existing`: nothing is to be done. */
  readonly outcome: 'new subject' | 'new version' | 'existing' | 'refused'
  readonly version?: number | undefined
  readonly id?: number | undefined
}

export interface Plan {
  readonly registry: string
  /** Whether the schemas are registered all or none; very many are taken one after the other, and so by other registries. */
  readonly together: boolean
  readonly schemas: readonly PlannedSchema[]
  readonly levels: readonly LevelChange[]
  /** Subjects of the registry that are to be soft-deleted. */
  readonly deletions: readonly string[]
  /** Subjects that have no file, where the project does not say that they are its own. */
  readonly others: readonly string[]
  /** Sentences about what the registry will not have as the folder says. */
  readonly warnings: readonly string[]
  /** Sentences; where there is one, nothing is done. */
  readonly refused: readonly string[]
  readonly report: CheckReport
  /** What is sent to be registered; with what is there already, where others may refer to it. */
  readonly files: readonly ResolvedFile[]
}

export interface PlanOptions {
  /** Subjects of the project that have no file may go. */
  delete?: boolean
  normalize?: boolean
}

export async function makePlan(
  working: WorkingProject,
  project: SchemaProject,
  door: RegistryDoor,
  options: PlanOptions,
): Promise<Plan> {
  const { rules } = working
  const asked = project.files.filter(({ path }) => working.asksAbout(path))
  const levels = await levelChanges(door, asked, rules)
  // By the level that the folder wants, which the registry may not have yet.
  const report = await check(working, project, new RegistryBaseline(door), {})
  const states = new Map(report.schemas.map(({ file, state }) => [file, state]))
  const unusable = unusableFiles(asked, project, states)
  const valid = asked.filter(({ path }) => !unusable.has(path))
  const changed = valid.filter(({ path }) => states.get(path) !== 'unchanged')
  const { outcomes, together, sent } = await tryOut(door, { valid, changed }, { ...options, force: levels.length > 0 })
  const without = await subjectsWithoutFile(door, asked, rules)
  const broken = new Set(failing(report, new Set()).map(({ subject, file }) => subject ?? file))
  const doubted = outcomes.filter(({ outcome, subject }) => outcome === 'refused' && !broken.has(subject))
  const judgedAnew = new Set(levels.map(({ subject }) => subject))
  // What a level has against it that is about to be another one does not count.
  const refusals = doubted.filter(({ subject, error }) => !judgedAnew.has(subject) || !error?.findings)
  const refused = [
    ...(broken.size > 0 ? [`As they are, these cannot be registered: ${[...broken].join(', ')}.`] : []),
    ...refusals.map(describeRefusal),
    ...(options.delete ? [] : without.owned.map(deletionRefused)),
  ]
  const byFile = new Map(outcomes.map((outcome) => [outcome.file, outcome]))
  const refusedFiles = new Set(refusals.map(({ file }) => file))
  return {
    registry: door.url,
    together,
    schemas: asked.map((file) =>
      planned(
        file,
        byFile.get(file.path),
        states.get(file.path),
        broken.has(file.subject) || refusedFiles.has(file.path) || unusable.has(file.path),
      ),
    ),
    levels,
    deletions: without.owned,
    others: without.others,
    warnings: await overtaken(
      door,
      outcomes.filter(({ file, outcome }) => outcome === 'existing' && states.get(file) !== 'unchanged'),
    ),
    refused,
    report,
    files: outcomes.every(({ outcome }) => outcome === 'existing') ? [] : sent,
  }
}

/** What has a fault, shares its subject with such a file, or refers to one. @param asked - after those that they refer to. */
function unusableFiles(
  asked: readonly ResolvedFile[],
  { faults }: SchemaProject,
  states: ReadonlyMap<string, State>,
): Set<string> {
  const unusable = new Set(faults.map(({ path }) => path))
  const subjects = new Set(asked.flatMap(({ path, subject }) => (unusable.has(path) ? [subject] : [])))
  for (const { path, subject, targets } of asked) {
    const isInvalid = states.get(path) === 'invalid' || subjects.has(subject)
    if (isInvalid || [...targets.values()].some((target) => unusable.has(target.path))) unusable.add(path)
  }
  return unusable
}

type State = CheckReport['schemas'][number]['state']

function planned(
  { path, subject }: ResolvedFile,
  outcome: FileOutcome | undefined,
  state: State | undefined,
  isRefused: boolean,
): PlannedSchema {
  const place = { file: path, subject }
  if (isRefused) return { ...place, outcome: 'refused' }
  const { version, id } = outcome ?? {}
  const numbers = { ...(version !== undefined && { version }), ...(id !== undefined && { id }) }
  if (!outcome || outcome.outcome === 'existing') return { ...place, outcome: 'existing', ...numbers }
  return { ...place, outcome: state === 'new' ? 'new subject' : 'new version', ...numbers }
}

/** What a registry has in an earlier version does not become the latest again. */
async function overtaken(door: RegistryDoor, existing: readonly FileOutcome[]): Promise<string[]> {
  const warnings = await mapBounded(existing, requestsAtOnce, async ({ file, subject, version = 0 }) => {
    const versions = ((await door.find(subjectPath(subject, 'versions'))) ?? []) as number[]
    const latest = Math.max(0, ...versions)
    if (version >= latest) return []
    return `${file} is what '${subject}' has as version ${version}, and the latest is version ${latest}: a registry does not register a schema again, so that one stays the latest.`
  })
  return warnings.flat()
}

function deletionRefused(subject: string): string {
  return `Subject '${subject}' has no file here any more; with --delete it is deleted (softly: its ids stay readable).`
}
