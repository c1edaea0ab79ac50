/** Questions to the change log about an earlier time: of each version and scope, the last change until then. */

import type {
  Change,
  HistoryReads,
  ScopeSettings,
  StoredVersion,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
} from '../registry/index.ts'
import { type ChangeRow, changeColumns, toChange, wholeNumber } from './rows.ts'
import { SqlChangeReads } from './sql-change-reads.ts'

/** How many changes may have been written with times out of order. */
const maxDisorder = 1000

export class SqlHistoryReads extends SqlChangeReads implements HistoryReads {
  async findSequenceAt(time: number): Promise<number> {
    const latest = this.knex('changes')
      .where('time', '<=', time)
      .orderBy([
        { column: 'time', order: 'desc' },
        { column: 'sequence', order: 'desc' },
      ])
      .limit(maxDisorder)
      .select('sequence')
      .as('latest')
    const [row] = await this.run<{ last: unknown }[]>(this.knex.from(latest).max({ last: 'sequence' }))
    return wholeNumber(row?.last ?? 0)
  }

  async loadVersionsAt(subject: SubjectKey, sequence: number): Promise<StoredVersion[]> {
    const last = this.#lastOfVersions(sequence).where({ context: subject.context, subject: subject.subject }).as('last')
    const query = this.knex('changes as c')
      .join(last, 'last.sequence', 'c.sequence')
      .whereNot('c.operation', 'hardDelete')
      .orderBy('c.version')
      .select(changeColumns.map((column) => `c.${column}`))
    return (await this.run<ChangeRow[]>(query)).map((row) => toVersionThen(toChange(row)))
  }

  async loadSubjectsAt({ context, prefix }: SubjectFilter, sequence: number): Promise<SubjectSummary[]> {
    const last = this.#lastOfVersions(sequence).as('last')
    const query = this.knex('changes as c')
      .join(last, 'last.sequence', 'c.sequence')
      .whereNot('c.operation', 'hardDelete')
      .groupBy('c.context', 'c.subject')
      .select(
        'c.context',
        'c.subject',
        this.knex.raw("max(case when c.operation = 'register' then 1 else 0 end) as active"),
      )
    if (context !== undefined) query.where({ 'c.context': context })
    if (prefix !== '') query.whereRaw('substr(c.subject, 1, ?) = ?', [[...prefix].length, prefix])
    const rows = await this.run<(SubjectKey & { active: unknown })[]>(query)
    return rows.map((row) => ({ context: row.context, subject: row.subject, active: Number(row.active) === 1 }))
  }

  async loadSettingsAt(scopes: readonly SubjectKey[], sequence: number): Promise<ScopeSettings[]> {
    const settings: ScopeSettings[] = []
    for (const scope of scopes) {
      const config = await this.#lastOfScope(scope, sequence, ['setConfig', 'deleteConfig'])
      const mode = await this.#lastOfScope(scope, sequence, ['setMode', 'deleteMode'])
      // What a row says is what we wrote there, so it is of the types that went in.
      settings.push({ config: config?.after, mode: mode?.after } as ScopeSettings)
    }
    return settings
  }

  async loadContents({ context, subject, version }: StoredVersion): Promise<Change[]> {
    const query = this.knex('changes')
      .where({ context, subject, version })
      .whereIn('operation', ['register', 'hardDelete'])
      .select('*')
    const changes = (await this.run<ChangeRow[]>(query)).map(toChange)
    return changes.sort((a, b) => a.sequence - b.sequence)
  }

  #lastOfVersions(sequence: number) {
    return this.knex('changes')
      .where('sequence', '<=', sequence)
      .whereNotNull('version')
      .groupBy('context', 'subject', 'version')
      .max({ sequence: 'sequence' })
  }

  async #lastOfScope(
    { context, subject }: SubjectKey,
    sequence: number,
    operations: string[],
  ): Promise<Change | undefined> {
    const query = this.knex('changes')
      .where({ context, subject })
      .whereNull('version')
      .where('sequence', '<=', sequence)
      .whereIn('operation', operations)
      .orderBy('sequence', 'desc')
      .limit(1)
      .select(changeColumns)
    const [row] = await this.run<ChangeRow[]>(query)
    return row && toChange(row)
  }
}

/** A version as its last change left it; changes of before the chain say less of it. */
function toVersionThen({ target, operation, after, time, actor }: Change): StoredVersion {
  const { schemaId, createdAt = time, createdBy = actor } = (after ?? {}) as Partial<StoredVersion>
  const { context, subject, version } = target
  return {
    context,
    subject,
    version: wholeNumber(version),
    schemaId: wholeNumber(schemaId),
    deleted: operation === 'softDelete',
    createdAt,
    createdBy,
  }
}
