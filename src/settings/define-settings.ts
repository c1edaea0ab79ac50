/** From rows to values: names, environment variables, flags, and the one sentence that stops a start. */

import { CodedError, defineErrors } from '../errors.ts'
import type { ValueType } from './value-types.ts'

/** A setting was wrong; the process does not start. The code is the exit code of the CLI. */
class SettingError extends CodedError {}

export const settingErrors = defineErrors(SettingError, {
  invalidValue: {
    code: 1,
    message: (source: string, value: string, expected: string) => `${source} is '${value}'; expected ${expected}.`,
    when: 'an environment variable or flag does not have the type of its setting',
  },
  unknownVariable: {
    code: 1,
    message: (name: string, hint: string) => `${name} is not a setting of Schemalog; ${hint}`,
    when: 'an environment variable begins with SCHEMALOG_ and no setting has that name',
  },
})

/** One knob. Its name in dots gives the variable (`SCHEMALOG_HTTP_PORT`) and the flag (`--http-port`). */
export interface SettingRow<Value> {
  readonly type: ValueType<Value>
  readonly default: Value
  readonly doc: string
}

type SettingTable = Record<string, SettingRow<never>>

export type SettingsOf<Table> = {
  readonly [Name in keyof Table & string as CamelCase<Name>]: Table[Name] extends SettingRow<infer Value>
    ? Value
    : never
}

type CamelCase<Name extends string> = Name extends `${infer Head}.${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

export interface SettingDescription {
  name: string
  variable: string
  flag: string
  key: string
  default: string
  expected: string
  doc: string
}

/** Declares a row: `setting(port, 8081, 'Port of the registry.')`. */
export function setting<Value>(type: ValueType<Value>, defaultValue: NoInfer<Value>, doc: string): SettingRow<Value> {
  return { type, default: defaultValue, doc }
}

export function describeSettings(table: object): SettingDescription[] {
  return rowsOf(table).map(([name, row]) => ({
    name,
    variable: variableOf(name),
    flag: `--${name.replaceAll('.', '-')}`,
    key: keyOf(name),
    default: row.type.print(row.default),
    expected: row.type.expected,
    doc: row.doc,
  }))
}

/**
 * Reads every setting: a flag wins over a variable, a variable over the default.
 *
 * @param flags - texts by flag name without dashes in front, as `http-port`; absent ones are undefined.
 * @throws {SettingError} where a value has the wrong type or a `SCHEMALOG_` variable is unknown.
 */
export function readSettings<Table extends object>(
  table: Table,
  environment: Record<string, string | undefined>,
  flags: Record<string, string | undefined> = {},
): SettingsOf<Table> {
  const rows = rowsOf(table)
  refuseUnknown(environment, new Set(rows.map(([name]) => variableOf(name))))
  const values = rows.map(([name, row]) => {
    const flag = name.replaceAll('.', '-')
    const source = flags[flag] === undefined ? variableOf(name) : `--${flag}`
    const given = flags[flag] ?? environment[variableOf(name)]
    if (given === undefined) return [keyOf(name), row.default]
    const value = row.type.parse(given.trim())
    if (value === undefined)
      throw settingErrors.invalidValue(source, row.type.isSecret ? '(not shown)' : given, row.type.expected)
    return [keyOf(name), value]
  })
  // The keys and values are those of the table, which Object.fromEntries cannot express.
  return Object.fromEntries(values) as SettingsOf<Table>
}

/**
 * Kubernetes injects variables for every service into every container; for a service called `schemalog` they begin like
 * ours (`SCHEMALOG_SERVICE_HOST`, `SCHEMALOG_PORT`, `SCHEMALOG_PORT_8081_TCP_ADDR`) and are no settings.
 * `SCHEMALOG_LAUNCHER` is what our own launcher tells the process that it starts; `SCHEMALOG_REGISTRY` and
 * `SCHEMALOG_BROKERS` tell the commands that are clients where to turn, and may well be set where a server is started.
 */
const foreignVariable =
  /^SCHEMALOG_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?|LAUNCHER|REGISTRY(_(USER|TOKEN))?|BROKERS)$/

function refuseUnknown(environment: Record<string, string | undefined>, known: Set<string>): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('SCHEMALOG_') || known.has(name) || foreignVariable.test(name)) continue
    const near = nearest(name, known)
    throw settingErrors.unknownVariable(name, near ? `did you mean ${near}?` : "'schemalog serve --help' lists them.")
  }
}

/** The known name that takes the fewest edits to get to, where they are few. */
function nearest(name: string, known: Set<string>): string | undefined {
  const ranked = [...known].map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
  const best = ranked.sort((a, b) => a.edits - b.edits)[0]
  return best && best.edits <= 4 ? best.candidate : undefined
}

/** Levenshtein's distance: insertions, deletions and replacements of single characters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function variableOf(name: string): string {
  return `SCHEMALOG_${name.replaceAll('.', '_').toUpperCase()}`
}

function keyOf(name: string): string {
  return name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function rowsOf(table: object): [string, SettingRow<unknown>][] {
  return Object.entries(table as SettingTable) as [string, SettingRow<unknown>][]
}
