/** Both sides beside each other: one schema with one, or the schemas of a folder with those of another. */

import { treePast } from '../check/tree-past.ts'
import { CliError, cliErrors } from '../errors.ts'
import type { FileFault, SchemaProject } from '../schema-project/schema-project.ts'
import { differenceOf, type SchemaDifference } from './difference.ts'
import { isProject, type Side, schemaOfFile } from './side.ts'

export interface SidesDifference {
  /** Schemas that both sides have and that are not the same. */
  readonly schemas: readonly SchemaDifference[]
  /** Names of schemas that only one side has. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Files that could not be compared. */
  readonly faults: readonly FileFault[]
}

export async function compareSides(older: Side, newer: Side): Promise<SidesDifference> {
  const [was, is] = [older.content, newer.content]
  if (isProject(was) && isProject(is)) return compareProjects(was, is)
  if (isProject(was) || isProject(is))
    throw cliErrors.wrongUse(`${older.name} and ${newer.name} should be two schemas or two folders.`)
  const difference = await differenceOf(was, is)
  return { schemas: isSame(difference) ? [] : [difference], added: [], removed: [], faults: [] }
}

async function compareProjects(older: SchemaProject, newer: SchemaProject): Promise<SidesDifference> {
  const { histories, gone } = treePast(newer, older, new Map())
  const schemas: SchemaDifference[] = []
  const faults = [...older.faults, ...newer.faults]
  for (const [file, { versions, unchanged, before }] of histories) {
    const [earlier] = versions
    if (unchanged || !earlier) continue
    const was = before
      ? older.files.find(({ path }) => path === before.path)
      : (older.files.find(({ name }) => name === file.name) ??
        older.files.find(({ subject }) => subject === file.subject))
    if (!was) continue
    try {
      const difference = await differenceOf(schemaOfFile(was), schemaOfFile(file))
      if (!isSame(difference)) schemas.push(difference)
    } catch (error) {
      // The others are still compared.
      if (!(error instanceof CliError)) throw error
      faults.push({ path: file.path, error })
    }
  }
  return {
    schemas,
    added: newer.files.filter((file) => !histories.has(file)).map(({ path }) => path),
    removed: gone.map(({ path }) => path),
    faults,
  }
}

/** What differs in nothing but blanks is the same. */
function isSame({ changes, warnings }: SchemaDifference): boolean {
  return changes.length === 0 && warnings.length === 0
}
