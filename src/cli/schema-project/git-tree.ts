/** The schema files of a commit as a tree, read without a checkout. */

import { isSchemaPath } from '../schema-files/find-files.ts'
import { isHuge, refuseHuge } from '../schema-files/read-file.ts'
import type { Git, GitFile } from './git.ts'
import type { TreeFile } from './schema-project.ts'

export interface CommitTree {
  /** With paths as they are printed, `REVISION:PATH`. */
  readonly files: readonly TreeFile[]
  /** The project file, where the commit has one in the folder. */
  readonly rules: { readonly text: string; readonly path: string } | undefined
}

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
  const wanted = [...listed].filter(
    ([path, { kind }]) => kind === 'file' && path.startsWith(start) && isSchemaPath(path),
  )
  const rules = listed.get(start + projectFile)
  const blobs = git.blobs([...wanted.map(([, file]) => file), ...(rules ? [rules] : [])].flatMap(readableBlobs))
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
  const bytes = rules && blobs.get(rules.blob)
  const path = `${revision}:${start}${projectFile}`
  return { files, rules: bytes && { text: new TextDecoder().decode(bytes), path } }
}

/** The blobs to read of a file: none where it is huge, which its size says. */
export function readableBlobs({ blob, bytes, kind }: GitFile): string[] {
  return kind === 'file' && !isHuge(bytes) ? [blob] : []
}
