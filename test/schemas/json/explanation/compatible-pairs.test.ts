import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { toJson } from '../../../../src/schemas/json/explanation/sample.ts'
import { Samples } from '../../../../src/schemas/json/explanation/samples.ts'
import { validatorOf } from '../../../../src/schemas/json/explanation/validator.ts'
import { compatiblePairs, parsePlaced } from './golden-pairs.ts'

/** Pairs that the reference takes for compatible although a validator does not, and no warning says so. */
const looserThanData = new Map([
  ['const-draft4-ignored backward', 'draft 4 knows no const, and ajv looks at it all the same'],
  ['const-draft4-ignored forward', 'draft 4 knows no const, and ajv looks at it all the same'],
  ['connect-bytes backward', 'Kafka Connect writes both for bytes'],
  ['connect-bytes forward', 'Kafka Connect writes both for bytes'],
  ['oneof-duplicates forward', 'members that say the same count once, and oneOf wants exactly one'],
])

/** Records tried of each pair. */
const tried = 100

test('what the writer allows is valid for the reader of a compatible pair, or a warning says why it may not be', (t) => {
  let recordCount = 0
  const refused: string[] = []
  for (const { name, reader: readerText, writer: writerText } of compatiblePairs()) {
    const [reader, writer] = [parsePlaced(readerText), parsePlaced(writerText)]
    const [reads, writes] = [validatorOf(reader), validatorOf(writer)]
    assert.ok(reads && writes, name)
    const records: unknown[] = []
    let count = 0
    for (const sample of new Samples().around({ writer: [writer.schema], reader: [reader.schema] }, [])) {
      if (++count > tried) break
      const record: unknown = JSON.parse(toJson(sample))
      if (writes.faultIn(record) === undefined) records.push(record)
    }
    recordCount += records.length
    const isRefused = records.some((record) => reads.faultIn(record) !== undefined)
    if (isRefused && jsonExplanations.surprises(writer, reader).length === 0) refused.push(name)
  }
  t.diagnostic(`${recordCount} records of the writers were read`)
  assert.ok(recordCount > 5000)
  assert.deepEqual(refused.sort(), [...looserThanData.keys()].sort())
})
