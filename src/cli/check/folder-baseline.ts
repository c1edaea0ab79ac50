/** A folder with other versions of the schemas, such as a checkout of a release. */

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readTextFile } from '../arguments.ts'
import { cliErrors } from '../errors.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import { projectFileName } from '../schema-project/project-file.ts'
import { projectOf, type SchemaProject } from '../schema-project/schema-project.ts'
import { folderTree, type WorkingProject } from '../schema-project/working-project.ts'
import type { Baseline, Past } from './past.ts'
import { treePast } from './tree-past.ts'

export class FolderBaseline implements Baseline {
  readonly name: string
  readonly #working: WorkingProject

  /** @throws {CliError} where there is no such folder. */
  constructor(working: WorkingProject, folder: string) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw cliErrors.wrongUse(`${folder} is no folder to compare with.`)
    this.name = folder
    this.#working = working
  }

  pastOf(project: SchemaProject, asked: readonly ResolvedFile[]): Past {
    const rulesFile = join(this.name, projectFileName)
    const rules = existsSync(rulesFile)
      ? this.#working.rulesOf(readTextFile(rulesFile), rulesFile)
      : this.#working.rules
    const past = treePast(project, projectOf(folderTree(this.name), rules), new Map())
    // The other folder may be laid out in another way, so its paths do not say what a part of the project lacks.
    return asked.length === project.files.length ? past : { ...past, gone: [] }
  }
}
