/** The past as another tree of files, of a commit or of a folder: each file is joined with what it was there. */

import { isDeepStrictEqual } from 'node:util'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import { type SchemaProject, sourceOf } from '../schema-project/schema-project.ts'
import type { History, Past } from './past.ts'

/** @param renames - names of files as they are now, by what they were. */
export function treePast(now: SchemaProject, then: SchemaProject, renames: ReadonlyMap<string, string>): Past {
  const pairs = pairsOf(now.files, then.files, renames)
  const histories = new Map<ResolvedFile, History>()
  for (const [file, earlier] of pairs) histories.set(file, historyOf(file, earlier))
  const kept = new Set(pairs.values())
  const thenTexts = textsByName(then)
  const nowTexts = textsByName(now)
  const nowNames = new Map(now.read.map(({ path, name }) => [path, name]))
  return {
    histories,
    // What is still there and cannot be used now has a fault of its own.
    gone: then.files.filter((file) => !kept.has(file) && !nowTexts.has(file.name) && !hasFault(now, file.path)),
    isUnchanged(path) {
      const name = nowNames.get(path)
      return name !== undefined && thenTexts.has(name) && thenTexts.get(name) === nowTexts.get(name)
    },
  }
}

function hasFault({ faults }: SchemaProject, path: string): boolean {
  return faults.some((fault) => fault.path === path)
}

function textsByName({ read }: SchemaProject): Map<string, string> {
  return new Map(read.map(({ name, text }) => [name, text]))
}

function historyOf(file: ResolvedFile, earlier: ResolvedFile): History {
  const source = sourceOf(earlier)
  const { text, references } = sourceOf(file)
  const moved = earlier.subject !== file.subject
  return {
    versions: [{ source: { ...source, strict: false, type: earlier.schemaType } }],
    isTextSame: text === source.text,
    unchanged: text === source.text && isDeepStrictEqual(references, source.references),
    ...(moved && { before: { path: earlier.path, subject: earlier.subject } }),
  }
}

type Files = readonly ResolvedFile[]

/** A file and what it was: the same path, the same subject, what git calls a rename, or the only one that defines its name. */
function pairsOf(now: Files, then: Files, renames: ReadonlyMap<string, string>): Map<ResolvedFile, ResolvedFile> {
  const pairs = new Map<ResolvedFile, ResolvedFile>()
  const taken = new Set<ResolvedFile>()
  const pair = (key: (file: ResolvedFile) => string | undefined, oldKey = key) => {
    const left = soleBy(
      then.filter((file) => !taken.has(file)),
      oldKey,
    )
    const open = soleBy(
      now.filter((file) => !pairs.has(file)),
      key,
    )
    for (const [at, file] of open) {
      const earlier = left.get(at)
      if (!earlier || !file) continue
      pairs.set(file, earlier)
      taken.add(earlier)
    }
  }
  pair(({ name }) => name)
  pair(({ subject }) => subject)
  pair(
    ({ name }) => name,
    ({ name }) => renames.get(name),
  )
  pair(({ schemaType, recordName }) => recordName && `${schemaType} ${recordName}`)
  return pairs
}

/** Files by a key that no other has; `undefined` for a key of several. */
function soleBy(files: Files, key: (file: ResolvedFile) => string | undefined): Map<string, ResolvedFile | undefined> {
  const sole = new Map<string, ResolvedFile | undefined>()
  for (const file of files) {
    const at = key(file)
    if (at !== undefined) sole.set(at, sole.has(at) ? undefined : file)
  }
  return sole
}
