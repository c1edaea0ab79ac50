/** Subjects of a registry that no file of a project describes. */

import type { RegistryDoor } from '../registry-door.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { FileRules } from '../schema-project/file-rules.ts'

export interface WithoutFile {
  /** That the project calls its own, so that they are too many. */
  readonly owned: readonly string[]
  /** Where the project does not say which are its own: they may be those of other projects. */
  readonly others: readonly string[]
}

export async function subjectsWithoutFile(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  rules: FileRules,
): Promise<WithoutFile> {
  // A name that others refer to as somebody else's is a subject of this project's surroundings, not one too many.
  const known = new Set(files.flatMap((file) => [file.subject, ...file.references.map(({ subject }) => subject)]))
  const subjects = ((await door.get('/subjects')) as string[]).filter((subject) => !known.has(subject)).sort()
  return {
    owned: subjects.filter((subject) => rules.owns(subject) === true),
    others: subjects.filter((subject) => rules.owns(subject) === undefined),
  }
}
