/** The registry as a few maps: what it must answer, written down as simply as possible. One context, Avro primitives. */

import type { CompatibilityLevel } from '../../src/registry/index.ts'

/** What each reads, besides itself. */
const readable: Record<string, readonly string[]> = {
  int: [],
  long: ['int'],
  double: ['int', 'long'],
  string: ['bytes'],
  bytes: ['string'],
}

export const types = Object.keys(readable)

interface Row {
  version: number
  id: number
  type: string
  deleted: boolean
}

/** A refusal, as its code. */
export class Refusal extends Error {
  readonly code: number

  constructor(code: number) {
    super(String(code))
    this.code = code
  }
}

const latest = -1

export class Model {
  readonly #subjects = new Map<string, Row[]>()
  readonly #levels = new Map<string, CompatibilityLevel | undefined>()
  #nextId = 1

  register(subject: string, type: string) {
    const rows = this.#subjects.get(subject) ?? []
    const known = rows.findLast((row) => row.type === type && !row.deleted)
    if (known) return { version: known.version, id: known.id }
    if (!this.isCompatible(subject, undefined, type)) throw new Refusal(40901)
    const id = this.#idOf(type) ?? this.#nextId++
    const version = (rows.at(-1)?.version ?? 0) + 1
    const kept = rows.filter((row) => !(row.deleted && row.id === id))
    this.#subjects.set(subject, [...kept, { version, id, type, deleted: false }])
    return { version, id }
  }

  lookup(subject: string, type: string, deleted: boolean) {
    const rows = this.#visible(subject, deleted)
    if (rows.length === 0) throw new Refusal(40401)
    const row = rows.findLast((other) => other.type === type)
    if (!row) throw new Refusal(40403)
    return { version: row.version, id: row.id, deleted: row.deleted }
  }

  isCompatible(subject: string, version: number | undefined, type: string): boolean {
    const active = this.#visible(subject, false)
    const chosen =
      version === undefined || version === latest ? active : active.filter((row) => row.version === version)
    if (version !== undefined && version !== latest && chosen.length === 0) throw new Refusal(40402)
    const level = this.level(subject)
    const transitive = version === undefined && level.endsWith('_TRANSITIVE')
    const compared = transitive ? chosen : chosen.slice(-1)
    const reads = (reader: string, writer: string) => reader === writer || readable[reader]?.includes(writer) === true
    return compared.every(
      (row) =>
        (!/^(BACKWARD|FULL)/.test(level) || reads(type, row.type)) &&
        (!/^(FORWARD|FULL)/.test(level) || reads(row.type, type)),
    )
  }

  versions(subject: string, deleted: boolean): number[] {
    const rows = this.#visible(subject, deleted)
    if (rows.length === 0) throw new Refusal(40401)
    return rows.map(({ version }) => version)
  }

  version(subject: string, version: number, deleted: boolean) {
    const rows = this.#visible(subject, deleted)
    if (rows.length === 0) throw new Refusal(40401)
    const row =
      version === latest ? this.#visible(subject, false).at(-1) : rows.find((other) => other.version === version)
    if (!row) throw new Refusal(40402)
    return { version: row.version, id: row.id, type: row.type, deleted: row.deleted }
  }

  schemaById(id: number): string {
    const row = [...this.#subjects.values()].flat().find((other) => other.id === id)
    if (!row) throw new Refusal(40403)
    return row.type
  }

  subjectsOfId(id: number, deleted: boolean): string[] {
    this.schemaById(id)
    const uses = [...this.#subjects].filter(([, rows]) => {
      const row = rows.findLast((other) => other.id === id)
      return row && (deleted || !row.deleted)
    })
    return uses.map(([subject]) => subject).sort()
  }

  subjects(deleted: boolean): string[] {
    return [...this.#subjects.keys()].filter((subject) => this.#visible(subject, deleted).length > 0).sort()
  }

  deleteVersion(subject: string, version: number, permanent: boolean): number {
    const rows = this.#subjects.get(subject) ?? []
    const row =
      version === latest ? this.#visible(subject, false).at(-1) : rows.find((other) => other.version === version)
    if (row?.deleted && !permanent) throw new Refusal(40406)
    if (!row) throw new Refusal(this.#visible(subject, permanent).length > 0 ? 40402 : 40401)
    if (permanent && !row.deleted) throw new Refusal(40407)
    this.#remove(subject, [row], permanent)
    return row.version
  }

  deleteSubject(subject: string, permanent: boolean): number[] {
    const all = this.#visible(subject, true)
    if (all.length === 0) throw new Refusal(40401)
    const rows = this.#visible(subject, permanent)
    if (rows.length === 0) throw new Refusal(40404)
    if (permanent && rows.some((row) => !row.deleted)) throw new Refusal(40405)
    this.#remove(subject, rows, permanent)
    return rows.map(({ version }) => version)
  }

  /** @param scope - a subject, or '' for the context. @param level - `undefined` clears it, but a config is there. */
  setLevel(scope: string, level: CompatibilityLevel | undefined): void {
    this.#levels.set(scope, level)
  }

  deleteLevel(scope: string): string {
    if (!this.#levels.has(scope)) throw new Refusal(40401)
    const level = this.#levels.get(scope)
    this.#levels.delete(scope)
    return level ?? 'BACKWARD'
  }

  ownLevel(scope: string): string {
    if (!this.#levels.has(scope)) throw new Refusal(40408)
    return this.#levels.get(scope) ?? 'BACKWARD'
  }

  level(subject: string): string {
    const scope = this.#levels.has(subject) ? subject : ''
    return this.#levels.get(scope) ?? 'BACKWARD'
  }

  #visible(subject: string, deleted: boolean): Row[] {
    return (this.#subjects.get(subject) ?? []).filter((row) => deleted || !row.deleted)
  }

  #idOf(type: string): number | undefined {
    return [...this.#subjects.values()].flat().find((row) => row.type === type)?.id
  }

  #remove(subject: string, rows: readonly Row[], permanent: boolean): void {
    if (!permanent) {
      for (const row of rows) row.deleted = true
      return
    }
    const left = (this.#subjects.get(subject) ?? []).filter((row) => !rows.includes(row))
    if (left.length > 0) this.#subjects.set(subject, left)
    else {
      this.#subjects.delete(subject)
      this.#levels.delete(subject)
    }
  }
}
