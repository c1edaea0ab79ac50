/**
 * The registry as a few maps: what it must answer, written down as simply as possible from the rules of its reference,
 * and knowing nothing of how the registry does it. Two contexts, a handful of Avro schemas, one metadata property.
 */

import type { CompatibilityLevel, Mode } from '../../src/registry/index.ts'

/** A refusal, as its code. */
export class Refusal extends Error {
  readonly code: number

  constructor(code: number) {
    super(String(code))
    this.code = code
  }
}

/** Nobody says what must be answered here. */
export class Unspecified extends Error {}

/** What each reads, besides itself. `Pair` refers to a schema named Item, and both Items read each other. */
const readable = {
  int: [],
  long: ['int'],
  double: ['int', 'long'],
  string: ['bytes'],
  bytes: ['string'],
  Item: ['WideItem'],
  WideItem: ['Item'],
  Pair: [],
} satisfies Record<string, readonly string[]>

export type Kind = keyof typeof readable
export const kinds = Object.keys(readable) as Kind[]

export interface Reference {
  subject: string
  version: number
}

/** What a client sends. */
export interface Sent {
  kind: Kind
  /** Only for `Pair`. */
  reference: Reference | undefined
  /** The metadata property `team`. */
  team: string | undefined
  version?: number | undefined
  id?: number | undefined
  force?: boolean | undefined
}

/** `stamp` is the property `confluent:version`. */
type Metadata = { team?: string; stamp?: number }

interface Content {
  kind: Kind
  reference: Reference | undefined
  metadata: Metadata | undefined
}

interface Row {
  version: number
  id: number
  deleted: boolean
}

interface Context {
  nextId: number
  listed: boolean
  schemas: Map<number, Content>
  /** Ids by content. Of several ids the one that was written last. */
  found: Map<string, number>
  subjects: Map<string, Row[]>
}

interface Place {
  context: string
  subject: string
}

export interface ModelConfig {
  level?: CompatibilityLevel
  /** The property by which versions are grouped. */
  group?: 'team'
}

const latest = -1
const global = '.__GLOBAL'

export class Model {
  readonly #contexts: Map<string, Context>
  readonly #configs: Map<string, ModelConfig>
  readonly #modes: Map<string, Mode>

  /** @param earlier - a model to begin as; both go their own ways from there. */
  constructor(earlier?: Model) {
    this.#contexts = earlier ? structuredClone(earlier.#contexts) : new Map()
    this.#configs = earlier ? structuredClone(earlier.#configs) : new Map()
    this.#modes = earlier ? structuredClone(earlier.#modes) : new Map()
  }

  register(name: string, sent: Sent) {
    const place = parse(name)
    const { version = 0, id } = sent
    const mode = this.#mode(place)
    const imports = mode === 'IMPORT' || mode === 'FORWARD'
    const checkMode = () => {
      if (mode === 'READONLY') throw new Refusal(42205)
      if (imports !== (id !== undefined)) throw new Refusal(42205)
    }
    let content: Content
    try {
      content = this.#content(place.context, sent, false)
    } catch (error) {
      checkMode()
      throw error
    }
    const active = this.#rows(place).filter((row) => !row.deleted)
    const there = this.#findEqual(place, version === latest ? active.slice(-1) : active, content)
    if (there && (id === undefined || id === there.id)) {
      if (version === 0 || version === latest) return this.#answer(place, there)
      const row = active.find((other) => other.version === version)
      if (id !== undefined && row?.id === there.id) return this.#answer(place, row)
    }
    checkMode()
    const next = (this.#rows(place).at(-1)?.version ?? 0) + 1
    if (!imports) content = this.#completed(place, content, version !== 0 ? next : undefined, next)
    const context = this.#context(place.context)
    const sameId = context.found.get(keyOf(content))
    const reused = sameId !== undefined && (id === undefined || id === sameId)
    if (version === 0) {
      const row = reused ? active.findLast((other) => other.id === sameId) : undefined
      const match = row ?? this.#findAlike(place, active, content)
      if (match && (id === undefined || id === match.id)) return this.#answer(place, match)
    }
    if (!imports && !sent.force && !this.#fits(place, content, active, true)) throw new Refusal(40901)
    if (!imports && version > 0 && version !== next) throw new Refusal(42201)
    const givenId = reused ? sameId : (id ?? context.nextId)
    const taken = context.schemas.get(givenId)
    if (taken && keyOf(taken) !== keyOf(content)) throw new Refusal(42205)
    this.#write(place, { version: version > 0 ? version : next, id: givenId, deleted: false }, content)
    return this.#answer(place, { version: version > 0 ? version : next, id: givenId, deleted: false })
  }

  lookup(name: string, sent: Sent, deleted: boolean) {
    let seen = false
    for (const place of this.#searched(name)) {
      const content = this.#content(place.context, sent, true)
      const rows = this.#rows(place).filter((row) => deleted || !row.deleted)
      const row = this.#findEqual(place, rows, content)
      if (row) return this.#answer(place, row)
      seen ||= rows.length > 0
    }
    throw new Refusal(seen ? 40403 : 40401)
  }

  isCompatible(name: string, version: number | undefined, sent: Sent): boolean {
    const place = parse(name)
    const active = this.#rows(place).filter((row) => !row.deleted)
    const chosen = version === undefined ? active : this.#chosen(active, version)
    if (version !== undefined && version !== latest && chosen.length === 0) throw new Refusal(40402)
    return this.#fits(place, this.#content(place.context, sent, false), chosen, version === undefined)
  }

  versions(name: string, deleted: boolean): number[] {
    const rows = this.#rows(parse(name)).filter((row) => deleted || !row.deleted)
    if (rows.length === 0) throw new Refusal(40401)
    return rows.map(({ version }) => version)
  }

  version(name: string, version: number, deleted: boolean) {
    let seen = false
    for (const place of this.#searched(name)) {
      const visible = this.#rows(place).filter((row) => deleted || !row.deleted)
      seen ||= visible.length > 0
      const [row] = this.#chosen(version === latest ? visible.filter((other) => !other.deleted) : visible, version)
      if (row) return this.#answer(place, row)
    }
    throw new Refusal(seen ? 40402 : 40401)
  }

  withTeam(name: string, team: string, deleted: boolean) {
    const place = parse(name)
    const visible = this.#rows(place).filter((row) => deleted || !row.deleted)
    if (visible.length === 0) throw new Refusal(40401)
    const row = visible.findLast((other) => this.#contentOf(place, other).metadata?.team === team)
    if (!row) throw new Refusal(40403)
    return this.#answer(place, row)
  }

  schemaById(id: number, name: string) {
    const context = this.#contextOfId(id, name)
    const { schemas } = this.#context(context)
    return { ...shown(schemas.get(id)), maxId: Math.max(...schemas.keys()) }
  }

  subjectsOfId(id: number, name: string, deleted: boolean): string[] {
    const context = this.#contextOfId(id, name)
    const uses = [...this.#context(context).subjects].filter(([, rows]) => {
      const row = rows.findLast((other) => other.id === id)
      return row && (deleted || !row.deleted)
    })
    return uses.map(([subject]) => format({ context, subject })).sort()
  }

  subjects(deleted: boolean): string[] {
    const listed = this.#places().filter((place) => this.#rows(place).some((row) => deleted || !row.deleted))
    return listed.map(format).sort()
  }

  contexts(): string[] {
    const others = [...this.#contexts].filter(([name, { listed }]) => listed && name !== '.')
    return ['.', ...others.map(([name]) => name).sort()]
  }

  referencedBy(name: string, version: number, deleted: boolean): number[] {
    for (const place of this.#searched(name)) {
      const rows = this.#rows(place)
      const [row] = this.#chosen(version === latest ? rows.filter((other) => !other.deleted) : rows, version)
      if (!row) continue
      const referrers = this.#referrers(place, row.version).filter((other) => deleted || !other.row.deleted)
      return [...new Set(referrers.map((other) => other.row.id))].sort((a, b) => a - b)
    }
    throw new Refusal(this.#searched(name).some((place) => this.#rows(place).length > 0) ? 40402 : 40401)
  }

  deleteVersion(name: string, version: number, permanent: boolean): number {
    const place = parse(name)
    const rows = this.#rows(place)
    const active = rows.filter((row) => !row.deleted)
    const [row] = this.#chosen(version === latest ? active : rows, version)
    if (row?.deleted && !permanent) throw new Refusal(40406)
    if (!row) throw new Refusal((permanent ? rows : active).length > 0 ? 40402 : 40401)
    this.#checkWritable(place)
    this.#checkUnreferenced(place, row, permanent)
    if (permanent && !row.deleted) throw new Refusal(40407)
    this.#delete(place, [row], permanent)
    return row.version
  }

  deleteSubject(name: string, permanent: boolean): number[] {
    const place = parse(name)
    const all = this.#rows(place)
    if (all.length === 0) throw new Refusal(40401)
    const rows = permanent ? [...all] : all.filter((row) => !row.deleted)
    if (rows.length === 0) throw new Refusal(40404)
    this.#checkWritable(place)
    for (const row of rows) {
      this.#checkUnreferenced(place, row, permanent, place)
      if (permanent && !row.deleted) throw new Refusal(40405)
    }
    this.#delete(place, rows, permanent)
    return rows.map(({ version }) => version)
  }

  deleteContext(context: string): void {
    if (this.#places().some((place) => place.context === context)) throw new Refusal(42211)
    this.#contexts.delete(context)
    for (const map of [this.#configs, this.#modes])
      for (const name of [...map.keys()]) if (parse(name).context === context) map.delete(name)
  }

  /** @param patch - an absent field is kept, `null` clears it. */
  setConfig(name: string, patch: { level?: CompatibilityLevel | null; group?: 'team' | null }): ModelConfig {
    this.#checkWritable(parse(name))
    const config: Record<string, unknown> = { ...this.#configs.get(scope(name)) }
    for (const [field, value] of Object.entries(patch)) {
      if (value === null) delete config[field]
      else if (value !== undefined) config[field] = value
    }
    this.#configs.set(scope(name), config)
    return { ...config }
  }

  deleteConfig(name: string): ModelConfig {
    const config = this.#configs.get(scope(name))
    if (!config && scope(name) !== '') throw new Refusal(40401)
    this.#checkWritable(parse(name))
    this.#configs.delete(scope(name))
    return { level: 'BACKWARD', ...config }
  }

  config(name: string, inherited: boolean): ModelConfig {
    const scopes = inherited ? fallbacks(parse(name)) : [scope(name)]
    const config = scopes.map((one) => this.#configs.get(one)).find((one) => one !== undefined)
    if (!config && !inherited && scope(name) !== '') throw new Refusal(40408)
    return { level: 'BACKWARD', ...config }
  }

  setMode(name: string, mode: Mode | null, force: boolean): Mode | null {
    const place = parse(name)
    if (mode === 'FORWARD' && scope(name) !== `:${global}:`) throw new Refusal(42204)
    if (mode === 'IMPORT' && !force && this.#mode(place) !== 'IMPORT') this.#empty(place)
    if (mode === null) this.#modes.delete(scope(name))
    else this.#modes.set(scope(name), mode)
    return mode
  }

  deleteMode(name: string, recursive: boolean): Mode | undefined {
    const { context, subject } = parse(name)
    const mode = this.#modes.get(scope(name))
    if (!mode && !recursive && scope(name) !== '') throw new Refusal(40401)
    this.#modes.delete(scope(name))
    if (recursive && subject === '')
      for (const other of [...this.#modes.keys()]) if (parse(other).context === context) this.#modes.delete(other)
    return mode ?? (scope(name) === '' ? 'READWRITE' : undefined)
  }

  mode(name: string, inherited: boolean): Mode {
    if (inherited) return this.#mode(parse(name))
    const mode = this.#modes.get(scope(name))
    if (!mode && scope(name) !== '') throw new Refusal(40409)
    return mode ?? 'READWRITE'
  }

  /** What a text with its references means; `latest` becomes the number that it stands for. */
  #content(context: string, { kind, reference, team }: Sent, deleted: boolean): Content {
    const metadata = team === undefined ? undefined : { team }
    if (kind !== 'Pair') return { kind, reference: undefined, metadata }
    const target = reference && this.#target(context, reference)
    const rows = target ? this.#rows(target).filter((row) => deleted || !row.deleted) : []
    const [row] = this.#chosen(
      reference?.version === latest ? rows.filter((other) => !other.deleted) : rows,
      reference?.version ?? 0,
    )
    if (!reference || !target || !row) throw new Refusal(42201)
    if (!['Item', 'WideItem'].includes(this.#contentOf(target, row).kind)) throw new Refusal(42201)
    return { kind, reference: { subject: reference.subject, version: row.version }, metadata }
  }

  #target(context: string, { subject }: Reference): Place {
    return subject.startsWith(':.') ? parse(subject) : { context, subject }
  }

  /** What a registration stores: metadata of the latest version where none was sent, and the stamp where one is due. */
  #completed(place: Place, content: Content, asked: number | undefined, next: number): Content {
    const metadata = content.metadata ?? this.#latestMetadata(place)
    const stamp = asked ?? (metadata?.stamp === undefined ? undefined : next)
    return { ...content, metadata: stamp === undefined ? metadata : { ...metadata, stamp } }
  }

  #latestMetadata(place: Place): Metadata | undefined {
    const row = this.#rows(place).findLast((other) => !other.deleted)
    return row && this.#contentOf(place, row).metadata
  }

  #findEqual(place: Place, rows: readonly Row[], content: Content): Row | undefined {
    const find = (searched: Content) => {
      const id = this.#contexts.get(place.context)?.found.get(keyOf(searched))
      return rows.findLast((row) => row.id === id) ?? this.#findAlike(place, rows, searched)
    }
    return find(content) ?? find({ ...content, metadata: content.metadata ?? this.#latestMetadata(place) })
  }

  #findAlike(place: Place, rows: readonly Row[], sent: Content): Row | undefined {
    return rows.findLast((row) => {
      const stored = this.#contentOf(place, row)
      const sameText = keyOf({ ...sent, metadata: undefined }) === keyOf({ ...stored, metadata: undefined })
      return sameText && sameMetadata(sent.metadata, stored.metadata, row.version)
    })
  }

  #fits(place: Place, content: Content, rows: readonly Row[], history: boolean): boolean {
    const { level, group } = this.#effectiveConfig(place)
    const team = content.metadata?.team
    const grouped = group ? rows.filter((row) => this.#contentOf(place, row).metadata?.team === team) : rows
    const compared = history && level.endsWith('_TRANSITIVE') ? grouped : grouped.slice(-1)
    return compared.every((row) => {
      const { kind } = this.#contentOf(place, row)
      return (
        (!/^(BACKWARD|FULL)/.test(level) || reads(content.kind, kind)) &&
        (!/^(FORWARD|FULL)/.test(level) || reads(kind, content.kind))
      )
    })
  }

  /** A subject with a config of its own still takes the group from the global config. */
  #effectiveConfig(place: Place): ModelConfig & { level: CompatibilityLevel } {
    const [own, ...rest] = fallbacks(place).map((one) => this.#configs.get(one))
    const group = this.#configs.get('')?.group
    const config = own ? { ...(group && { group }), ...own } : rest.find((one) => one !== undefined)
    return { level: 'BACKWARD', ...config }
  }

  #mode(place: Place): Mode {
    const modes = fallbacks(place).map((one) => this.#modes.get(one))
    return modes.find((one) => one !== undefined) ?? 'READWRITE'
  }

  #checkWritable(place: Place): void {
    if (this.#mode(place) === 'READONLY') throw new Refusal(42205)
  }

  #checkUnreferenced(place: Place, row: Row, permanent: boolean, leaving?: Place): void {
    const held = this.#referrers(place, row.version).some(
      (other) => (permanent || !other.row.deleted) && !(leaving && format(leaving) === format(other.place)),
    )
    if (held) throw new Refusal(42206)
  }

  #referrers(target: Place, version: number): { place: Place; row: Row }[] {
    return this.#places().flatMap((place) =>
      this.#rows(place).flatMap((row) => {
        const { reference } = this.#contentOf(place, row)
        const refers =
          reference?.version === version && format(this.#target(place.context, reference)) === format(target)
        return refers ? [{ place, row }] : []
      }),
    )
  }

  #write(place: Place, row: Row, content: Content): void {
    const context = this.#context(place.context)
    const rows = this.#rows(place)
    if (rows.some(({ version }) => version === row.version) && this.#referrers(place, row.version).length > 0)
      throw new Unspecified('an import replaces a version that others refer to')
    const kept = rows.filter(
      (other) =>
        other.version !== row.version &&
        !(
          other.deleted &&
          other.id === row.id &&
          other.version < row.version &&
          this.#referrers(place, other.version).length === 0
        ),
    )
    context.schemas.set(row.id, content)
    context.found.set(keyOf(content), row.id)
    context.subjects.set(
      place.subject,
      [...kept, row].sort((a, b) => a.version - b.version),
    )
    context.listed = true
    context.nextId = Math.max(context.nextId, row.id + 1)
    this.#dropUnused(place.context)
  }

  #delete(place: Place, rows: readonly Row[], permanent: boolean): void {
    if (!permanent) {
      for (const row of rows) row.deleted = true
      return
    }
    this.#remove(place, rows)
    if (this.#rows(place).length > 0) return
    this.#configs.delete(format(place))
    this.#modes.delete(format(place))
  }

  #remove(place: Place, rows: readonly Row[]): void {
    const left = this.#rows(place).filter((row) => !rows.includes(row))
    const { subjects } = this.#context(place.context)
    if (left.length > 0) subjects.set(place.subject, left)
    else subjects.delete(place.subject)
    this.#dropUnused(place.context)
  }

  /** An import fills what is empty: what is soft-deleted is cleared out of its way. */
  #empty({ context, subject }: Place): void {
    const everywhere = subject === '' && (context === '.' || context === global)
    const places = this.#places().filter(
      (place) => everywhere || (place.context === context && (subject === '' || place.subject === subject)),
    )
    if (places.some((place) => this.#rows(place).some((row) => !row.deleted))) throw new Refusal(42205)
    for (const place of places) for (const row of this.#rows(place)) this.#checkUnreferenced(place, row, true)
    for (const place of places) this.#remove(place, this.#rows(place))
  }

  #dropUnused(name: string): void {
    const context = this.#context(name)
    const used = new Set([...context.subjects.values()].flat().map((row) => row.id))
    for (const id of [...context.schemas.keys()]) if (!used.has(id)) context.schemas.delete(id)
    for (const [key, id] of [...context.found]) if (!used.has(id)) context.found.delete(key)
  }

  /** The named subject's use of an id, in its context or for an unqualified name in another, before any other's. */
  #contextOfId(id: number, name: string): string {
    const { context, subject } = parse(name)
    const uses = (place: Place) => this.#rows(place).some((row) => row.id === id)
    if (subject !== '') {
      const place = this.#searched(name).find(uses)
      if (place) return place.context
      if (isQualified(name)) throw new Refusal(40403)
    }
    if (!this.#contexts.get(context)?.schemas.has(id)) throw new Refusal(40403)
    return context
  }

  #searched(name: string): Place[] {
    const place = parse(name)
    if (isQualified(name)) return [place]
    const others = this.#places().filter((other) => other.subject === place.subject && other.context !== '.')
    return [place, ...others.sort((a, b) => (a.context < b.context ? -1 : 1))]
  }

  #chosen(rows: readonly Row[], version: number): readonly Row[] {
    return version === latest ? rows.slice(-1) : rows.filter((row) => row.version === version)
  }

  #places(): Place[] {
    return [...this.#contexts].flatMap(([context, { subjects }]) =>
      [...subjects.keys()].map((subject) => ({ context, subject })),
    )
  }

  #rows({ context, subject }: Place): readonly Row[] {
    return this.#contexts.get(context)?.subjects.get(subject) ?? []
  }

  #contentOf({ context }: Place, { id }: Row): Content {
    const content = this.#contexts.get(context)?.schemas.get(id)
    if (!content) throw new Error(`no schema ${id} in ${context}`)
    return content
  }

  #context(name: string): Context {
    const known = this.#contexts.get(name)
    if (known) return known
    const made = { nextId: 1, listed: false, schemas: new Map(), found: new Map(), subjects: new Map() }
    this.#contexts.set(name, made)
    return made
  }

  #answer(place: Place, row: Row) {
    const { version, id, deleted } = row
    return { subject: format(place), version, id, deleted, ...shown(this.#contentOf(place, row)) }
  }
}

function reads(reader: Kind, writer: Kind): boolean {
  const others: readonly string[] = readable[reader]
  return reader === writer || others.includes(writer)
}

/** The stamp is not held against a request that has none; one that has it also finds the version of that number. */
function sameMetadata(sent: Metadata | undefined, stored: Metadata | undefined, version: number): boolean {
  if (sent?.stamp === stored?.stamp) return JSON.stringify(ordered(sent)) === JSON.stringify(ordered(stored))
  if (sent?.stamp !== undefined && (stored?.stamp !== undefined || sent.stamp !== version)) return false
  return sent?.team === stored?.team
}

function ordered(metadata: Metadata | undefined): unknown {
  return metadata && [metadata.team, metadata.stamp]
}

function keyOf({ kind, reference, metadata }: Content): string {
  return JSON.stringify([kind, reference?.subject, reference?.version, ordered(metadata)])
}

function shown(content: Content | undefined) {
  return { kind: content?.kind, reference: content?.reference, metadata: content?.metadata }
}

function parse(name: string): Place {
  const [, context = '.', subject = name] = /^:(\.[^:]*):(.*)$/.exec(name) ?? []
  return { context, subject }
}

/** `:.:name` is another way to write `name`. */
function isQualified(name: string): boolean {
  return name.startsWith(':') && parse(name).context !== '.'
}

function format({ context, subject }: Place): string {
  return context === '.' ? subject : `:${context}:${subject}`
}

/** Configs and modes are kept under the name of a subject, or of a context with an empty one. */
function scope(name: string): string {
  return format(parse(name))
}

function fallbacks(place: Place): string[] {
  return [...new Set([format(place), format({ ...place, subject: '' }), `:${global}:`])]
}
