/** `--against`: what the schemas are compared with. */

import { join } from 'node:path'
import { cliErrors } from '../errors.ts'
import { LockBaseline } from '../lock/lock-baseline.ts'
import { lockFileName, readLock } from '../lock/lock-file.ts'
import type { RegistryOptions } from '../registry.ts'
import { toUrl } from '../registry.ts'
import { RegistryDoor } from '../registry-door.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import { FolderBaseline } from './folder-baseline.ts'
import { GitBaseline } from './git-baseline.ts'
import type { Baseline } from './past.ts'
import { RegistryBaseline } from './registry-baseline.ts'

/** What may be named, and how it is opened. A new one is a line here and a file that fills {@link Baseline}. */
const kinds: Readonly<Record<string, (working: WorkingProject, name: string, options: RegistryOptions) => Baseline>> = {
  git: (working, revision) => new GitBaseline(working, revision),
  folder: (working, folder) => new FolderBaseline(working, folder),
  lock: (working, file) => {
    const path = file === '' ? join(working.root, lockFileName) : file
    return new LockBaseline(working, path, readLock(path))
  },
  registry: (_, url, options) =>
    new RegistryBaseline(
      new RegistryDoor(url === '' ? options : { ...options, registry: toUrl('--against registry:', url) }),
    ),
}

export interface Against {
  readonly kind: string
  /** A revision, a folder, an address. */
  readonly name: string
}

export function parseAgainst(text: string): Against {
  const at = text.indexOf(':')
  const [kind, name] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  // Without an address it is the one of --registry, or the lock of the project.
  if (Object.hasOwn(kinds, kind) && (name !== '' || text === 'registry' || text === 'lock')) return { kind, name }
  throw cliErrors.wrongUse(
    `--against expects git:REVISION, folder:FOLDER, lock or registry:URL, for instance git:origin/main; got '${text}'.`,
  )
}

/** @throws {CliError} where there is no such revision or folder. */
export function openBaseline({ kind, name }: Against, working: WorkingProject, options: RegistryOptions): Baseline {
  const open = kinds[kind]
  if (!open) throw new Error(`there is no baseline of kind ${kind}`)
  return open(working, name, options)
}
