/** One file after the other, as any registry can: what is registered before a refusal stays. */

import { explainedFindings, findingsOf } from './explained-findings.ts'
import type { FileOutcome } from './registration-outcome.ts'
import { messageOf, type RegistryDoor } from './registry-door.ts'
import { query, subjectPath } from './registry-path.ts'
import type { ResolvedFile } from './schema-files/resolve.ts'

interface InTurnOptions {
  normalize?: boolean
  dryRun?: boolean
}

/** @param outcomes - is added to as the work goes on, so that it holds what was done when something fails. */
export async function registerInTurn(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  options: InTurnOptions,
  outcomes: FileOutcome[],
): Promise<void> {
  /** Versions of what was registered, by subject: what references of later files need. */
  const versions = new Map<string, number>()
  for (const file of files) {
    const references = file.references.map((one) => ({ ...one, version: one.version ?? versions.get(one.subject) }))
    const missing = references.some(({ version }) => version === undefined)
    const outcome = missing
      ? { file: file.path, subject: file.subject, outcome: 'notTried' as const }
      : await registerOne(door, file, { references, ...options })
    outcomes.push(outcome)
    if (outcome.version !== undefined) versions.set(file.subject, outcome.version)
  }
}

async function registerOne(
  door: RegistryDoor,
  { path, subject, schemaType, text }: ResolvedFile,
  { references, normalize, dryRun }: InTurnOptions & { references: object[] },
): Promise<FileOutcome> {
  const body = { schemaType, schema: text, ...(references.length > 0 && { references }) }
  const place = { file: path, subject }
  const known = await door.send('POST', subjectPath(subject) + query({ normalize }), { body })
  if (known.status < 300) return { ...place, outcome: 'existing', ...numbersOf(known.body) }
  if (dryRun) return tryOne(door, place, body, normalize)

  const answer = await door.send('POST', subjectPath(subject, 'versions') + query({ normalize }), { body })
  if (answer.status >= 300) return refused(door, place, body, messageOf(answer), answer.status === 409)
  // Older registries answer a registration with the id alone; a look-up always names the version.
  const registered = numbersOf(answer.body)
  if (registered.version !== undefined) return { ...place, outcome: 'new', ...registered }
  const found = await door.ask('POST', subjectPath(subject) + query({ normalize }), { body })
  return { ...place, outcome: 'new', ...numbersOf(found) }
}

type Place = Pick<FileOutcome, 'file' | 'subject'>

/** What would become of it, as far as other registries tell: whether it is compatible, not its id. */
async function tryOne(
  door: RegistryDoor,
  place: Place,
  body: object,
  normalize: boolean | undefined,
): Promise<FileOutcome> {
  const path = `/compatibility${subjectPath(place.subject, 'versions')}${query({ verbose: true, normalize })}`
  const answer = await door.send('POST', path, { body })
  if (answer.status >= 300) return { ...place, outcome: 'refused', error: { message: messageOf(answer) } }
  const { is_compatible: isCompatible, messages } = answer.body as { is_compatible: boolean; messages?: string[] }
  if (isCompatible) return { ...place, outcome: 'new' }
  const findings = findingsOf(answer.body)
  return {
    ...place,
    outcome: 'refused',
    error: { message: (messages ?? []).join(', '), ...(findings && { findings }) },
  }
}

/** Asks once more, in a form that can be explained; where the registry is not ours its own message has to do. */
async function refused(
  door: RegistryDoor,
  place: Place,
  body: object,
  message: string,
  incompatible: boolean,
): Promise<FileOutcome> {
  if (!incompatible) return { ...place, outcome: 'refused', error: { message } }
  const findings = await explainedFindings(door, place.subject, body)
  return { ...place, outcome: 'refused', error: { message, ...(findings && { findings }) } }
}

function numbersOf(body: unknown): Pick<FileOutcome, 'version' | 'id'> {
  const { version, id } = (body ?? {}) as { version?: number; id?: number }
  return { ...(version !== undefined && { version }), ...(id !== undefined && { id }) }
}
