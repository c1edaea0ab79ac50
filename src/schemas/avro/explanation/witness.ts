/** A record that one schema writes and the other cannot read, proven by the codec that people read with. */
import { type AvroPair, pairAvro, SerdesError } from '@schemalog/serdes'
import { cached } from '../../cached.ts'
import type { Witness } from '../../explanation/explanation.ts'
import { resolvedAvro } from '../canonical.ts'
import type { AvroFinding } from '../findings.ts'
import type { AvroDocument, AvroSchema } from '../model.ts'
import { PairSearch } from './pair-search.ts'
import { lacksField } from './places.ts'
import { type Sample, Samples } from './samples.ts'
import { isField } from './slots.ts'

/** Values that are tried for one finding. */
const triedValues = 5

export function witnessOf(finding: AvroFinding, reader: AvroDocument, writer: AvroDocument): Witness | undefined {
  const goal = goalOf(finding)
  if (!goal) return undefined
  const search = new PairSearch(samplesOf(writer))
  let tried = 0
  for (const sample of search.broken([reader.root, writer.root], goal)) {
    // Only now, because compiling takes longer than the search.
    const pair = pairOf(reader)(writer)
    const outcome = pair && outcomeOf(pair, sample)
    if (outcome !== undefined) return { record: sample.json, outcome }
    if (++tried === triedValues) return undefined
  }
  return undefined
}

/**
 * The types of both schemas between which it breaks; for a field that nothing is read for, the records.
 *
 * Of an ambiguous alias nothing can be shown: readers take one of the fields, or refuse all records.
 */
function goalOf(finding: AvroFinding): readonly [AvroSchema, AvroSchema] | undefined {
  const { kind, facts } = finding
  const { reader, writer, location } = facts
  if (!reader || !writer || kind === 'AMBIGUOUS_ALIAS') return undefined
  if (!isField(reader) && !lacksField(finding)) return [reader, writer]
  const record = isField(reader) ? location?.reader : location?.parent?.reader
  return record && !isField(record) ? [record, writer] : undefined
}

const samplesOf = cached((document: AvroDocument) => new Samples(document))

/** Compiled once for all findings of a comparison; `undefined` where the codec refuses one of the schemas. */
const pairOf = cached((reader: AvroDocument) =>
  cached((writer: AvroDocument): AvroPair | undefined => {
    try {
      return pairAvro<string, string>(resolvedAvro(writer), resolvedAvro(reader), { logicalTypes: false })
    } catch (error) {
      if (error instanceof SerdesError) return undefined
      throw error
    }
  }),
)

/** @returns `undefined` where the record is read, or is none that the writer can write. */
function outcomeOf(pair: AvroPair, { value }: Sample): string | undefined {
  try {
    pair.decode(pair.encode(value))
  } catch (error) {
    if (!(error instanceof SerdesError)) throw error
    if (error.key !== 'unreadableValue') return undefined
    const { path, reason } = error.details
    return `A reader with the {reader} schema stops ${path ? `at '${path}'` : 'at once'}: ${reason}.`
  }
  return undefined
}
