/** kcat (librdkafka), unmodified: what a person types to look into a broker. */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import kafkajs from 'kafkajs'
import { cleanUp } from '../support/cleanup.ts'
import { missingClient, startServer } from '../support/server.ts'

const present = spawnSync('kcat', ['-V']).status === 0
const options = present ? {} : missingClient('kcat')

async function kcat(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('kcat', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  assert.equal(code, 0, stderr)
  return stdout
}

test('kcat lists brokers and topics as JSON', options, async (t) => {
  const { brokers } = await startServer(t)
  await kcat(['-b', brokers.join(), '-t', 'greetings', '-P'], 'hello\n')
  const listed = JSON.parse(await kcat(['-b', brokers.join(), '-L', '-J']))
  assert.deepEqual(
    listed.brokers.map(({ name }: { name: string }) => name),
    brokers,
  )
  assert.ok(listed.topics.some(({ topic }: { topic: string }) => topic === 'greetings'))
})

for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
  test(`kcat produces and consumes with ${codec}`, options, async (t) => {
    const { brokers } = await startServer(t)
    const lines = Array.from({ length: 1000 }, (_, at) => `key-${at}:value-${at}-${'x'.repeat(100)}`)
    const produce = ['-b', brokers.join(), '-t', codec, '-P', '-K:', '-z', codec, '-H', 'trace=42']
    await kcat([...produce, '-X', 'enable.idempotence=true'], `${lines.join('\n')}\n`)
    const consumed = await kcat(['-b', brokers.join(), '-t', codec, '-C', '-e', '-q', '-o', 'beginning', '-K:'])
    assert.deepEqual(consumed.trimEnd().split('\n'), lines)
    const headers = await kcat(['-b', brokers.join(), '-t', codec, '-C', '-e', '-q', '-c', '1', '-f', '%o %h\n'])
    assert.equal(headers, '0 trace=42\n')
  })
}

test('kcat reads from the new start when records were deleted', options, async (t) => {
  const { brokers } = await startServer(t)
  await kcat(['-b', brokers.join(), '-t', 'trimmed', '-P'], 'one\ntwo\nthree\n')
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  cleanUp(t, () => admin.disconnect())
  await admin.fetchTopicOffsets('trimmed')
  await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '2' }] })
  const consume = ['-b', brokers.join(), '-t', 'trimmed', '-C', '-e', '-q', '-f', '%o %s\n']
  assert.equal(await kcat([...consume, '-o', 'beginning']), '2 three\n')
  // What is asked for and gone is where the client decides; librdkafka's own choice is the end of the partition.
  assert.equal(await kcat([...consume, '-o', '0', '-X', 'topic.auto.offset.reset=earliest']), '2 three\n')
  assert.equal(await kcat(['-b', brokers.join(), '-Q', '-t', 'trimmed:0:-2']), 'trimmed [0] offset 2\n')
})

test('kcat finds an offset by time and reads as a member of a group', options, async (t) => {
  const { brokers } = await startServer(t)
  await kcat(['-b', brokers.join(), '-t', 'times', '-P'], 'one\ntwo\n')
  const future = Date.now() + 3_600_000
  assert.equal(await kcat(['-b', brokers.join(), '-Q', '-t', `times:0:${future}`]), 'times [0] offset -1\n')
  assert.equal(await kcat(['-b', brokers.join(), '-Q', '-t', 'times:0:1000']), 'times [0] offset 0\n')
  const group = ['-b', brokers.join(), '-G', 'readers', '-c', '2', '-q', '-X', 'auto.offset.reset=earliest', 'times']
  assert.equal(await kcat(group), 'one\ntwo\n')
})
