/** Schema resolution of Avro: what of a writer's schema a reader's schema takes, and what it cannot. */

import { type AvroField, type AvroRecord, type AvroType, type AvroUnion, nameOf, shortName } from './avro-schema.ts'

/** Promotions by the specification: the writer's kind, and what readers may declare instead. */
const promotions: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
}

/**
 * Whether values of the writer's type can be read as the reader's, judged by kind and name alone. What lies inside
 * decides when a value gets there, so that one unreadable branch or symbol does not spoil every record.
 */
export function matches(writer: AvroType, reader: AvroType): boolean {
  if (writer.kind !== reader.kind) return promotions[writer.kind]?.includes(reader.kind) ?? false
  if (writer.kind === 'fixed' && reader.kind === 'fixed' && writer.size !== reader.size) return false
  return !('name' in writer && 'name' in reader) || sharesName(writer, reader)
}

/** The short names agree, in whatever namespaces, or one of the reader's aliases is the writer's full name. */
function sharesName(writer: { name: string }, reader: { name: string; aliases: readonly string[] }): boolean {
  return shortName(writer.name) === shortName(reader.name) || reader.aliases.includes(writer.name)
}

/** The branch that takes a writer's type: the same name first, then the same kind, then what it is promoted to. */
export function matchBranch(writer: AvroType, { branches }: AvroUnion): AvroType | undefined {
  const matching = branches.filter((branch) => matches(writer, branch))
  return (
    matching.find((branch) => nameOf(branch) !== undefined && nameOf(branch) === nameOf(writer)) ??
    matching.find((branch) => branch.kind === writer.kind) ??
    matching[0]
  )
}

/** The writer's field that a reader's field takes: of the same name, or of one of its aliases. */
export function matchField(writer: AvroRecord, field: AvroField): AvroField | undefined {
  for (const name of [field.name, ...field.aliases]) {
    const found = writer.fields.find((candidate) => candidate.name === name)
    if (found) return found
  }
  return undefined
}
