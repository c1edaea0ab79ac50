/** All that decides about a subject in one statement: its versions, what is set on its scopes, the end of the change log. */

import type { Knex } from 'knex'
import type { Config, Mode, ScopeSettings, SubjectFacts, SubjectKey } from '../registry/index.ts'
import { type SchemaRow, toSubjectVersion, type VersionRow, versionColumns, wholeNumber } from './rows.ts'

/**
 * A row of the statement; which of the columns mean something depends on its kind. That of the change log has its sequence
 * in `created_at`: PostgreSQL takes the types of columns from the first part, and a column of its own would have none.
 */
type Row = VersionRow &
  Pick<SchemaRow, 'fingerprint' | 'likeness'> & {
    kind: 'version' | 'config' | 'mode' | 'head'
    /** A config's JSON or a mode. */
    value: string | null
  }

const columns = [...versionColumns, 'fingerprint', 'likeness', 'value'] as const

const fromVersions = `select 'version' as kind, ${versionColumns.map((column) => `v.${column}`).join(', ')},
  s.fingerprint, s.likeness, null as value
  from versions v join ?? s on s.context = v.context and s.id = v.schema_id
  where v.context = ? and v.subject = ?`

const fromHead = `select 'head', ${values({ created_at: 'sequence' })} from change_head where id = 1`

/** Written out, because everything asks this, and building it costs more than running it. MySQL reserves the word schemas. */
export function subjectQuery(knex: Knex, { context, subject }: SubjectKey, scopes: readonly SubjectKey[]): Knex.Raw {
  const condition = scopes.map(() => '(context = ? and subject = ?)').join(' or ')
  const names = scopes.flatMap((scope) => [scope.context, scope.subject])
  const scope = { context: 'context', subject: 'subject' }
  const statements = [
    fromVersions,
    `select 'config', ${values({ ...scope, value: 'config' })} from configs where ${condition}`,
    `select 'mode', ${values({ ...scope, value: 'mode' })} from modes where ${condition}`,
    fromHead,
  ]
  return knex.raw(statements.join(' union all '), ['schemas', context, subject, ...names, ...names])
}

/** The columns of one part, those that it has nothing for as null. */
function values(own: Partial<Record<(typeof columns)[number], string>>): string {
  return columns.map((column) => own[column] ?? 'null').join(', ')
}

export function toSubjectFacts(answer: unknown, scopes: readonly SubjectKey[]): SubjectFacts {
  const rows = rowsOf(answer) as Row[]
  return {
    versions: rows
      .filter(({ kind }) => kind === 'version')
      .map(toSubjectVersion)
      .sort((a, b) => a.version - b.version),
    settings: scopes.map((scope) => settingsOf(rows, scope)),
    sequence: wholeNumber(rows.find(({ kind }) => kind === 'head')?.created_at ?? 0),
  }
}

function settingsOf(rows: readonly Row[], { context, subject }: SubjectKey): ScopeSettings {
  const own = rows.filter((row) => row.context === context && row.subject === subject)
  const config = own.find(({ kind }) => kind === 'config')?.value
  const mode = own.find(({ kind }) => kind === 'mode')?.value
  return {
    config: config ? (JSON.parse(config) as Config) : undefined,
    mode: mode ? (mode as Mode) : undefined,
  }
}

/** Of a statement that was written out, each driver gives back what it likes. */
function rowsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return Array.isArray(answer[0]) ? answer[0] : answer
  return (answer as { rows: unknown[] }).rows
}
