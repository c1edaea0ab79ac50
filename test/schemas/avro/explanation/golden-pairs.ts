/** The pairs of the golden data that are incompatible, as sources for explanations. */
import { avro } from '../../../../src/schemas/avro/index.ts'
import type { SchemaSource } from '../../../../src/schemas/index.ts'
import { readGolden } from '../../golden.ts'

export interface GoldenPair {
  readonly name: string
  readonly reader: SchemaSource
  readonly writer: SchemaSource
}

export function incompatiblePairs(): GoldenPair[] {
  const apache = readGolden('avro-pairs.json')
    .filter((golden) => golden.value('compatible') === false)
    .map((golden) => pairOf(`Apache ${golden.value('index')}`, golden.text('reader'), golden.text('writer')))
  const authored = readGolden('authored/avro.json').flatMap((golden) => {
    const [older, newer] = [golden.text('old'), golden.text('new')]
    const isBroken = (direction: string) => golden.inner(direction).value('compatible') === false
    return [
      ...(isBroken('backward') ? [pairOf(`${golden.value('id')} backward`, newer, older)] : []),
      ...(isBroken('forward') ? [pairOf(`${golden.value('id')} forward`, older, newer)] : []),
    ]
  })
  return [...apache, ...authored]
}

function pairOf(name: string, reader: string, writer: string): GoldenPair {
  return { name, reader: sourceOf(reader), writer: sourceOf(writer) }
}

/** Judged strictly, as a new schema is, where it was one that could be registered today. */
function sourceOf(text: string): SchemaSource {
  const source = { text, references: [], strict: true, placed: true }
  try {
    avro.parse(source)
    return source
  } catch {
    return { ...source, strict: false }
  }
}
