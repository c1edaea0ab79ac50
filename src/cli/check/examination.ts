/** One schema of a project and its past: whether it is a schema, whether it goes together, and if not, why. */

import {
  type CompatibilityLevel,
  checkLevel,
  comparedBy,
  explain,
  type ShownFix,
  withExplanations,
} from '../../registry/index.ts'
import {
  type CompatibilityPolicy,
  loadFormat,
  SchemaError,
  type SchemaFormat,
  type SchemaSource,
  type SchemaType,
} from '../../schemas/index.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import { findTarget, sourceOf } from '../schema-project/schema-project.ts'
import type { EarlierSchema, History } from './past.ts'
import type { BrokenRule, Place, Problem } from './problem.ts'

type State = 'new' | 'unchanged' | 'compatible' | 'incompatible' | 'invalid' | 'not comparable'

export interface ExaminedSchema {
  readonly file: string
  readonly subject: string
  readonly schemaType: SchemaType
  readonly level: CompatibilityLevel
  readonly state: State
  readonly text: string
  readonly isTextSame: boolean
  readonly problems: readonly Problem[]
  /** Mends all findings at once. */
  readonly fix?: (ShownFix & { readonly text: string }) | undefined
}

export interface Question {
  readonly file: ResolvedFile
  readonly level: CompatibilityLevel
  readonly policy: CompatibilityPolicy
  /** `undefined` for a schema that was not there before. */
  readonly history: History | undefined
  /** What it is compared with, as a sentence can name it. */
  readonly against: string
}

export async function examine(question: Question): Promise<ExaminedSchema> {
  const { file, level, history } = question
  const { subject, schemaType, text } = file
  const format = await loadFormat(schemaType)
  const isTextSame = history?.isTextSame ?? false
  const examined = { file: file.path, subject, schemaType, level, text, isTextSame }
  const source = { ...sourceOf(file), type: schemaType }
  const parsed = parsedOrFault(format, source)
  if (parsed instanceof SchemaError) return { ...examined, state: 'invalid', problems: [invalid(question, parsed)] }
  const moved = history?.before ? [movedProblem(question, history.before)] : []
  if (!history || history.versions.length === 0) return { ...examined, state: 'new', problems: moved }
  if (history.unchanged) return { ...examined, state: 'unchanged', problems: moved }
  const usable = comparedBy(level, history.versions).flatMap((earlier) => readable(format, schemaType, earlier))
  if (usable.length === 0 && level !== 'NONE')
    return { ...examined, state: 'not comparable', problems: [...moved, unreadablePast(question)] }
  const compared = await compare(format, { source, parsed }, usable, question)
  const { problems, fix } = history.isTextSame ? withoutFixes(compared) : compared
  const state = problems.some(({ finding }) => finding) ? 'incompatible' : 'compatible'
  return { ...examined, state, problems: [...moved, ...problems], fix }
}

async function compare(
  format: SchemaFormat,
  { source, parsed }: Candidate,
  history: readonly ReadSchema[],
  { file, level, policy, against }: Question,
): Promise<Pick<ExaminedSchema, 'problems' | 'fix'>> {
  const verdict = checkLevel({
    level,
    policy,
    format,
    candidate: { schemaType: source.type, parsed },
    history: history.map((earlier) => ({
      schemaType: earlier.source.type,
      parsed: earlier.parsed,
      schema: earlier.source.text,
      ...(earlier.version !== undefined && { version: earlier.version }),
    })),
  })
  const explanation = await explain(format, { level, policy, candidate: source, history })
  const findings = withExplanations(verdict.findings, explanation.findings)
  const place = { file: file.path, subject: file.subject }
  const broken = together(findings).map(([finding, oldVersions]): Problem => {
    const { kind, rule, newPlace, description, oldVersion } = finding
    const earlier = history.find(({ version }) => version === oldVersion) ?? history[0]
    const oldText = textAt(earlier?.source, finding.oldPlace?.reference)
    const target = newPlace?.reference === undefined ? undefined : findTarget(file, newPlace.reference)
    return {
      ...place,
      ...(target && { file: target.path, through: file.path }),
      severity: 'error',
      kind,
      rule,
      ...(newPlace && (newPlace.reference === undefined || target) && { place: newPlace }),
      message: description,
      finding: { ...finding, level, oldVersions, against, oldText },
    }
  })
  const warnings = explanation.warnings.map(
    ({ kind, rule, description }): Problem => ({ ...place, severity: 'warning', kind, rule, message: description }),
  )
  return { problems: [...broken, ...warnings], fix: explanation.fix }
}

function textAt(source: SchemaSource | undefined, reference: string | undefined): string {
  if (reference === undefined) return source?.text ?? ''
  return source?.references.find(({ name }) => name === reference)?.text ?? ''
}

type Finding = ReturnType<typeof withExplanations>[number]

/** What several versions have against a schema is told once; the first one has the place and the fix. */
function together(findings: readonly Finding[]): [Finding, BrokenRule['oldVersions']][] {
  const groups = new Map<string, [Finding, number[]]>()
  for (const finding of findings) {
    const { kind, direction, path, description, oldVersion } = finding
    const key = JSON.stringify([kind, direction, path, description])
    const group = groups.get(key) ?? [finding, []]
    if (oldVersion !== undefined) group[1].push(oldVersion)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Whoever changed a reference does not want what refers to it to be edited, which nobody has touched. */
function withoutFixes({ problems }: Pick<ExaminedSchema, 'problems'>): Pick<ExaminedSchema, 'problems' | 'fix'> {
  const unmended = problems.map((problem) =>
    problem.finding ? { ...problem, finding: { ...problem.finding, fix: undefined } } : problem,
  )
  return { problems: unmended }
}

interface Candidate {
  readonly source: SchemaSource & { readonly type: SchemaType }
  readonly parsed: unknown
}

/** `parsed` is absent where the type is another, which is all that there is to say then. */
interface ReadSchema extends EarlierSchema {
  readonly parsed: unknown
}

/** Nothing for what is no valid schema. */
function readable(format: SchemaFormat, type: SchemaType, earlier: EarlierSchema): ReadSchema[] {
  const parsed = earlier.source.type === type ? parsedOrFault(format, earlier.source) : undefined
  return parsed instanceof SchemaError ? [] : [{ ...earlier, parsed }]
}

function parsedOrFault(format: SchemaFormat, source: SchemaSource): unknown {
  try {
    return format.parse(source)
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
}

function invalid({ file, history }: Question, error: SchemaError): Problem {
  return {
    severity: history?.unchanged ? 'warning' : 'error',
    kind: 'INVALID_SCHEMA',
    file: file.path,
    subject: file.subject,
    place: placeIn(error),
    ...(history?.unchanged && { isOld: true }),
    message: history?.unchanged ? `${error.message}. It was so before.` : `${error.message}.`,
  }
}

/** The errors of the formats say the place in their sentence. */
function placeIn({ message }: SchemaError): Place | undefined {
  const [, line, column] = /^Invalid schema at line (\d+), column (\d+):/.exec(message) ?? []
  return line === undefined ? undefined : { line: Number(line), column: Number(column) }
}

function movedProblem({ file, against }: Question, before: NonNullable<History['before']>): Problem {
  return {
    severity: 'warning',
    kind: 'SUBJECT_CHANGED',
    file: file.path,
    subject: file.subject,
    message:
      `In ${against} this was subject '${before.subject}' (${before.path}). As '${file.subject}' it starts anew in the ` +
      `registry: the versions stay with the old subject, and so do the serializers that use it.`,
  }
}

function unreadablePast({ file, against }: Question): Problem {
  return {
    severity: 'warning',
    kind: 'PAST_NOT_READABLE',
    file: file.path,
    subject: file.subject,
    message: `What ${against} has of it is no valid schema, so there is nothing to compare with.`,
  }
}
