/** Joins schema files by what they refer to: each gets its subject, its references, and its place in the order. */

import { posix } from 'node:path'
import { cliErrors } from '../errors.ts'
import type { SchemaFile } from './read-file.ts'

/** A file that can be registered when those before it are. */
export interface ResolvedFile extends SchemaFile {
  readonly subject: string
  readonly references: readonly FileReference[]
}

interface FileReference {
  readonly name: string
  readonly subject: string
  /** Only for what is not among the files; otherwise it is the version that the other file becomes. */
  readonly version?: number
}

/** What is not among the files, by the name that refers to it. */
export type KnownReferences = ReadonlyMap<string, { subject: string; version: number }>

/**
 * @throws {CliError} for two files with one subject, a reference that leads nowhere, and a circle: each with the files' names.
 */
export function resolveFiles(
  files: readonly SchemaFile[],
  subjectOf: (file: SchemaFile) => string,
  known: KnownReferences,
): ResolvedFile[] {
  const subjects = new Map(files.map((file) => [file, subjectOf(file)]))
  refuseSharedSubjects(subjects)
  const index = indexOf(files)
  const targets = new Map(files.map((file) => [file, targetsOf(file, index, known)]))
  return inOrder(files, targets).map((file) => ({
    ...file,
    // Both maps have every file.
    subject: subjects.get(file) ?? '',
    references: file.needs.flatMap((name) => {
      const target = targets.get(file)?.get(name)
      const outside = known.get(name)
      if (target) return [{ name, subject: subjects.get(target) ?? '' }]
      return outside ? [{ name, ...outside }] : []
    }),
  }))
}

function refuseSharedSubjects(subjects: ReadonlyMap<SchemaFile, string>): void {
  const first = new Map<string, SchemaFile>()
  for (const [file, subject] of subjects) {
    const other = first.get(subject)
    if (other)
      throw cliErrors.wrongUse(
        `${other.path} and ${file.path} would both become subject '${subject}'; --name-by or --subjects tells them apart.`,
      )
    first.set(subject, file)
  }
}

type Index = ReadonlyMap<string, SchemaFile[]>

/** Files by the names that they provide and by their paths, a name in each type for itself. */
function indexOf(files: readonly SchemaFile[]): Index {
  const index = new Map<string, SchemaFile[]>()
  const add = (file: SchemaFile, name: string) => {
    const key = `${file.schemaType} ${name}`
    const there = index.get(key) ?? []
    if (!there.includes(file)) index.set(key, [...there, file])
  }
  for (const file of files) {
    for (const name of file.provides) add(file, name)
    add(file, posix.normalize(file.name))
  }
  return index
}

function targetsOf(file: SchemaFile, index: Index, known: KnownReferences): Map<string, SchemaFile> {
  const targets = new Map<string, SchemaFile>()
  for (const name of file.needs) {
    if (known.has(name)) continue
    const found = candidatesOf(file, name).flatMap((one) => index.get(`${file.schemaType} ${one}`)?.slice(0, 2) ?? [])
    const [target, other] = [...new Set(found)].filter((one) => one !== file)
    if (!target)
      throw cliErrors.wrongUse(
        `${file.path} refers to '${name}', which none of the files defines; --reference '${name}=SUBJECT' takes it from the registry.`,
      )
    // A name of Avro is a name; paths and ids may be found in two ways, where the nearer one counts.
    if (other && file.schemaType === 'AVRO')
      throw cliErrors.wrongUse(
        `'${name}', which ${file.path} refers to, is defined in ${target.path} and in ${other.path}.`,
      )
    targets.set(name, target)
  }
  return targets
}

/** What a name may mean, the likeliest first. */
function candidatesOf(file: SchemaFile, name: string): string[] {
  if (file.schemaType === 'AVRO') return [name, name.slice(name.lastIndexOf('.') + 1)]
  const beside = posix.normalize(posix.join(posix.dirname(file.name), name))
  if (file.schemaType === 'PROTOBUF') return [name, beside]
  const base = file.provides[0]
  const address = base !== undefined && URL.canParse(name, base) ? [new URL(name, base).href] : []
  return [beside, ...address, name]
}

/** Files after those that they refer to; otherwise in the order given. */
function inOrder(
  files: readonly SchemaFile[],
  targets: ReadonlyMap<SchemaFile, ReadonlyMap<string, SchemaFile>>,
): SchemaFile[] {
  const done = new Set<SchemaFile>()
  const left = new Set(files)
  while (left.size > 0) {
    const before = left.size
    for (const file of left) {
      if (![...(targets.get(file)?.values() ?? [])].every((target) => done.has(target))) continue
      done.add(file)
      left.delete(file)
    }
    if (left.size === before) throw circle(left, targets)
  }
  return [...done]
}

function circle(
  left: ReadonlySet<SchemaFile>,
  targets: ReadonlyMap<SchemaFile, ReadonlyMap<string, SchemaFile>>,
): Error {
  const way: SchemaFile[] = []
  let [at] = left
  // Each of those that are left refers to another of them, so the way comes back to itself.
  while (at && !way.includes(at)) {
    way.push(at)
    at = [...(targets.get(at)?.values() ?? [])].find((target) => left.has(target))
  }
  const names = [...way.slice(at ? way.indexOf(at) : 0), ...(at ? [at] : [])].map(({ path }) => path)
  return cliErrors.wrongUse(`These files refer to each other in a circle: ${names.join(' -> ')}.`)
}
