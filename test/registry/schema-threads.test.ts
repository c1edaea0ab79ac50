/** How long a thread may work on a question: by what the processor has spent on it, and at last by the clock. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Question } from '../../src/registry/schema-work/questions.ts'
import { SchemaThreads } from '../../src/registry/schema-work/threads.ts'
import { WorkTime } from '../../src/registry/schema-work/work-time.ts'

/** A union of a thousand records, which takes some ten milliseconds to read. */
function union(id: number, prefix: string) {
  const records = Array.from({ length: 1000 }, (_, index) => ({
    type: 'record',
    name: `${prefix}${index}`,
    fields: [{ name: 'a', type: 'int' }],
  }))
  return { id, type: 'AVRO', text: JSON.stringify(records), references: [], strict: false } as const
}

/** Takes about a second. */
function long(): Question {
  return {
    ask: 'compare',
    level: 'BACKWARD',
    policy: 'STRICT',
    candidate: union(1, 'A'),
    earlier: union(2, 'B'),
    version: 1,
  }
}

const question: Question = {
  ask: 'read',
  text: { id: 3, type: 'AVRO', text: '"int"', references: [], strict: true },
  normalize: false,
}

test('an answer spends what the processor has spent on it, of the time that its request has', async (t) => {
  const threads = new SchemaThreads()
  t.after(() => threads.close())
  const time = new WorkTime(60_000)
  // The processor is counted in steps that a short text may fall between.
  await threads.ask({ ask: 'read', text: union(1, 'A'), normalize: true }, time)
  assert.ok(time.leftMs < 60_000)
})

test('what has used up its time is refused, and the next question is answered by another thread', async (t) => {
  const threads = new SchemaThreads()
  t.after(() => threads.close())
  const time = new WorkTime(100)
  await assert.rejects(threads.ask(long(), time), {
    key: 'schemaTakesTooLong',
    message: /the 100 ms of processor time/,
  })
  assert.ok(await threads.ask(question, new WorkTime(60_000)))
})

test('a thread that the machine has no time for is waited for by the clock, and the client told to come again', async (t) => {
  let looks = 0
  const threads = new SchemaThreads(async () => {
    looks++
    return 0
  })
  t.after(() => threads.close())
  const time = new WorkTime(100, 500)
  await assert.rejects(threads.ask(long(), time), { key: 'schemaThreadsBusy', code: 50302 })
  assert.ok(looks > 1)
  assert.equal(time.untilEndMs, 0)
})

test('a thread that does not even say what it has spent is ended by the clock', async (t) => {
  const threads = new SchemaThreads(() => new Promise(() => undefined))
  t.after(() => threads.close())
  await assert.rejects(threads.ask(long(), new WorkTime(50, 500)), { key: 'schemaThreadsBusy' })
  await assert.rejects(async () => new WorkTime(0).refuseWhenSpent(), { key: 'schemaTakesTooLong' })
})

test('of a long history each small piece is counted too', () => {
  const time = new WorkTime(0)
  for (let piece = 0; piece < 20; piece++)
    assert.equal(
      time.measure(() => piece),
      piece,
    )
  assert.throws(() => time.measure(() => 0), { key: 'schemaTakesTooLong' })
})
