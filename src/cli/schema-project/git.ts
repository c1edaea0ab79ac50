/** git as a source of files: what a commit holds, without a checkout. */

import { spawnSync } from 'node:child_process'
import { CliError, cliErrors } from '../errors.ts'

/** Far more than all schemas of a repository; a list or a blob without end must not fill the memory. */
const maxOutputBytes = 1024 * 1024 * 1024

export interface GitFile {
  /** Path from the top of the repository. */
  readonly path: string
  readonly blob: string
  readonly bytes: number
  readonly kind: 'file' | 'link'
}

export interface GitChanges {
  /** New names by old ones. */
  readonly renames: ReadonlyMap<string, string>
  /** Old and new names of all that changed. */
  readonly paths: ReadonlySet<string>
}

export class Git {
  /** Top of the working tree, as git writes it. */
  readonly top: string
  /** The folder's path from the top, ending in `/`; empty for the top itself. */
  readonly prefix: string
  readonly #folder: string

  /** @throws {CliError} `noGit`, `noRepository`. */
  constructor(folder: string) {
    this.#folder = folder
    const { status, stdout, stderr } = this.#try(['rev-parse', '--show-toplevel', '--show-prefix'])
    // git does not trust folders of other users, and says how it can be made to.
    if (status !== 0 && /dubious ownership/.test(stderr)) throw cliErrors.noGit(firstLine(stderr))
    if (status !== 0) throw cliErrors.noRepository(folder)
    const [top = '', prefix = ''] = stdout.toString('utf8').split('\n')
    this.top = top
    this.prefix = prefix
  }

  /** As the constructor, and `undefined` where there is no git or no repository. */
  static find(folder: string): Git | undefined {
    try {
      return new Git(folder)
    } catch (error) {
      if (error instanceof CliError) return undefined
      throw error
    }
  }

  /** Those of the paths that the repository does not want, such as what a build made. */
  ignored(paths: readonly string[]): Set<string> {
    // A failure (a path behind a link) is not worth stopping for: then everything counts.
    const { stdout } = this.#try(['check-ignore', '-z', '--stdin'], paths.join('\0'))
    return new Set(stdout.toString('utf8').split('\0'))
  }

  /** @throws {CliError} `unknownRevision`, with what one can do about it. */
  commitOf(revision: string): string {
    const found = this.#try(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    if (found.status === 0 && revision !== '') return found.stdout.toString('utf8').trim()
    throw cliErrors.unknownRevision(revision, this.#remedyFor(revision))
  }

  /** Where this working tree parted from a commit; `undefined` where that is not known, as in a shallow clone. */
  mergeBase(commit: string): string | undefined {
    const { status, stdout } = this.#try(['merge-base', commit, 'HEAD'])
    return status === 0 ? stdout.toString('utf8').trim() : undefined
  }

  /** All files below the folder in a commit, by their path in the folder. */
  files(commit: string): Map<string, GitFile> {
    const listing = this.#run([
      'ls-tree',
      '-r',
      '-z',
      '-l',
      '--full-tree',
      commit,
      ...(this.prefix ? [this.prefix] : []),
    ])
    const files = new Map<string, GitFile>()
    for (const row of listing.toString('utf8').split('\0')) {
      const [, mode = '', type, blob = '', size, path = ''] = /^(\d+) (\w+) (\w+) +(\S+)\t(.*)$/s.exec(row) ?? []
      if (type !== 'blob') continue
      const kind = mode === '120000' ? 'link' : 'file'
      files.set(path.slice(this.prefix.length), { path, blob, bytes: Number(size), kind })
    }
    return files
  }

  /** The content of each blob, all by one process. */
  blobs(names: readonly string[]): Map<string, Uint8Array> {
    const blobs = new Map<string, Uint8Array>()
    if (names.length === 0) return blobs
    const output = this.#run(['cat-file', '--batch'], `${[...new Set(names)].join('\n')}\n`)
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf('\n', at)
      const [name = '', type, size] = output.toString('utf8', at, end).split(' ')
      const start = end + 1
      if (type !== 'blob') throw cliErrors.noGit(`the object ${name} is ${type ?? 'not there'}`)
      blobs.set(name, output.subarray(start, start + Number(size)))
      at = start + Number(size) + 1
    }
    return blobs
  }

  /** Files of the folder that are not in the working tree as they are in a commit, as far as git knows of them. */
  changes(commit: string): GitChanges {
    const args = ['diff', '--no-ext-diff', '--name-status', '-z', '-M', '-l2000', '--relative', commit, '--', '.']
    const parts = this.#run(args).toString('utf8').split('\0')
    const changes = { renames: new Map<string, string>(), paths: new Set<string>() }
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const path = parts[at + 1] ?? ''
      changes.paths.add(path)
      if (!/^[RC]/.test(parts[at] ?? '')) continue
      // These have two paths, and a new name with an old one is what is asked for.
      const to = parts[++at + 1] ?? ''
      changes.paths.add(to)
      changes.renames.set(path, to)
    }
    return changes
  }

  #remedyFor(revision: string): string {
    const shallow = this.#try(['rev-parse', '--is-shallow-repository']).stdout.toString('utf8').trim() === 'true'
    const [, remote, branch] = /^(?:refs\/remotes\/)?(origin)\/(.+)$/.exec(revision) ?? []
    // In a whole clone, --depth would cut off what is there.
    const branchOnly = remote
      ? ` ${shallow ? '--depth=1 ' : ''}${remote} ${branch}:refs/remotes/${remote}/${branch}`
      : ''
    const fetch = `'git fetch${branchOnly}'`
    if (shallow) return `this is a shallow clone: ${fetch} brings it (actions/checkout: fetch-depth: 0)`
    return remote ? `${fetch} brings it, if the remote has it` : "'git branch --all' and 'git tag' list what there is"
  }

  #run(args: readonly string[], input?: string): Buffer {
    const { status, stdout, stderr } = this.#try(args, input)
    if (status !== 0) throw cliErrors.noGit(firstLine(stderr))
    return stdout
  }

  #try(args: readonly string[], input = ''): { status: number | null; stdout: Buffer; stderr: string } {
    const { status, stdout, stderr, error } = spawnSync('git', args, {
      cwd: this.#folder,
      input,
      maxBuffer: maxOutputBytes,
      // What is read must not wait for a lock or for somebody to type a password, and is read by us in English.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    })
    if (error) throw cliErrors.noGit('code' in error ? String(error.code) : error.message).because(error)
    return { status, stdout, stderr: stderr.toString('utf8') }
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
