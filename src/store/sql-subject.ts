/** All that decides about a subject in one statement: its versions, what is set on its scopes, the end of the change log. */

import type { Config, Mode, ScopeSettings, SubjectFacts, SubjectKey } from '../registry/index.ts'
import { type SchemaRow, toSubjectVersion, type VersionRow, versionColumns, wholeNumber } from './rows.ts'
import { Statement, type Value } from './statement.ts'

/**
 * A row of the statement; which of the columns mean something depends on its kind. That of the change log has its sequence
 * in `created_at`: PostgreSQL takes the types of columns from the first part, and a column of its own would have none.
 */
export type SubjectRow = VersionRow &
  Pick<SchemaRow, 'fingerprint' | 'likeness'> & {
    kind: 'version' | 'config' | 'mode' | 'head'
    /** A config's JSON or a mode. */
    value: string | null
  }

const columns = [...versionColumns, 'fingerprint', 'likeness', 'value'] as const

/** Not a join: SQLite plans one anew whenever its values are others, which takes ten times what running it takes. */
const ofSchema = (column: string) => `(select ${column} from ?? where context = v.context and id = v.schema_id)`
const fromVersions = `select 'version' as kind, ${versionColumns.map((column) => `v.${column}`).join(', ')},
  ${ofSchema('fingerprint')} as fingerprint, ${ofSchema('likeness')} as likeness, null as value
  from versions v where v.context = ? and v.subject = ?`

const fromHead = `select 'head', ${values({ created_at: 'sequence' })} from change_head where id = 1`

/** By how many scopes it asks about. */
const statements = new Map<number, Statement<string>>()

/** What asks for a subject with so many scopes; its values are {@link subjectValues}. */
export function subjectStatement(scopeCount: number): Statement<string> {
  let statement = statements.get(scopeCount)
  if (!statement) {
    statement = composeFor(scopeCount)
    statements.set(scopeCount, statement)
  }
  return statement
}

/** Numbered: 0 is the subject, its scopes follow. */
export function subjectValues(subject: SubjectKey, scopes: readonly SubjectKey[]): Record<string, Value> {
  const values: Record<string, Value> = { context0: subject.context, subject0: subject.subject }
  for (const [index, scope] of scopes.entries()) {
    values[`context${index + 1}`] = scope.context
    values[`subject${index + 1}`] = scope.subject
  }
  return values
}

/** MySQL reserves the word schemas. */
function composeFor(scopeCount: number): Statement<string> {
  const indexes = Array.from({ length: scopeCount + 1 }, (_, index) => index)
  const names = indexes.map((index) => [`context${index}`, `subject${index}`])
  const condition = Array(scopeCount).fill('(context = ? and subject = ?)').join(' or ')
  const scope = { context: 'context', subject: 'subject' }
  const parts = [
    fromVersions,
    `select 'config', ${values({ ...scope, value: 'config' })} from configs where ${condition}`,
    `select 'mode', ${values({ ...scope, value: 'mode' })} from modes where ${condition}`,
    fromHead,
  ]
  return new Statement(names.flat(), (knex, marks) => {
    const [own = [], ...ofScopes] = names.map((pair) => pair.map((name) => marks[name] ?? ''))
    return knex.raw(parts.join(' union all '), ['schemas', 'schemas', ...own, ...ofScopes.flat(), ...ofScopes.flat()])
  })
}

/** The columns of one part, those that it has nothing for as null. */
function values(own: Partial<Record<(typeof columns)[number], string>>): string {
  return columns.map((column) => own[column] ?? 'null').join(', ')
}

export function toSubjectFacts(rows: readonly SubjectRow[], scopes: readonly SubjectKey[]): SubjectFacts {
  return {
    versions: rows
      .filter(({ kind }) => kind === 'version')
      .map(toSubjectVersion)
      .sort((a, b) => a.version - b.version),
    settings: scopes.map((scope) => settingsOf(rows, scope)),
    sequence: wholeNumber(rows.find(({ kind }) => kind === 'head')?.created_at ?? 0),
  }
}

function settingsOf(rows: readonly SubjectRow[], { context, subject }: SubjectKey): ScopeSettings {
  const own = rows.filter((row) => row.context === context && row.subject === subject)
  const config = own.find(({ kind }) => kind === 'config')?.value
  const mode = own.find(({ kind }) => kind === 'mode')?.value
  return {
    config: config ? (JSON.parse(config) as Config) : undefined,
    mode: mode ? (mode as Mode) : undefined,
  }
}
