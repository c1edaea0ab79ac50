/** Compatibility levels: which versions are compared, which of the two must be able to read, and how it is told. Pure. */

import type { CompatibilityPolicy, SchemaFormat, SchemaType } from '../../schemas/index.ts'
import { registryErrors } from '../errors.ts'
import { cutFinding, cutSentence, FindingList } from './finding-list.ts'
import { type Direction, type LevelFinding, toLevelFinding } from './level-finding.ts'

export const compatibilityLevels = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const

export type CompatibilityLevel = (typeof compatibilityLevels)[number]

/** A schema as a check needs it. */
interface ComparedSchema {
  readonly schemaType: SchemaType
  readonly parsed: unknown
}

/** A schema that is there already. */
export interface EarlierSchema extends ComparedSchema {
  readonly version?: number
  /** Canonical text, for the message. */
  readonly schema: string
}

interface VersionCheck {
  level: CompatibilityLevel
  policy?: CompatibilityPolicy
  format: SchemaFormat
  candidate: ComparedSchema
}

export interface LevelCheck extends VersionCheck {
  /** Only shown in messages. */
  validateFields?: boolean
  /** Newest first. Levels that are not transitive look at the first one only. */
  history: readonly EarlierSchema[]
}

export interface Verdict {
  readonly isCompatible: boolean
  /** The findings of every version that was compared; where they are too many, the last one says how many are left out. */
  readonly findings: readonly LevelFinding[]
  /** What the Confluent registry sends: the messages of the first version that fails. Empty when compatible. */
  readonly messages: readonly string[]
}

const compatible: Verdict = { isCompatible: true, findings: [], messages: [] }

const maxSchemaInMessage = 10_240

const differentType = 'Incompatible because of different schema type'

/** In the order in which the reference checks and reports. */
const directions: Record<CompatibilityLevel, readonly Direction[]> = {
  NONE: [],
  BACKWARD: ['new-reads-old'],
  BACKWARD_TRANSITIVE: ['new-reads-old'],
  FORWARD: ['old-reads-new'],
  FORWARD_TRANSITIVE: ['old-reads-new'],
  FULL: ['old-reads-new', 'new-reads-old'],
  FULL_TRANSITIVE: ['old-reads-new', 'new-reads-old'],
}

/** @param text - in any case. */
export function parseLevel(text: string): CompatibilityLevel {
  const level = compatibilityLevels.find((known) => known === text.toUpperCase())
  if (!level) throw registryErrors.invalidCompatibilityLevel()
  return level
}

/** The part of a history, newest first, that a level compares with. */
export function comparedBy<Earlier>(level: CompatibilityLevel, history: readonly Earlier[]): readonly Earlier[] {
  if (level === 'NONE') return []
  return level.endsWith('_TRANSITIVE') ? history : history.slice(0, 1)
}

/** In the order in which the reference checks. */
export function directionsOf(level: CompatibilityLevel): readonly LevelFinding['direction'][] {
  return directions[level]
}

export function checkLevel(check: LevelCheck): Verdict {
  const comparisons = comparedBy(check.level, check.history).map((earlier) => compareVersions(check, earlier))
  return verdictOf(check, comparisons)
}

/**
 * @param comparisons - with each version that the level asks for, newest first.
 * @param fields - what is wrong with fields, whatever the level.
 * @param uncompared - versions that were left out, because there was no more room for findings.
 */
export function verdictOf(
  { level, validateFields = false }: Pick<LevelCheck, 'level' | 'validateFields'>,
  comparisons: readonly Comparison[],
  fields: Comparison = { findings: [], messages: [] },
  uncompared = 0,
): Verdict {
  const failures = comparisons.filter(({ findings }) => findings.length > 0)
  const list = new FindingList()
  for (const { findings, omitted = 0 } of [fields, ...failures]) {
    for (const finding of findings) list.add(() => finding)
    list.omit(omitted)
  }
  const { listed, omitted } = list
  const [first] = listed
  if (!first) return compatible
  const cut = cutSentence(omitted, uncompared)
  return {
    isCompatible: false,
    findings: cut === '' ? listed : [...listed, cutFinding(first.direction, cut)],
    messages: [
      ...fields.messages,
      ...(failures[0]?.messages ?? []),
      `{validateFields: '${validateFields}', compatibility: '${level}'}`,
    ],
  }
}

/** What a level has against the candidate and one earlier version. Plain data. */
export interface Comparison {
  readonly findings: readonly LevelFinding[]
  readonly messages: readonly string[]
  /** Findings that there was no room for. */
  readonly omitted?: number
}

export function compareVersions(check: VersionCheck, earlier: EarlierSchema): Comparison {
  const { level, policy = 'STRICT', format, candidate } = check
  if (candidate.schemaType !== earlier.schemaType) {
    const finding = typeChange(level, candidate.schemaType, earlier.schemaType, earlier.version)
    return { findings: [finding], messages: [differentType] }
  }
  const list = new FindingList()
  const messages: string[] = []
  let describesOld = false
  for (const direction of directions[level]) {
    const reads = direction === 'new-reads-old'
    const [reader, writer] = reads ? [candidate, earlier] : [earlier, candidate]
    const broken = format.check(reader.parsed, writer.parsed, policy)
    const age = reads ? 'new' : 'old'
    for (const finding of broken) {
      const describe = (fragments: boolean) => toLevelFinding(finding, direction, earlier.version, fragments)
      if (list.add(describe)) messages.push(finding.message(age))
    }
    // The reference describes the old schema only where the last direction failed; of FULL that is "new reads old".
    describesOld = broken.length > 0
  }
  const { listed: findings, omitted } = list
  if (omitted > 0) messages.push(`{${cutSentence(omitted)}}`)
  return { findings, messages: describesOld ? [...messages, ...describe(earlier)] : messages, omitted }
}

/** The finding for two schemas of different types. */
export function typeChange(
  level: CompatibilityLevel,
  type: SchemaType,
  earlier: SchemaType,
  oldVersion: number | undefined,
): LevelFinding {
  return {
    kind: 'SCHEMA_TYPE_CHANGED',
    direction: directions[level].at(-1) ?? 'new-reads-old',
    oldVersion,
    path: '',
    writerPath: undefined,
    description: `The new schema is of type ${type}, the old one of type ${earlier}; data of one cannot be read with the other.`,
    readerFragment: undefined,
    writerFragment: undefined,
  }
}

function describe({ version, schema }: EarlierSchema): string[] {
  const text =
    schema.length > maxSchemaInMessage
      ? `{oldSchema: <truncated> '${schema.slice(0, maxSchemaInMessage)}...'}`
      : `{oldSchema: '${schema}'}`
  return version === undefined ? [text] : [`{oldSchemaVersion: ${version}}`, text]
}
