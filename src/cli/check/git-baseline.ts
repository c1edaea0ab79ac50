/** A git revision to compare with: its blobs are read without a checkout. */

import { createHash } from 'node:crypto'
import { join, relative, sep } from 'node:path'
import { isSchemaPath } from '../schema-files/find-files.ts'
import { refuseHuge } from '../schema-files/read-file.ts'
import { Git, type GitFile } from '../schema-project/git.ts'
import { readableBlobs } from '../schema-project/git-tree.ts'
import { projectFileName } from '../schema-project/project-file.ts'
import { projectOf, type SchemaProject, type TreeFile } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import type { Baseline, Past } from './past.ts'
import { treePast } from './tree-past.ts'

export class GitBaseline implements Baseline {
  readonly name: string
  readonly #working: WorkingProject
  readonly #git: Git
  readonly #commit: string

  /** @throws {CliError} `noGit`, `noRepository`, `unknownRevision`. */
  constructor(working: WorkingProject, revision: string) {
    this.name = revision
    this.#working = working
    this.#git = working.git ?? new Git(working.root)
    this.#commit = this.#git.commitOf(revision)
  }

  pastOf(project: SchemaProject): Past {
    const listed = this.#git.files(this.#commit)
    const current = new Map(project.read.map((file) => [file.name, blobOf(file.text, listed)]))
    const meant = this.#withoutWorkOfOthers(listed, current)
    const texts = new Map(project.read.map(({ name, text }) => [name, text]))
    // A link's schema is that of the file it leads to, which is looked at by itself.
    const wanted = [...meant].filter(([path, { kind }]) => isSchemaPath(path) && (kind === 'file' || texts.has(path)))
    const rulesFile = listed.get(projectFileName)
    const blobs = this.#git.blobs([
      ...wanted.filter(([path, { blob }]) => current.get(path) !== blob).flatMap(([, file]) => readableBlobs(file)),
      ...(rulesFile ? readableBlobs(rulesFile) : []),
    ])
    const tree = wanted.map(([name, file]): TreeFile => {
      const path = join(this.#working.root, name)
      return { path, name, inFolder: true, bytes: () => this.#bytesOf(path, file, blobs, texts.get(name)) }
    })
    const then = projectOf(tree, this.#rulesIn(rulesFile && blobs.get(rulesFile.blob)))
    const changes = this.#git.changes(this.#commit)
    const past = treePast(project, then, changes.renames)
    // What cannot be read (it is binary, or huge) cannot be compared here; git knows.
    const isSame = (name: string) => listed.has(name) && !changes.paths.has(name)
    return {
      ...past,
      gone: past.gone.filter(({ path }) => this.#working.asksAbout(path)),
      isUnchanged: (path) => past.isUnchanged(path) || isSame(relative(this.#working.root, path).replaceAll(sep, '/')),
    }
  }

  /**
   * Whoever else changed a file since this branch began is not contradicted by it: where this branch left a file alone, or
   * does not have it, the merge takes what the other side has.
   */
  #withoutWorkOfOthers(
    listed: ReadonlyMap<string, GitFile>,
    current: ReadonlyMap<string, string>,
  ): Map<string, GitFile> {
    const base = this.#git.mergeBase(this.#commit)
    if (base === undefined || base === this.#commit) return new Map(listed)
    const before = this.#git.files(base)
    const meant = new Map<string, GitFile>()
    for (const [path, file] of listed) {
      const began = before.get(path)
      if (began && began.blob === current.get(path)) meant.set(path, began)
      else if (began || current.has(path)) meant.set(path, file)
    }
    for (const [path, began] of before)
      if (!listed.has(path) && began.blob === current.get(path)) meant.set(path, began)
    return meant
  }

  #bytesOf(path: string, { blob, bytes }: GitFile, blobs: ReadonlyMap<string, Uint8Array>, text = ''): Uint8Array {
    refuseHuge(path, bytes)
    // What is not read from git is what lies in the folder.
    return blobs.get(blob) ?? Buffer.from(text)
  }

  /** The rules of that time, because they say which subject a file was. */
  #rulesIn(projectFile: Uint8Array | undefined) {
    if (!projectFile) return this.#working.rules
    try {
      return this.#working.rulesOf(new TextDecoder().decode(projectFile), `${this.name}:${projectFileName}`)
    } catch {
      // Whatever was wrong with it then is not what is asked now.
      return this.#working.rules
    }
  }
}

/** The name that git would give to a text, in the kind of hash that this repository has. */
function blobOf(text: string, listed: ReadonlyMap<string, GitFile>): string {
  const [first] = listed.values()
  const bytes = Buffer.from(text)
  const algorithm = first?.blob.length === 64 ? 'sha256' : 'sha1'
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
