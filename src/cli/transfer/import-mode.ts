/** Mode IMPORT on the target while ids and versions are written, and what becomes of the modes afterwards. */

import { CliError, cliErrors, exitCodes } from '../errors.ts'
import { messageOf, type RegistryDoor } from '../registry-door.ts'
import { contextOf } from './entry.ts'
import type { Inventory } from './inventory.ts'
import { scope } from './scopes.ts'

export class ImportMode {
  readonly #door: RegistryDoor
  readonly #target: Inventory
  /** What has another mode now than it had; `undefined` where none was set. */
  readonly #changed = new Map<string | null, string | undefined>()

  /**
   * @param target - the target before anything is written. Where it stands in IMPORT already, that was left by an import
   *   that was killed, and is cleared at the end.
   */
  constructor(door: RegistryDoor, target: Inventory) {
    this.#door = door
    this.#target = target
    for (const [subject, mode] of target.modes)
      if (mode === 'IMPORT' && (subject === null || /^:\.[^:]*:$/.test(subject))) this.#changed.set(subject, undefined)
  }

  /** Lets the versions of these subjects be written with their ids. */
  async enter(subjects: Iterable<string>): Promise<void> {
    for (const subject of subjects) {
      const context = contextOf(subject)
      await this.#set(context === '.' ? null : `:${context}:`, 'IMPORT')
      // A mode of its own would win over that of its context.
      if ((this.#target.modes.get(subject) ?? 'IMPORT') !== 'IMPORT') await this.#set(subject, 'IMPORT')
    }
  }

  /** Lets the config of a scope be written, where something says READONLY. */
  async open(scope: string | null): Promise<void> {
    const context = contextOf(scope ?? '')
    const above = [scope, context === '.' ? null : `:${context}:`, ':.__GLOBAL:']
    if (above.some((name) => this.#target.modes.get(name)?.startsWith('READONLY'))) await this.enter([scope ?? ''])
  }

  /** Gives back the modes that were there. */
  async leave(): Promise<void> {
    for (const [subject, before] of [...this.#changed].reverse()) {
      await this.put(subject, before)
      this.#changed.delete(subject)
      if (before === undefined) this.#target.modes.delete(subject)
    }
  }

  /** @param mode - `undefined` clears it. */
  async put(subject: string | null, mode: string | undefined): Promise<void> {
    const path = scope('mode', subject)
    const put = (value: string) => this.#door.send('PUT', `${path}?force=true`, { body: { mode: value } })
    let answer = mode === undefined ? await this.#door.send('DELETE', path) : await put(mode)
    // 404: there was none to clear.
    if (mode === undefined && subject !== null && answer.status === 404) return
    // Registries before 8.2 cannot clear their own mode, only set it.
    if (mode === undefined && subject === null && answer.status >= 400) answer = await put('READWRITE')
    if (answer.status < 300) return
    const ids = mode === 'IMPORT' ? ' Without that mode it gives ids of its own, so nothing is written.' : ''
    throw cliErrors.refused(
      `The mode of ${subject ?? 'the registry'} at ${this.#door.url} cannot become ${mode ?? 'what it inherits'}: ${messageOf(answer)}${ids}`,
    )
  }

  async #set(subject: string | null, mode: string): Promise<void> {
    if (this.#changed.has(subject)) return
    // First noted, then set: whoever is interrupted in between clears one mode too many, not one too few.
    this.#changed.set(subject, this.#before(subject))
    try {
      await this.put(subject, mode)
    } catch (error) {
      // What was refused need not be taken back, which would be refused as well and say less.
      if (error instanceof CliError && error.code === exitCodes.no) this.#changed.delete(subject)
      throw error
    }
  }

  /**
   * A registry that is not exact tells READWRITE also where none is set; it is set again only where something below would
   * show through.
   */
  #before(subject: string | null): string | undefined {
    const mode = this.#target.modes.get(subject)
    if (this.#target.exact) return mode
    return subject === null && mode === 'READWRITE' && !this.#target.modes.has(':.__GLOBAL:') ? undefined : mode
  }
}
