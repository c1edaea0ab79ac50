/** What is compared: a schema or a folder of schemas, wherever it comes from. */

import { isAbsolute, relative } from 'node:path'
import type { SchemaSource, SchemaType } from '../../schemas/index.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { RegisteredSchema } from '../schema-project/registered-schemas.ts'
import { findTarget, type SchemaProject, sourceOf } from '../schema-project/schema-project.ts'

/** A schema with all that is needed to read it. */
export interface SideSchema {
  /** As it is printed: a path, `REVISION:PATH`, `SUBJECT@VERSION`. */
  readonly name: string
  readonly type: SchemaType
  readonly source: SchemaSource
  /** Where a reference comes from, by the name that the schemas have for it. */
  origin(reference: string): string
}

export interface Side {
  /** As it was typed. */
  readonly name: string
  /** One schema, or the project of a folder. */
  readonly content: SideSchema | SchemaProject
}

export function isProject(content: Side['content']): content is SchemaProject {
  return 'files' in content
}

export function schemaOfFile(file: ResolvedFile): SideSchema {
  return {
    name: shownPath(file.path),
    type: file.schemaType,
    source: { ...sourceOf(file), strict: false },
    origin(reference) {
      const target = findTarget(file, reference)
      return target ? shownPath(target.path) : reference
    },
  }
}

export function schemaOfVersion({ subject, version, ...schema }: RegisteredSchema): SideSchema {
  return { ...schema, name: `${subject}@${version}` }
}

/** As seen from here, also where the project lies beside the current folder. */
function shownPath(path: string): string {
  return isAbsolute(path) ? relative('.', path) : path
}
