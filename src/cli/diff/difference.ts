/** In what two schemas differ, and who could not read what any more because of it. */

import {
  type Change,
  linePlaceOf,
  loadFormat,
  SchemaError,
  type SchemaFormat,
  type Surprise,
  type TextPlace,
} from '../../schemas/index.ts'
import { cliErrors } from '../errors.ts'
import type { SideSchema } from './side.ts'

/** The levels that look at the version before; those that are transitive ask the same of each version. */
export const shownLevels = ['BACKWARD', 'FORWARD', 'FULL'] as const
type ShownLevel = (typeof shownLevels)[number]
export type Safety = Readonly<Record<ShownLevel, boolean>>

export interface ShownPlace {
  /** File, or whatever else the text comes from. */
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ShownChange {
  readonly what: string
  readonly path: string
  readonly description: string
  readonly newPlace?: ShownPlace | undefined
  readonly oldPlace?: ShownPlace | undefined
  readonly safe: Safety
}

export interface SchemaDifference {
  readonly older: string
  readonly newer: string
  readonly changes: readonly ShownChange[]
  readonly warnings: readonly (Surprise & { readonly rule: string })[]
  readonly safe: Safety
}

/** @throws {CliError} where one of them is no valid schema. */
export async function differenceOf(older: SideSchema, newer: SideSchema): Promise<SchemaDifference> {
  const names = { older: older.name, newer: newer.name }
  if (older.type !== newer.type) return { ...names, ...typeChange(older, newer) }
  const format = await loadFormat(newer.type)
  const [was, is] = [parsed(format, older), parsed(format, newer)]
  const explanations = await format.explanations?.()
  const changes = (explanations?.changes(was, is) ?? []).map((change) => shownChange(change, older, newer))
  const warnings = (explanations?.surprises(was, is) ?? []).map((surprise) => ({
    ...surprise,
    rule: `docs/rules.md#${newer.type.toLowerCase()}-${surprise.kind.toLowerCase()}`,
  }))
  const safe = safety(format.check(is, was).length === 0, format.check(was, is).length === 0)
  return { ...names, changes, warnings, safe }
}

function typeChange(older: SideSchema, newer: SideSchema): Pick<SchemaDifference, 'changes' | 'warnings' | 'safe'> {
  const safe = safety(false, false)
  const description = `The older schema is of type ${older.type}, the newer one of type ${newer.type}; data of one cannot be read with the other.`
  const [oldPlace, newPlace] = [older, newer].map(({ name }) => ({ file: name, line: 1, column: 1 }))
  return { changes: [{ what: 'retyped', path: '', description, newPlace, oldPlace, safe }], warnings: [], safe }
}

function shownChange(change: Change, older: SideSchema, newer: SideSchema): ShownChange {
  const { what, path, description, backward, forward, places } = change
  return {
    what,
    path,
    description,
    newPlace: shownPlace(newer, places?.newer),
    oldPlace: shownPlace(older, places?.older),
    safe: safety(backward, forward),
  }
}

function safety(backward: boolean, forward: boolean): Safety {
  return { BACKWARD: backward, FORWARD: forward, FULL: backward && forward }
}

function shownPlace({ name, source, origin }: SideSchema, place: TextPlace | undefined): ShownPlace | undefined {
  if (!place) return undefined
  const { reference, start } = place
  if (reference === undefined) return { file: name, ...linePlaceOf(source.text, start) }
  const text = source.references.find((one) => one.name === reference)?.text
  return text === undefined ? undefined : { file: origin(reference), ...linePlaceOf(text, start) }
}

function parsed(format: SchemaFormat, { name, source }: SideSchema): unknown {
  try {
    return format.parse({ ...source, placed: true })
  } catch (error) {
    if (error instanceof SchemaError) throw cliErrors.refused(`${name}: ${error.message}`).because(error)
    throw error
  }
}
