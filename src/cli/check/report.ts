/** All that a check found out: of each schema, of files that cannot be used, and of schemas that are gone. */

import type { CompatibilityLevel } from '../../registry/index.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { FileFault, SchemaProject } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import { type ExaminedSchema, examine } from './examination.ts'
import type { Baseline, Past } from './past.ts'
import type { Problem } from './problem.ts'

export interface CheckReport {
  readonly against: string
  readonly schemas: readonly ExaminedSchema[]
  /** Of all schemas and files, in the order of the files. */
  readonly problems: readonly Problem[]
  /** Files that were read, by their path as it is printed. */
  readonly texts: ReadonlyMap<string, string>
  /** Files that were not looked at, because what they refer to cannot be used. */
  readonly left: readonly string[]
  /** JSON files that do not say that they are schemas. */
  readonly passedOver: number
}

export interface CheckOptions {
  /** Goes before what the project and the registry say. */
  level?: CompatibilityLevel
}

export async function check(
  working: WorkingProject,
  project: SchemaProject,
  baseline: Baseline,
  options: CheckOptions,
): Promise<CheckReport> {
  const { rules } = working
  const wanted = (file: ResolvedFile) => options.level ?? rules.levelOf(file.name)
  const asked = { ...project, files: project.files.filter(({ path }) => working.asksAbout(path)) }
  const past = await baseline.pastOf(project, asked.files, wanted)
  const schemas: ExaminedSchema[] = []
  for (const file of asked.files) {
    const history = past.histories.get(file)
    const level = wanted(file) ?? history?.level ?? 'BACKWARD'
    const policy = rules.policyOf(file.name) ?? history?.policy ?? 'STRICT'
    schemas.push(await examine({ file, level, policy, history, against: baseline.name }))
  }
  const reasons = reasonsFor(asked.files, schemas)
  const problems = [
    ...project.faults.filter(({ path }) => working.asksAbout(path)).map((fault) => faultProblem(fault, past)),
    ...past.gone.map((gone) => goneProblem(gone, baseline)),
    ...schemas.flatMap((schema) => {
      const because = reasons.get(schema.file)
      return schema.problems.map((problem) => (problem.finding && because ? { ...problem, because } : problem))
    }),
  ].sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0))
  const texts = new Map(project.read.map(({ path, text }) => [path, text]))
  const told = new Set([...schemas, ...problems].map(({ file }) => file))
  const left = project.read.filter(({ path }) => working.asksAbout(path) && !told.has(path)).map(({ path }) => path)
  return { against: baseline.name, schemas, problems, texts, left, passedOver: project.passedOver }
}

/** Of schemas that break without having been touched: a file that was, breaks, and is among those that they refer to. */
function reasonsFor(files: readonly ResolvedFile[], schemas: readonly ExaminedSchema[]): Map<string, string> {
  const broken = new Map(schemas.filter(({ state }) => state === 'incompatible').map((schema) => [schema.file, schema]))
  const reasons = new Map<string, string>()
  // Files come after those that they refer to, so a reason is handed on.
  for (const { path, targets } of files) {
    if (!broken.get(path)?.isTextSame) continue
    for (const { path: target } of targets.values()) {
      const reason = broken.get(target)?.isTextSame === false ? target : reasons.get(target)
      if (reason !== undefined) reasons.set(path, reason)
    }
  }
  return reasons
}

/** What was so before is worth a word, but does not hold up somebody who changes something else. */
function faultProblem({ path, error }: FileFault, past: Past): Problem {
  const before = past.isUnchanged(path)
  return {
    severity: before ? 'warning' : 'error',
    kind: error.key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    file: path,
    ...(before && { isOld: true }),
    message: before ? `${error.message} It was so before.` : error.message,
  }
}

function goneProblem({ path, subject }: Past['gone'][number], { name }: Baseline): Problem {
  return {
    severity: 'warning',
    kind: 'SCHEMA_DELETED',
    file: path,
    subject,
    message: `${name} has subject '${subject}' in ${path}, and here it is gone. A registry keeps what it has: nothing is deleted there by this.`,
  }
}

/** Worse than it may be, so that the answer is no. @param alsoFailing - kinds of warnings that count too. */
export function failing({ problems }: CheckReport, alsoFailing: ReadonlySet<string>): readonly Problem[] {
  return problems.filter(
    ({ severity, kind }) => severity === 'error' || alsoFailing.has(kind) || alsoFailing.has('all'),
  )
}
