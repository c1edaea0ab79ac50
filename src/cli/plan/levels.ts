/** Levels and policies that a project wants for its subjects, and how a registry is brought to them. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { query, scopePath } from '../registry-path.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import type { FileRules } from '../schema-project/file-rules.ts'

/** What can be said of a subject in a project, under the names that a config has for it when it is set. */
const settable = { compatibility: 'compatibilityLevel', compatibilityPolicy: 'compatibilityPolicy' } as const
type Settable = keyof typeof settable

type ConfigAnswer = Readonly<Record<string, unknown>>

export interface LevelChange {
  readonly subject: string
  readonly field: Settable
  /** What holds now, whether it is set for the subject or inherited. */
  readonly from: string
  readonly to: string
  /** What is set for the subject itself; `null` where that is nothing. */
  readonly own: string | null
}

/** What holds where nothing is set anywhere. */
const defaults: Readonly<Record<Settable, string>> = { compatibility: 'BACKWARD', compatibilityPolicy: 'STRICT' }

export async function levelChanges(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  rules: FileRules,
): Promise<LevelChange[]> {
  const changes = await mapBounded(files, requestsAtOnce, async ({ subject, name }) => {
    const wanted = { compatibility: rules.levelOf(name), compatibilityPolicy: rules.policyOf(name) }
    if (Object.values(wanted).every((value) => value === undefined)) return []
    const path = scopePath('config', { subject })
    const effective = ((await door.find(path + query({ defaultToGlobal: true }))) ?? {}) as ConfigAnswer
    const different = fieldsOf(wanted).flatMap(([field, to]) => {
      const from = String(effective[settable[field]] ?? defaults[field])
      return from === to ? [] : [{ subject, field, from, to }]
    })
    if (different.length === 0) return []
    const own = ((await door.find(path)) ?? {}) as ConfigAnswer
    return different.map((change) => ({ ...change, own: textOrNull(own[settable[change.field]]) }))
  })
  return changes.flat()
}

function fieldsOf(wanted: { readonly [Field in Settable]: string | undefined }): [Settable, string][] {
  return (['compatibility', 'compatibilityPolicy'] as const).flatMap((field) => {
    const value = wanted[field]
    return value === undefined ? [] : [[field, value]]
  })
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** One after the other. @param done - is added to, so that it holds what was set when something fails. */
export async function setLevels(
  door: RegistryDoor,
  changes: readonly LevelChange[],
  done: LevelChange[],
): Promise<void> {
  for (const change of changes) {
    const { subject, field, to } = change
    await door.ask('PUT', scopePath('config', { subject }), { body: { [field]: to } })
    done.push(change)
  }
}

/** @returns those that could not be put back. */
export async function putLevelsBack(door: RegistryDoor, done: readonly LevelChange[]): Promise<LevelChange[]> {
  const left: LevelChange[] = []
  for (const change of done.toReversed()) {
    const { subject, field, own } = change
    const path = scopePath('config', { subject })
    // Older registries do not clear a field; there a config holds the level alone and can go as a whole.
    const answer = await door.send('PUT', path, { body: { [field]: own } }).catch(() => undefined)
    const cleared = answer && answer.status >= 300 && own === null ? await door.send('DELETE', path) : answer
    if (!cleared || cleared.status >= 300) left.push(change)
  }
  return left
}
