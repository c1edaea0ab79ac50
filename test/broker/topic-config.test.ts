import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTopicConfigs, topicLimits } from '../../src/broker/topic-config.ts'
import { type TopicConfigRow, topicConfigs } from '../../src/broker/topic-config-table.ts'

function check(name: string, value: string | null) {
  return parseTopicConfigs([{ name, value }])
}

test('every default is a valid value of its own config', () => {
  const rows: [string, TopicConfigRow][] = Object.entries(topicConfigs)
  for (const [name, row] of rows) assert.equal(check(name, row.default).size, 1, name)
})

test('what is honoured may be set, and is what the broker goes by', () => {
  const values = parseTopicConfigs([
    { name: 'max.message.bytes', value: '2000000' },
    { name: 'segment.bytes', value: '2000000' },
    { name: 'message.timestamp.before.max.ms', value: '9223372036854775807' },
  ])
  const { maxMessageBytes, log, timestampBeforeMaxMs, compacted } = topicLimits(values, new Map())
  assert.deepEqual([maxMessageBytes, log.segmentBytes, compacted], [2_000_000, 2_000_000, false])
  assert.ok(timestampBeforeMaxMs > Number.MAX_SAFE_INTEGER)
})

test("a topic's own value counts before the broker's, and that before the default", () => {
  const broker = check('segment.bytes', '5000000')
  assert.equal(topicLimits(new Map(), broker).log.segmentBytes, 5_000_000)
  assert.equal(topicLimits(check('segment.bytes', '6000000'), broker).log.segmentBytes, 6_000_000)
})

test('records are kept by time and bytes where the policy is to delete, and -1 is no limit', () => {
  const day = 86_400_000
  const retention = (configs: Record<string, string>) =>
    topicLimits(
      parseTopicConfigs(Object.entries(configs).map(([name, value]) => ({ name, value }))),
      check('retention.bytes', '1000'),
    ).log.retention
  assert.deepEqual(retention({}), { ms: 7 * day, bytes: 1000 })
  assert.deepEqual(retention({ 'retention.ms': '-1', 'retention.bytes': '-1' }), { ms: Infinity, bytes: Infinity })
  assert.deepEqual(retention({ 'retention.ms': '5' }), { ms: 5, bytes: 1000 })
})

test('topics are compacted, deleted, both or neither, as cleanup.policy says', () => {
  const rules = (value: string) => {
    const { log, compacted } = topicLimits(check('cleanup.policy', value), new Map())
    return [compacted, log.compaction !== undefined, log.retention !== undefined]
  }
  assert.deepEqual(rules('compact'), [true, true, false])
  assert.deepEqual(rules('delete'), [false, false, true])
  assert.deepEqual(rules('compact, delete'), [true, true, true])
  assert.deepEqual(rules(''), [false, false, false])
  const { compaction } = topicLimits(check('cleanup.policy', 'compact'), new Map()).log
  const day = 86_400_000
  assert.deepEqual(compaction, { minDirtyRatio: 0.5, minLagMs: 0, maxLagMs: Infinity, deleteRetentionMs: day })
})

test('the shortest time that a record stays uncompacted may not be longer than the longest', () => {
  const lags = [
    { name: 'min.compaction.lag.ms', value: '20' },
    { name: 'max.compaction.lag.ms', value: '10' },
  ]
  assert.throws(() => parseTopicConfigs(lags), { code: 40, message: /more than max\.compaction\.lag\.ms/ })
})

test('what changes nothing on a single node may be set', () => {
  for (const [name, value] of [
    ['unclean.leader.election.enable', 'true'],
    ['compression.zstd.level', '19'],
    ['preallocate', 'TRUE'],
  ] as const) {
    assert.equal(check(name, value).get(name), value)
  }
})

test('what is not honoured yet is refused with what is true instead and why', () => {
  for (const [name, value] of [
    ['compression.type', 'zstd'],
    ['message.timestamp.type', 'LogAppendTime'],
    ['min.insync.replicas', '2'],
    ['flush.messages', '1'],
    ['remote.storage.enable', 'true'],
  ] as const) {
    assert.throws(() => check(name, value), {
      code: 40,
      message: new RegExp(`${name}=${value} is not supported yet, only .*: \\w+`),
    })
  }
})

test('a value of the wrong type or out of range is refused', () => {
  for (const [name, value] of [
    ['max.message.bytes', '-1'],
    ['max.message.bytes', '2147483648'],
    ['max.message.bytes', ''],
    ['max.message.bytes', '1e3'],
    ['segment.bytes', '1000'],
    ['preallocate', 'yes'],
    ['min.cleanable.dirty.ratio', '1.5'],
    ['min.cleanable.dirty.ratio', ''],
    ['cleanup.policy', 'shrink'],
    ['compression.type', 'brotli'],
    ['delete.retention.ms', '9223372036854775808'],
    ['cleanup.policy', 'compact,shrink'],
  ] as const) {
    assert.throws(() => check(name, value), { code: 40, message: new RegExp(`Invalid value ${value} for .*${name}`) })
  }
})

test('names that Kafka 4 removed are said to be removed, others to be unknown', () => {
  assert.throws(() => check('message.format.version', '3.0'), { code: 40, message: /removed in Kafka 4\.0/ })
  assert.throws(() => check('toString', '1'), { code: 40, message: /Unknown topic config name: toString/ })
})
