/** The registry's questions in SQL that SQLite, PostgreSQL and MySQL understand alike. */

import type { Knex } from 'knex'
import type {
  Association,
  AssociationFilter,
  ContextRow,
  Mode,
  SchemaReads,
  ScopeSettings,
  StoredConfig,
  StoredSchema,
  StoredScope,
  StoredVersion,
  SubjectFacts,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
  VersionKey,
} from '../registry/index.ts'
import { type AssociationRow, fromResource, toAssociation } from './association-rows.ts'
import {
  type ContextTableRow,
  type SchemaRow,
  toContext,
  toSchema,
  toSubjectVersion,
  toVersion,
  type VersionRow,
  versionColumns,
  wholeNumber,
} from './rows.ts'
import { SqlHistoryReads } from './sql-history-reads.ts'
import { type SubjectRow, subjectStatement, subjectValues, toSubjectFacts } from './sql-subject.ts'
import { Statement } from './statement.ts'

/** Values in one IN list: far below every database's bound. */
const maxListed = 500

const schemaById = new Statement(['context', 'id'], (knex, key) => knex('schemas').where(key).select('*'))
const schemaByFingerprint = new Statement(['context', 'fingerprint'], (knex, key) =>
  knex('schemas').where(key).select('*'),
)

export class SqlReads extends SqlHistoryReads implements SchemaReads {
  async loadSchemas(context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    const [id, ...others] = schemaIds
    if (id !== undefined && others.length === 0) {
      const found = isKept(id) ? await this.rows<SchemaRow>(schemaById, { context, id }) : []
      return found.map(toSchema)
    }
    const rows: SchemaRow[] = []
    for (const ids of chunks(schemaIds.filter(isKept)))
      rows.push(
        ...(await this.run<SchemaRow[]>(this.knex('schemas').where({ context }).whereIn('id', ids).select('*'))),
      )
    return rows.map(toSchema)
  }

  async findSchemaByFingerprint(context: string, fingerprint: string): Promise<StoredSchema | undefined> {
    const rows = await this.rows<SchemaRow>(schemaByFingerprint, { context, fingerprint })
    return rows[0] && toSchema(rows[0])
  }

  async loadSchemasByGuid(guid: string): Promise<StoredSchema[]> {
    const rows = await this.run<SchemaRow[]>(this.knex('schemas').where({ guid }).select('*'))
    return rows.map(toSchema).sort((a, b) => compareText(a.context, b.context) || a.schemaId - b.schemaId)
  }

  async loadSubject(subject: SubjectKey, scopes: readonly SubjectKey[]): Promise<SubjectFacts> {
    const rows = await this.rows<SubjectRow>(subjectStatement(scopes.length), subjectValues(subject, scopes))
    return toSubjectFacts(rows, scopes)
  }

  async loadVersions({ context, subject }: SubjectKey): Promise<SubjectVersion[]> {
    const query = this.knex('versions as v')
      .join('schemas as s', (on) => on.on('s.context', 'v.context').andOn('s.id', 'v.schema_id'))
      .where({ 'v.context': context, 'v.subject': subject })
      .orderBy('v.version')
      .select(...versionColumns.map((column) => `v.${column}`), 's.fingerprint', 's.likeness')
    return (await this.run<(VersionRow & SchemaRow)[]>(query)).map(toSubjectVersion)
  }

  async loadUses(context: string, schemaId: number): Promise<StoredVersion[]> {
    if (!isKept(schemaId)) return []
    const query = this.knex('versions').where({ context, schema_id: schemaId }).select(versionColumns)
    return (await this.run<VersionRow[]>(query)).map(toVersion).sort(byName)
  }

  async loadReferrers({ context, subject, version }: VersionKey): Promise<StoredVersion[]> {
    const query = this.knex('version_references as r')
      .join('versions as v', (on) =>
        on.on('v.context', 'r.context').andOn('v.subject', 'r.subject').andOn('v.version', 'r.version'),
      )
      .where({ 'r.target_context': context, 'r.target_subject': subject, 'r.target_version': version })
      .distinct(versionColumns.map((column) => `v.${column}`))
    return (await this.run<VersionRow[]>(query)).map(toVersion).sort(byName)
  }

  async loadContextsOf(subject: string): Promise<string[]> {
    // Contexts are few; asked this way each is one look into the index of versions.
    const query = this.knex('contexts as c')
      .whereExists((versions) =>
        versions.select(this.knex.raw('1')).from('versions as v').whereRaw('v.context = c.name').where({ subject }),
      )
      .select('c.name')
    return (await this.run<{ name: string }[]>(query)).map(({ name }) => name).sort()
  }

  async loadContexts(): Promise<string[]> {
    const query = this.knex('contexts').whereNotNull('registered_at').select('name')
    return (await this.run<{ name: string }[]>(query)).map(({ name }) => name).sort()
  }

  async loadContextRows(): Promise<ContextRow[]> {
    const query = this.knex('contexts').whereNotNull('registered_at').select('*')
    const rows = (await this.run<ContextTableRow[]>(query)).map(toContext)
    return rows.sort((a, b) => compareText(a.name, b.name))
  }

  async loadSubjects(filter: SubjectFilter): Promise<SubjectSummary[]> {
    const query = this.filtered('versions', filter)
      .groupBy('context', 'subject')
      .select('context', 'subject', this.knex.raw('max(case when deleted then 0 else 1 end) as active'))
    const rows = await this.run<(SubjectKey & { active: number })[]>(query)
    return rows.map(({ context, subject, active }) => ({ context, subject, active: Number(active) === 1 }))
  }

  async loadVersionsOf(filter: SubjectFilter): Promise<StoredVersion[]> {
    const rows = await this.run<VersionRow[]>(this.filtered('versions', filter).select(versionColumns))
    return rows.map(toVersion).sort(byName)
  }

  async loadConfigs(filter: SubjectFilter): Promise<StoredConfig[]> {
    const query = this.filtered('configs', filter).select('context', 'subject', 'config')
    const rows = await this.run<(SubjectKey & { config: string })[]>(query)
    return rows.map((row) => ({ ...row, config: JSON.parse(row.config) }))
  }

  async loadScopes(filter: SubjectFilter): Promise<StoredScope[]> {
    const [configs, modes] = await Promise.all([
      this.loadConfigs(filter),
      this.run<(SubjectKey & { mode: Mode })[]>(this.filtered('modes', filter).select('context', 'subject', 'mode')),
    ])
    const scopes = new Map<string, StoredScope>()
    for (const row of configs) scopes.set(nameOf(row), { ...row, mode: undefined })
    for (const { context, subject, mode } of modes)
      scopes.set(nameOf({ context, subject }), {
        context,
        subject,
        config: scopes.get(nameOf({ context, subject }))?.config,
        mode,
      })
    return [...scopes.values()].sort(bySubject)
  }

  /** The condition is written out: every registration asks this, and building it costs more than running it. */
  async loadSettings(scopes: readonly SubjectKey[]): Promise<ScopeSettings[]> {
    const condition = scopes.map(() => '(context = ? and subject = ?)').join(' or ')
    const bindings = scopes.flatMap(({ context, subject }) => [context, subject])
    const none = this.knex.raw('null')
    const modes = this.knex('modes').whereRaw(condition, bindings).select('context', 'subject', none, 'mode')
    const query = this.knex('configs')
      .whereRaw(condition, bindings)
      .select('context', 'subject', 'config', this.knex.raw('null as mode'))
      .unionAll(modes)
    const rows = await this.run<(SubjectKey & { config: string | null; mode: Mode | null })[]>(query)
    return scopes.map(({ context, subject }) => {
      const own = rows.filter((row) => row.context === context && row.subject === subject)
      const config = own.find((row) => row.config !== null)?.config
      const mode = own.find((row) => row.mode !== null)?.mode
      return { config: config ? JSON.parse(config) : undefined, mode: mode ?? undefined }
    })
  }

  async loadAssociations(filter: AssociationFilter): Promise<Association[]> {
    const { subject, associationTypes, ...resource } = filter
    const query = this.knex('associations').where(fromResource(resource))
    if (subject) query.where({ context: subject.context, subject: subject.subject })
    if (associationTypes) query.whereIn('association_type', associationTypes)
    return (await this.run<AssociationRow[]>(query)).map(toAssociation).sort(byResource)
  }

  async findMaxSchemaId(context: string): Promise<number> {
    const rows = await this.run<{ id: unknown }[]>(this.knex('schemas').where({ context }).max({ id: 'id' }))
    return wholeNumber(rows[0]?.id ?? 0)
  }

  /**
   * LIKE ignores case in some databases and not in others. Text is compared by its bytes in all of them, so a prefix is a
   * range, which an index can find.
   */
  private filtered(table: string, { context, prefix }: SubjectFilter): Knex.QueryBuilder {
    const query = this.knex(table)
    if (context !== undefined) query.where({ context })
    if (prefix !== '') query.where('subject', '>=', prefix)
    const end = afterPrefix(prefix)
    if (end !== undefined) query.where('subject', '<', end)
    return query
  }
}

/** PostgreSQL refuses to look for a number that its column cannot hold, where the others find nothing. */
function isKept(schemaId: number): boolean {
  return Math.abs(schemaId) < 2 ** 31
}

export function* chunks<Item>(items: readonly Item[], length = maxListed): Generator<Item[]> {
  for (let start = 0; start < items.length; start += length) yield items.slice(start, start + length)
}

function byName(a: StoredVersion, b: StoredVersion): number {
  return bySubject(a, b) || a.version - b.version
}

function bySubject(a: SubjectKey, b: SubjectKey): number {
  return compareText(a.context, b.context) || compareText(a.subject, b.subject)
}

/** No control character is allowed in either part. */
function nameOf({ context, subject }: SubjectKey): string {
  return `${context}\n${subject}`
}

function byResource(a: Association, b: Association): number {
  return (
    compareText(a.resourceNamespace, b.resourceNamespace) ||
    compareText(a.resourceName, b.resourceName) ||
    compareText(a.resourceId, b.resourceId) ||
    compareText(a.associationType, b.associationType)
  )
}

/** The first text behind all that begin with `prefix`, in the order of code points; `undefined` where there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix]
  for (let point = points.pop()?.codePointAt(0); point !== undefined; point = points.pop()?.codePointAt(0)) {
    if (point === 0x10ffff) continue
    // Halves of pairs are no characters.
    const next = point === 0xd7ff ? 0xe000 : point + 1
    return points.join('') + String.fromCodePoint(next)
  }
  return undefined
}

/** By code units, as JavaScript sorts and the reference does. Databases go by bytes, which differs beyond U+FFFF. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
