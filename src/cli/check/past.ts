/** What the schemas of a project were before: the seam between a check and whatever it is made against. */

import type { CompatibilityLevel } from '../../registry/index.ts'
import type { CompatibilityPolicy, SchemaSource, SchemaType } from '../../schemas/index.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { SchemaProject } from '../schema-project/schema-project.ts'

export interface EarlierSchema {
  readonly source: SchemaSource & { readonly type: SchemaType }
  /** In a registry. */
  readonly version?: number
}

/** What stood where a file's schema stands now. */
export interface History {
  /** Newest first. */
  readonly versions: readonly EarlierSchema[]
  /** Nothing about it is new, its references included. */
  readonly unchanged: boolean
  /** Its own text is as it was, whatever its references are. */
  readonly isTextSame: boolean
  /** Where another file or another subject held it. */
  readonly before?: { readonly path: string; readonly subject: string }
  /** Where the place of the past has rules of its own. */
  readonly level?: CompatibilityLevel | undefined
  readonly policy?: CompatibilityPolicy | undefined
}

export interface Past {
  /** A file that is not in it is new. */
  readonly histories: ReadonlyMap<ResolvedFile, History>
  /** Of what is asked about, what was there and is not any more. */
  readonly gone: readonly { readonly path: string; readonly subject: string }[]
  /** Whether a file, by its path, is the same as it was, so that what is wrong with it is no news. */
  isUnchanged(path: string): boolean
}

/** What files are compared with. */
export interface Baseline {
  /** As a sentence can name it: `origin/main`. */
  readonly name: string
  /** @param asked - the files that are looked at. @param level - what the project says of a file, or was asked for. */
  pastOf(
    project: SchemaProject,
    asked: readonly ResolvedFile[],
    level: (file: ResolvedFile) => CompatibilityLevel | undefined,
  ): Past | Promise<Past>
}
