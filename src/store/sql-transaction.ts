/** The registry's writes in SQL, within one transaction. */

import type { Knex } from 'knex'
import {
  type Association,
  type Change,
  type Config,
  type ContextRow,
  type Mode,
  type Referral,
  type SchemaTransaction,
  type StoredSchema,
  type StoredVersion,
  type SubjectKey,
  sealOf,
  type VersionKey,
} from '../registry/index.ts'
import { fromAssociation } from './association-rows.ts'
import {
  type ChangeHeadRow,
  type ContextTableRow,
  fromSchema,
  fromVersion,
  schemaColumns,
  sealedColumns,
  toChangeHead,
  toChangeRecord,
  toContext,
  toVersion,
  type VersionRow,
  versionColumns,
} from './rows.ts'
import { chunks, SqlReads } from './sql-reads.ts'
import { Statement } from './statement.ts'

// What every registration sends.
const contextToLock = new Statement(['name'], (knex, key) => knex('contexts').where(key).forUpdate().select('*'))
const saveContext = new Statement(['name', 'next_schema_id', 'registered_at'], (knex, { name, ...values }) =>
  knex('contexts').where({ name }).update(values),
)
const insertSchema = Statement.insert('schemas', schemaColumns)
const insertVersion = Statement.insert('versions', versionColumns)
const headToLock = new Statement([], (knex) => knex('change_head').where({ id: 1 }).forUpdate().select('*'))
const insertChange = Statement.insert('changes', sealedColumns)
const saveHead = new Statement(['sequence', 'hash'], (knex, head) => knex('change_head').where({ id: 1 }).update(head))

/** SQLite takes 500 rows at once, and the others any number; none gains much from more than this. */
const insertedTogether = 100

export class SqlTransaction extends SqlReads implements SchemaTransaction {
  readonly #contexts = new Map<string, ContextRow>()
  readonly #changes: Omit<Change, 'sequence' | 'hash'>[] = []
  #lastSequence: number | undefined

  /** Locks rows of `contexts` until the transaction ends, always in the same order, and makes those that are missing. */
  static async begin(knex: Knex, contexts: readonly string[]): Promise<SqlTransaction> {
    const transaction = new SqlTransaction(knex)
    for (const name of [...new Set(contexts)].sort()) await transaction.#lock(name)
    return transaction
  }

  get lastSequence(): number | undefined {
    return this.#lastSequence
  }

  context(name: string): ContextRow {
    const row = this.#contexts.get(name)
    if (!row) throw new Error(`the transaction has not locked the context ${name}`)
    return row
  }

  async saveContext(row: ContextRow): Promise<void> {
    const { name, nextSchemaId, registeredAt = null } = row
    const values = { next_schema_id: nextSchemaId, registered_at: registeredAt }
    await this.rows(saveContext, { name, ...values })
    this.#contexts.set(name, row)
  }

  async removeContext(name: string): Promise<void> {
    for (const table of ['configs', 'modes']) await this.run(this.knex(table).where({ context: name }).del())
    await this.run(this.knex('contexts').where({ name }).del())
    this.#contexts.delete(name)
  }

  async insertSchema(schema: StoredSchema): Promise<void> {
    await this.rows(insertSchema, { ...fromSchema(schema) })
  }

  async releaseFingerprint(context: string, schemaId: number): Promise<void> {
    await this.run(this.knex('schemas').where({ context, id: schemaId }).update({ fingerprint: null }))
  }

  async removeSchemas(context: string, schemaIds: readonly number[]): Promise<void> {
    for (const ids of chunks(schemaIds))
      await this.run(this.knex('schemas').where({ context }).whereIn('id', ids).del())
  }

  async findUnusedSchemas(context: string, schemaIds: readonly number[]): Promise<number[]> {
    const used = new Set<number>()
    for (const ids of chunks(schemaIds)) {
      const query = this.knex('versions').where({ context }).whereIn('schema_id', ids).distinct('schema_id')
      for (const row of await this.run<{ schema_id: number }[]>(query)) used.add(Number(row.schema_id))
    }
    return schemaIds.filter((schemaId) => !used.has(schemaId))
  }

  async loadReferrersOfAll({ context, subject }: SubjectKey): Promise<Referral[]> {
    const query = this.knex('version_references as r')
      .join('versions as v', (on) =>
        on.on('v.context', 'r.context').andOn('v.subject', 'r.subject').andOn('v.version', 'r.version'),
      )
      .where({ 'r.target_context': context, 'r.target_subject': subject })
      .select('r.target_version', ...versionColumns.map((column) => `v.${column}`))
    const rows = await this.run<(VersionRow & { target_version: number })[]>(query)
    return rows.map((row) => ({ target: Number(row.target_version), referrer: toVersion(row) }))
  }

  async insertVersion(version: StoredVersion, references: readonly VersionKey[]): Promise<void> {
    await this.rows(insertVersion, { ...fromVersion(version) })
    const rows = references.map((target) => ({
      context: version.context,
      subject: version.subject,
      version: version.version,
      target_context: target.context,
      target_subject: target.subject,
      target_version: target.version,
    }))
    for (const part of chunks(rows, insertedTogether)) await this.run(this.knex('version_references').insert(part))
  }

  async softDeleteVersions(subject: SubjectKey, versions: readonly number[]): Promise<void> {
    for (const listed of chunks(versions)) await this.run(this.#versions(subject, listed).update({ deleted: true }))
  }

  async removeVersions(subject: SubjectKey, versions: readonly number[]): Promise<void> {
    for (const listed of chunks(versions)) await this.run(this.#versions(subject, listed).del())
  }

  async saveConfig({ context, subject }: SubjectKey, config: Config | undefined): Promise<void> {
    if (config === undefined) return this.run(this.knex('configs').where({ context, subject }).del())
    const row = { context, subject, config: JSON.stringify(config) }
    return this.run(this.knex('configs').insert(row).onConflict(['context', 'subject']).merge())
  }

  async saveMode({ context, subject }: SubjectKey, mode: Mode | undefined): Promise<void> {
    if (mode === undefined) return this.run(this.knex('modes').where({ context, subject }).del())
    const row = { context, subject, mode }
    return this.run(this.knex('modes').insert(row).onConflict(['context', 'subject']).merge())
  }

  async insertAssociation(association: Association): Promise<void> {
    await this.run(this.knex('associations').insert(fromAssociation(association)))
  }

  async touchAssociation(guid: string, updatedAt: number): Promise<void> {
    await this.run(this.knex('associations').where({ guid }).update({ updated_at: updatedAt }))
  }

  async removeAssociation(guid: string): Promise<void> {
    await this.run(this.knex('associations').where({ guid }).del())
  }

  async appendChange(change: Omit<Change, 'sequence' | 'hash'>): Promise<void> {
    this.#changes.push(change)
  }

  /** Writes the changes behind the last one of the log. Its end is locked from here until the transaction ends. */
  async sealChanges(): Promise<void> {
    if (this.#changes.length === 0) return
    let { sequence, hash } = toChangeHead(await this.rows<ChangeHeadRow>(headToLock, {}))
    for (const change of this.#changes) {
      sequence++
      const record = toChangeRecord(change, sequence)
      hash = sealOf(hash, record)
      await this.rows(insertChange, { ...record, hash })
    }
    await this.rows(saveHead, { sequence, hash })
    this.#lastSequence = sequence
  }

  async #lock(name: string): Promise<void> {
    const find = () => this.rows<ContextTableRow>(contextToLock, { name })
    let [row] = await find()
    if (!row) {
      // Not "ignore": that would lock the row of another one for sharing only, and two of those wait for each other.
      await this.run(this.knex('contexts').insert({ name, next_schema_id: 1 }).onConflict('name').merge(['name']))
      row = (await find())[0]
    }
    if (!row) throw new Error(`the context ${name} vanished while it was being locked`)
    this.#contexts.set(name, toContext(row))
  }

  #versions({ context, subject }: SubjectKey, versions: readonly number[]): Knex.QueryBuilder {
    return this.knex('versions').where({ context, subject }).whereIn('version', versions)
  }
}
