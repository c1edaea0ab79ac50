/** The schema files of a commit as a tree, read without a checkout. */

import { posix } from 'node:path'
import { schemaTypeOf } from '../arguments.ts'
import { refuseHuge } from '../schema-files/read-file.ts'
import type { Git, GitFile } from './git.ts'
import type { TreeFile } from './schema-project.ts'

export interface CommitTree {
  /** With paths as they are printed, `REVISION:PATH`. */
  readonly files: readonly TreeFile[]
  /** The project file, where the commit has one in the folder. */
  readonly rules: { readonly text: string; readonly path: string } | undefined
}

/** More than any schema has; a blob of this size is told by its size, without reading it. */
const maxBlobBytes = 8 * 1024 * 1024

/**
 * @param git - of the top of the repository.
 * @param folder - from the top, empty for the top itself. Files are named as seen from it.
 * @param named - files that are schemas although they may not say so, by their path from the top.
 */
export function commitTree(
  git: Git,
  revision: string,
  listed: ReadonlyMap<string, GitFile>,
  folder: string,
  { projectFile, named }: { projectFile: string; named: ReadonlySet<string> },
): CommitTree {
  const start = folder === '' ? '' : `${folder}/`
  // A link's schema is that of the file it leads to, which is there by itself.
  const wanted = [...listed].filter(([path, { kind }]) => kind === 'file' && path.startsWith(start) && isSchema(path))
  const rules = listed.get(start + projectFile)
  const blobs = git.blobs([...wanted.map(([, file]) => file), ...(rules ? [rules] : [])].flatMap(readable))
  const files = wanted.map(([path, { blob, bytes }]): TreeFile => {
    const shown = `${revision}:${path}`
    return {
      path: shown,
      name: path.slice(start.length),
      inFolder: !named.has(path),
      bytes() {
        refuseHuge(shown, bytes)
        return blobs.get(blob) ?? new Uint8Array()
      },
    }
  })
  const text = rules && new TextDecoder().decode(blobs.get(rules.blob))
  return { files, rules: text === undefined ? undefined : { text, path: `${revision}:${start}${projectFile}` } }
}

function readable({ blob, bytes }: GitFile): string[] {
  return bytes <= maxBlobBytes ? [blob] : []
}

/** As files of a folder are found. */
function isSchema(path: string): boolean {
  if (!schemaTypeOf(path)) return false
  return !path.split(posix.sep).some((part) => part.startsWith('.') || part === 'node_modules')
}
