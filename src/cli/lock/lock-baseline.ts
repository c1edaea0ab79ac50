/** A lock to compare with: what was agreed upon, without git and without a registry. */

import type { Baseline, Past } from '../check/past.ts'
import { treePast } from '../check/tree-past.ts'
import type { SchemaProject } from '../schema-project/schema-project.ts'
import type { WorkingProject } from '../schema-project/working-project.ts'
import type { Lock } from './lock-file.ts'
import { lockedProject } from './project-lock.ts'

export class LockBaseline implements Baseline {
  readonly name: string
  readonly #working: WorkingProject
  readonly #lock: Lock

  constructor(working: WorkingProject, name: string, lock: Lock) {
    this.name = name
    this.#working = working
    this.#lock = lock
  }

  pastOf(project: SchemaProject): Past {
    const past = treePast(project, lockedProject(this.#lock, this.#working), new Map())
    return { ...past, gone: past.gone.filter(({ path }) => this.#working.asksAbout(path)) }
  }
}
