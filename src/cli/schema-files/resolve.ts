/** Joins schema files by what they refer to: each gets its subject, its references, and its place in the order. */

import { posix, resolve, sep } from 'node:path'
import { CliError, cliErrors } from '../errors.ts'
import { type OnFault, refuse } from './fault.ts'
import type { SchemaFile } from './read-file.ts'

/** A file that can be registered when those before it are. */
export interface ResolvedFile extends SchemaFile {
  readonly subject: string
  readonly references: readonly FileReference[]
  /** The other files that it refers to, by the names that it uses. */
  readonly targets: ReadonlyMap<string, ResolvedFile>
}

interface FileReference {
  readonly name: string
  readonly subject: string
  /** Only for what is not among the files; otherwise it is the version that the other file becomes. */
  readonly version?: number
}

/** What is not among the files, by the name that refers to it. */
export type KnownReferences = ReadonlyMap<string, { subject: string; version: number }>

export interface Resolution {
  subjectOf: (file: SchemaFile) => string
  /** What a file may refer to besides the others. */
  knownTo: (file: SchemaFile) => KnownReferences
  /** What one can do about a name that none of the files defines, and about two files with one subject. */
  remedies: { missing: (name: string) => string; shared: string }
  /**
   * Is told of two files with one subject, a reference that leads nowhere, and a circle, each with the files' names; by
   * default the first one is thrown. Files that cannot be used, and those that refer to them, are left out.
   */
  onFault?: OnFault
}

/** @returns Files after those that they refer to; otherwise in the order given. */
export function resolveFiles(
  files: readonly SchemaFile[],
  { subjectOf, knownTo, remedies, onFault = refuse }: Resolution,
): ResolvedFile[] {
  const subjects = subjectsOf(files, subjectOf, onFault)
  tellSharedSubjects(subjects, remedies.shared, onFault)
  const index = indexOf(files)
  const bySubject = new Map([...subjects].map(([file, subject]) => [subject, file]))
  const targets = new Map<SchemaFile, ReadonlyMap<string, SchemaFile>>()
  for (const file of files) {
    const found =
      subjects.has(file) &&
      collect(onFault, file, () =>
        targetsOf(file, { index, bySubject, known: knownTo(file), remedyFor: remedies.missing }),
      )
    if (found) targets.set(file, found)
  }
  const resolved = new Map<SchemaFile, ResolvedFile>()
  for (const file of inOrder(files, targets, onFault)) {
    const known = knownTo(file)
    const others = new Map<string, ResolvedFile>()
    for (const [name, target] of targets.get(file) ?? []) {
      const other = resolved.get(target)
      if (other) others.set(name, other)
    }
    const references = file.needs.flatMap((name): FileReference[] => {
      const other = others.get(name)
      if (other) return [{ name, subject: other.subject }]
      const outside = known.get(name)
      return outside ? [{ name, ...outside }] : []
    })
    resolved.set(file, { ...file, subject: subjects.get(file) ?? '', references, targets: others })
  }
  return [...resolved.values()]
}

/** What a step finds, or nothing where it found a fault. */
function collect<Value>(onFault: OnFault, { path }: SchemaFile, step: () => Value): Value | undefined {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    onFault(path, error)
    return undefined
  }
}

function subjectsOf(
  files: readonly SchemaFile[],
  subjectOf: (file: SchemaFile) => string,
  onFault: OnFault,
): Map<SchemaFile, string> {
  const subjects = new Map<SchemaFile, string>()
  for (const file of files) {
    const subject = collect(onFault, file, () => subjectOf(file))
    if (subject !== undefined) subjects.set(file, subject)
  }
  return subjects
}

function tellSharedSubjects(subjects: ReadonlyMap<SchemaFile, string>, remedy: string, onFault: OnFault): void {
  const sharing = Map.groupBy(subjects.keys(), (file) => subjects.get(file) ?? '')
  for (const [subject, [first, second, ...more]] of sharing) {
    if (!first || !second) continue
    const last = more.length === 0 ? second.path : `${second.path} and ${more.length} more`
    onFault(second.path, cliErrors.sharedSubject(last, first.path, subject, remedy))
  }
}

type Index = ReadonlyMap<string, readonly SchemaFile[]>

/** Files by the names that they provide and by their paths, a name in each type for itself. */
function indexOf(files: readonly SchemaFile[]): Index {
  const index = new Map<string, SchemaFile[]>()
  const add = (file: SchemaFile, name: string) => {
    const key = `${file.schemaType} ${name}`
    const there = index.get(key)
    if (!there) index.set(key, [file])
    else if (!there.includes(file)) there.push(file)
  }
  for (const file of files) {
    for (const name of file.provides) add(file, name)
    add(file, posix.normalize(file.name))
    if (file.schemaType !== 'PROTOBUF') continue
    // Imports are written from the folder that is given to protoc, which may be any above the file.
    const path = resolve(file.path).replaceAll(sep, '/')
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) add(file, `…${path.slice(at)}`)
  }
  return index
}

interface Surroundings {
  index: Index
  bySubject: ReadonlyMap<string, SchemaFile>
  known: KnownReferences
  remedyFor: (name: string) => string
}

function targetsOf(file: SchemaFile, { index, bySubject, known, remedyFor }: Surroundings): Map<string, SchemaFile> {
  const targets = new Map<string, SchemaFile>()
  for (const name of file.needs) {
    const said = known.get(name)
    // What becomes the latest version with this file is meant before what is the latest one now.
    const own = said?.version === -1 ? bySubject.get(said.subject) : undefined
    if (own && own !== file) targets.set(name, own)
    if (said) continue
    const defining = candidatesOf(file, name).map((one) =>
      (index.get(`${file.schemaType} ${one}`) ?? []).filter((there) => there !== file).slice(0, 2),
    )
    // A nearer meaning goes before a farther one.
    const [target, other] = defining.find((there) => there.length > 0) ?? []
    if (!target) throw cliErrors.missingReference(file.path, name, remedyFor(name))
    // A name of Avro is a name; paths and ids may be found in two ways, where the nearer one counts.
    if (other && file.schemaType === 'AVRO')
      throw cliErrors.ambiguousReference(file.path, name, target.path, other.path)
    targets.set(name, target)
  }
  return targets
}

/** What a name may mean, the likeliest first. */
function candidatesOf(file: SchemaFile, name: string): string[] {
  if (file.schemaType === 'AVRO')
    return file.unqualified?.has(name) ? [name, name.slice(name.lastIndexOf('.') + 1)] : [name]
  const beside = posix.normalize(posix.join(posix.dirname(file.name), name))
  if (file.schemaType === 'PROTOBUF') return [name, beside, `…/${name}`]
  const base = file.provides[0]
  const address = base !== undefined && URL.canParse(name, base) ? [new URL(name, base).href] : []
  return [beside, ...address, name]
}

/** Only files whose targets are known, after those that they refer to. */
function inOrder(
  files: readonly SchemaFile[],
  targets: ReadonlyMap<SchemaFile, ReadonlyMap<string, SchemaFile>>,
  onFault: OnFault,
): SchemaFile[] {
  const done = new Set<SchemaFile>()
  const left = new Set(files.filter((file) => targets.has(file)))
  while (left.size > 0) {
    const before = left.size
    for (const file of left) {
      const needed = [...(targets.get(file)?.values() ?? [])]
      if (needed.every((target) => done.has(target))) done.add(file)
      // What it refers to has a fault of its own, which has been told.
      else if (needed.every((target) => done.has(target) || left.has(target))) continue
      left.delete(file)
    }
    if (left.size === before) for (const file of tellCircle(left, targets, onFault)) left.delete(file)
  }
  return [...done]
}

/** @returns The files of one circle. */
function tellCircle(
  left: ReadonlySet<SchemaFile>,
  targets: ReadonlyMap<SchemaFile, ReadonlyMap<string, SchemaFile>>,
  onFault: OnFault,
): SchemaFile[] {
  const way: SchemaFile[] = []
  let [at] = left
  // Each of those that are left refers to another of them, so the way comes back to itself.
  while (at && !way.includes(at)) {
    way.push(at)
    at = [...(targets.get(at)?.values() ?? [])].find((target) => left.has(target))
  }
  const circle = way.slice(at ? way.indexOf(at) : 0)
  const [first] = circle
  const paths = [...circle, ...(at ? [at] : [])].map(({ path }) => path)
  if (first) onFault(first.path, cliErrors.circularReferences(paths.join(' -> ')))
  return circle
}
