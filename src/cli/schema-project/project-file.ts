/** `schemalog.yaml`: what the files of a schema project cannot say themselves. */

import { LineCounter, parseDocument } from 'yaml'
import { type CompatibilityLevel, compatibilityLevels } from '../../registry/index.ts'
import type { CompatibilityPolicy } from '../../schemas/index.ts'
import { cliErrors } from '../errors.ts'
import type { KnownReferences } from '../schema-files/resolve.ts'
import { type Naming, namings } from '../schema-files/subject-of.ts'

export const projectFileName = 'schemalog.yaml'

/** What is said of some files. */
export interface SchemaRule {
  /** Globs over paths from the folder of the project file. */
  readonly files: readonly string[]
  /** With `{name}`, `{path}`, `{folder}` and `{record}` for what the file says. */
  readonly subject?: string
  readonly level?: CompatibilityLevel
  readonly policy?: CompatibilityPolicy
  /** Subjects by the names that refer to them, `SUBJECT` or `SUBJECT@VERSION`. */
  readonly references?: KnownReferences
}

export interface ProjectRules {
  readonly level?: CompatibilityLevel
  readonly policy?: CompatibilityPolicy
  readonly nameBy: Naming
  /** Globs of files that are no part of the project. */
  readonly ignore: readonly string[]
  /** Globs of the subjects of a registry that are described here, so that one without a file is one too many. */
  readonly owns: readonly string[]
  /** For each thing that may be said of a file, the first rule that says it counts. */
  readonly schemas: readonly SchemaRule[]
}

export const noRules: ProjectRules = { nameBy: 'file', ignore: [], owns: [], schemas: [] }

/** @throws {CliError} with the line and the reason. */
export function parseProjectFile(text: string, path: string): ProjectRules {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) throw wrong(`${path}:${lines.linePos(error.pos[0]).line}`, error.message)
  // Aliases are expanded a hundred times at most, so a file of a few lines cannot fill the memory.
  return rulesOf(path, document.toJS({ maxAliasCount: 100 }) ?? {})
}

function rulesOf(path: string, value: unknown): ProjectRules {
  const { level, policy, nameBy, ignore, owns, schemas, ...rest } = fieldsOf(path, value)
  refuseUnknown(path, rest, ['level', 'policy', 'nameBy', 'ignore', 'owns', 'schemas'])
  if (schemas !== undefined && !Array.isArray(schemas)) throw wrong(path, 'schemas should be a list')
  return {
    ...(level !== undefined && { level: levelOf(path, level) }),
    ...(policy !== undefined && { policy: policyOf(path, policy) }),
    nameBy: nameBy === undefined ? 'file' : oneOf(path, 'nameBy', namings, nameBy),
    ignore: ignore === undefined ? [] : globsOf(path, 'ignore', ignore),
    owns: owns === undefined ? [] : globsOf(path, 'owns', owns),
    schemas: ((schemas ?? []) as unknown[]).map((rule, at) => ruleOf(`${path}: entry ${at + 1} of schemas`, rule)),
  }
}

function ruleOf(place: string, value: unknown): SchemaRule {
  const { files, subject, level, policy, references, ...rest } = fieldsOf(place, value)
  refuseUnknown(place, rest, ['files', 'subject', 'level', 'policy', 'references'])
  if (files === undefined) throw wrong(place, 'files should say which files are meant, as a glob or a list of globs')
  if (subject !== undefined && (typeof subject !== 'string' || subject === ''))
    throw wrong(place, 'subject should be a text')
  const unknown = /\{(?!(?:name|path|folder|record)\})[^}]*\}/.exec(subject ?? '')?.[0]
  if (unknown) throw wrong(place, `subject knows {name}, {path}, {folder} and {record}, not ${unknown}`)
  return {
    files: globsOf(place, 'files', files),
    ...(subject !== undefined && { subject }),
    ...(level !== undefined && { level: levelOf(place, level) }),
    ...(policy !== undefined && { policy: policyOf(place, policy) }),
    ...(references !== undefined && { references: referencesOf(place, references) }),
  }
}

function referencesOf(place: string, value: unknown): KnownReferences {
  return new Map(
    Object.entries(fieldsOf(`${place}, references`, value)).map(([name, target]) => {
      const [, subject, version] = /^(.+?)(?:@(\d+))?$/.exec(String(target)) ?? []
      if (typeof target !== 'string' || subject === undefined)
        throw wrong(place, `the reference '${name}' should be SUBJECT or SUBJECT@VERSION`)
      return [name, { subject, version: version === undefined ? -1 : Number(version) }]
    }),
  )
}

function fieldsOf(place: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(place, 'there should be fields with values')
  return value as Record<string, unknown>
}

function refuseUnknown(place: string, rest: object, known: readonly string[]): void {
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw wrong(place, `'${unknown}' means nothing here; there are ${known.join(', ')}`)
}

function globsOf(place: string, field: string, value: unknown): string[] {
  const globs: unknown[] = Array.isArray(value) ? value : [value]
  const texts = globs.filter((glob) => typeof glob === 'string' && glob !== '').map(String)
  if (texts.length === 0 || texts.length < globs.length)
    throw wrong(place, `${field} should be a glob or a list of globs`)
  return texts
}

function levelOf(place: string, value: unknown): CompatibilityLevel {
  return oneOf(place, 'level', compatibilityLevels, typeof value === 'string' ? value.toUpperCase() : value)
}

function policyOf(place: string, value: unknown): CompatibilityPolicy {
  return oneOf(place, 'policy', ['STRICT', 'LENIENT'], typeof value === 'string' ? value.toUpperCase() : value)
}

function oneOf<Value extends string>(place: string, field: string, known: readonly Value[], value: unknown): Value {
  const found = known.find((one) => one === value)
  if (found === undefined) throw wrong(place, `${field} is one of ${known.join(', ')}, not ${JSON.stringify(value)}`)
  return found
}

function wrong(place: string, reason: string): Error {
  return cliErrors.wrongUse(`${place}: ${reason}.`)
}
