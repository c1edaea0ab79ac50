/** Does what a plan says: levels first, then all schemas, then what is to go. */

import { cliErrors } from '../errors.ts'
import type { Provenance } from '../provenance.ts'
import { registerInTurn } from '../register-in-turn.ts'
import { registerTogether } from '../register-together.ts'
import { type FileOutcome, refusalText } from '../registration-outcome.ts'
import { messageOf, type RegistryDoor } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import { type LevelChange, putLevelsBack, setLevels } from './levels.ts'
import type { Plan } from './plan.ts'

/** What was done; it is added to as the work goes on, so that it can be told when something fails. */
export interface Done {
  readonly levels: LevelChange[]
  readonly outcomes: FileOutcome[]
  readonly deleted: string[]
}

export interface CarryOutOptions {
  normalize?: boolean
  provenance: Provenance
}

/**
 * The schemas are judged by the levels that the folder wants, so those are set first; where the schemas are refused then,
 * the levels are put back. What is deleted comes last, because nothing may refer to it any more.
 *
 * @throws {CliError} with what is done and what is not.
 */
export async function carryOut(plan: Plan, door: RegistryDoor, options: CarryOutOptions, done: Done): Promise<void> {
  try {
    await setLevels(door, plan.levels, done.levels)
    await registerFiles(plan, door, options, done.outcomes)
    const refused = refusalText(done.outcomes)
    if (refused !== undefined) throw cliErrors.refused(refused)
  } catch (error) {
    if (done.levels.length === 0) throw error
    throw await withLevelsBack(door, done, error)
  }
  await deleteSubjects(plan.deletions, door, done.deleted)
}

async function registerFiles(
  { files, together }: Plan,
  door: RegistryDoor,
  { normalize = false, provenance }: CarryOutOptions,
  outcomes: FileOutcome[],
): Promise<void> {
  if (files.length === 0) return
  const all = together ? await registerTogether(door, files, { normalize, provenance }) : undefined
  if (all) outcomes.push(...all)
  else await registerInTurn(door, files, { normalize }, outcomes)
}

async function withLevelsBack(door: RegistryDoor, done: Done, error: unknown): Promise<unknown> {
  const left = await putLevelsBack(door, done.levels).catch(() => done.levels)
  done.levels.splice(0, done.levels.length, ...left)
  const message = error instanceof Error ? error.message : String(error)
  const fate =
    left.length === 0
      ? 'The levels that had been set are put back.'
      : `These levels were set and could not be put back: ${left.map(({ subject, from, to }) => `${subject} (${from} -> ${to})`).join(', ')}.`
  return cliErrors.refused(`${message}\n${fate}`).because(error)
}

/** One that others refer to can go when those are gone. */
async function deleteSubjects(subjects: readonly string[], door: RegistryDoor, deleted: string[]): Promise<void> {
  let left = [...subjects]
  while (left.length > 0) {
    const refusals: { subject: string; message: string }[] = []
    for (const subject of left) {
      const answer = await door.send('DELETE', subjectPath(subject))
      if (answer.status < 300) deleted.push(subject)
      // Somebody else was faster.
      else if (answer.status !== 404) refusals.push({ subject, message: messageOf(answer) })
    }
    if (refusals.length === left.length)
      throw cliErrors.refused(
        `Everything else is done, but not all could be deleted.\n${refusals.map(({ subject, message }) => `${subject}: ${message}`).join('\n')}`,
      )
    left = refusals.map(({ subject }) => subject)
  }
}
