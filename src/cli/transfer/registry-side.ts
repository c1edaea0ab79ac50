/** A live registry as a side of a transfer, read through the API that any Confluent-compatible registry has. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import { cliErrors } from '../errors.ts'
import { messageOf, type RegistryDoor } from '../registry-door.ts'
import { query, subjectPath } from '../registry-path.ts'
import type { VersionAnswer } from '../version-answer.ts'
import { type ConfigEntry, type SchemaEntry, schemaEntryOf } from './entry.ts'
import { emptyInventory, type HeldVersion, heldVersion, type Inventory, type Source, versionKey } from './inventory.ts'

/** What is left to read of a subject: numbers of versions, or its versions where only a listing shows them. */
interface SubjectVersions {
  subject: string
  active: ReadonlySet<number>
  numbers: readonly number[]
  listed?: readonly SchemaEntry[]
}

/** Statuses by which a registry says that it does not have such a thing, or no such feature. */
const absentStatuses: ReadonlySet<number> = new Set([404, 405, 501])

export class RegistrySide implements Source {
  readonly door: RegistryDoor
  /** Subjects whose own alias hides their versions from the paths of the API. */
  readonly #aliased = new Set<string>()

  constructor(door: RegistryDoor) {
    this.door = door
  }

  get name(): string {
    return this.door.url
  }

  async inventory(seen: (count: number) => void): Promise<Inventory> {
    const inventory = emptyInventory()
    const contexts = ((await this.#optional('/contexts')) as string[] | undefined) ?? ['.']
    for (const context of contexts) inventory.contexts.add(context)
    await this.#readScopes(inventory, [null, ...contexts.filter((name) => name !== '.').map((name) => `:${name}:`)])
    await this.#readScopes(inventory, [':.__GLOBAL:'])

    const subjects = (await this.door.get('/subjects?deleted=true')) as string[]
    const aliases = await this.#aliasNames()
    await this.#readScopes(inventory, [...new Set([...subjects, ...aliases])])
    const perSubject = await mapBounded(subjects, requestsAtOnce, (subject) => this.#versionsOf(subject, inventory))
    const wanted = perSubject.flatMap(({ subject, numbers, active }) =>
      numbers.map((version) => ({ subject, version, deleted: !active.has(version) })),
    )
    const read = await mapBounded(wanted, requestsAtOnce, async ({ subject, version, deleted }) => {
      const answer = (await this.#optional(versionPath(subject, version))) as VersionAnswer | undefined
      seen(1)
      return answer && heldVersion(schemaEntryOf(answer, answer.deleted ?? deleted))
    })
    const listed = perSubject.flatMap((one) => one.listed ?? []).map(heldVersion)
    seen(listed.length)
    for (const held of [...read.filter((one) => one !== undefined), ...listed])
      inventory.versions.set(versionKey(held), held)
    return inventory
  }

  async load({ subject, version, deleted }: HeldVersion): Promise<SchemaEntry | undefined> {
    if (this.#aliased.has(subject))
      return (await this.#listing(subject)).find((entry) => entry.subject === subject && entry.version === version)
    const answer = (await this.#optional(versionPath(subject, version))) as VersionAnswer | undefined
    return answer && schemaEntryOf(answer, answer.deleted ?? deleted)
  }

  /** Configs and modes of these subjects; `null` is the registry itself. */
  async #readScopes(inventory: Inventory, subjects: readonly (string | null)[]): Promise<void> {
    const found = await mapBounded(subjects, requestsAtOnce, async (subject) => ({
      subject,
      config: (await this.#optional(scope('config', subject))) as ConfigEntry['config'] | undefined,
      mode: (await this.#optional(scope('mode', subject))) as { mode: string } | undefined,
    }))
    for (const { subject, config, mode } of found) {
      if (config) inventory.configs.set(subject, config)
      if (mode?.mode) inventory.modes.set(subject, mode.mode)
      if (subject === null || typeof config?.['alias'] !== 'string') continue
      this.#aliased.add(subject)
    }
  }

  async #versionsOf(subject: string, inventory: Inventory): Promise<SubjectVersions> {
    if (typeof inventory.configs.get(subject)?.['alias'] === 'string')
      return { subject, numbers: [], active: new Set(), listed: await this.#listing(subject) }
    const numbers = (await this.#optional(`${subjectPath(subject, 'versions')}?deleted=true`)) as number[] | undefined
    const active = (await this.#optional(subjectPath(subject, 'versions'))) as number[] | undefined
    return { subject, numbers: numbers ?? [], active: new Set(active) }
  }

  /** The versions of a subject out of the list of all schemas, which no alias changes. */
  async #listing(subject: string): Promise<SchemaEntry[]> {
    const entries: SchemaEntry[] = []
    for await (const page of this.#pages({ subjectPrefix: subject, deleted: true }))
      entries.push(...page.filter((answer) => answer.subject === subject).map((answer) => schemaEntryOf(answer)))
    return entries
  }

  /**
   * Names that have no versions and only stand for other subjects. The API lists no configs; where a registry knows
   * `aliases` (7.7 and later) the list of schemas names them, and any other config of a name without versions stays hidden.
   */
  async #aliasNames(): Promise<Set<string>> {
    const names = new Set<string>()
    for await (const page of this.#pages({ subjectPrefix: ':*:', aliases: true, latestOnly: true, deleted: true }))
      for (const { aliases } of page as { aliases?: string[] }[]) for (const name of aliases ?? []) names.add(name)
    return names
  }

  async *#pages(filters: Readonly<Record<string, string | boolean>>): AsyncGenerator<VersionAnswer[]> {
    let first: string | undefined
    for (let offset = 0; ; offset += pageLength) {
      const path = `/schemas${query({ ...filters, offset, limit: pageLength })}`
      const page = ((await this.#optional(path)) ?? []) as VersionAnswer[]
      // A registry without paging answers everything each time, which may happen to be as long as a page.
      const begins = page[0] && versionKey(page[0])
      if (begins !== undefined && begins === first) return
      first ??= begins
      yield page
      if (page.length !== pageLength) return
    }
  }

  async #optional(path: string): Promise<unknown> {
    const answer = await this.door.send('GET', path)
    if (answer.status < 300) return answer.body
    if (absentStatuses.has(answer.status)) return undefined
    throw cliErrors.refused(`${this.door.url}${path}: ${messageOf(answer)}`)
  }
}

/** Schemas may have a mebibyte each, so a page of them stays well below the bound of an answer. */
const pageLength = 50

function versionPath(subject: string, version: number): string {
  return `${subjectPath(subject, 'versions', version)}?deleted=true`
}

/** `/config/<subject>` or `/mode/<subject>`; without one it is the registry's. */
export function scope(resource: 'config' | 'mode', subject: string | null): string {
  return subject === null ? `/${resource}` : `/${resource}/${encodeURIComponent(subject)}`
}
