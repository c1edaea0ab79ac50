import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSettings, readSettings, settings } from '../../src/settings/index.ts'

test('every default is of its own type, so that the printed table can be typed back in', () => {
  for (const { variable, default: printed } of describeSettings(settings)) {
    if (printed === '') continue
    assert.deepEqual(readSettings(settings, { [variable]: printed }), readSettings(settings, {}), variable)
  }
})

test('a flag wins over a variable, and a variable over the default', () => {
  assert.equal(readSettings(settings, {}).httpPort, 8081)
  assert.equal(readSettings(settings, { SCHEMALOG_HTTP_PORT: '1' }).httpPort, 1)
  assert.equal(readSettings(settings, { SCHEMALOG_HTTP_PORT: '1' }, { 'http-port': '2' }).httpPort, 2)
})

const read: { variable: string; text: string; key: keyof ReturnType<typeof all>; value: unknown }[] = [
  {
    variable: 'SCHEMALOG_KAFKA_ADVERTISED',
    text: 'broker:9093',
    key: 'kafkaAdvertised',
    value: { host: 'broker', port: 9093 },
  },
  {
    variable: 'SCHEMALOG_KAFKA_ADVERTISED',
    text: '[::1]:9093',
    key: 'kafkaAdvertised',
    value: { host: '::1', port: 9093 },
  },
  { variable: 'SCHEMALOG_LOG_FLUSH', text: 'interval:200', key: 'logFlush', value: { kind: 'interval', ms: 200 } },
  { variable: 'SCHEMALOG_LOG_FLUSH', text: 'os', key: 'logFlush', value: { kind: 'os' } },
  { variable: 'SCHEMALOG_LOG_SEGMENT_BYTES', text: '64MiB', key: 'logSegmentBytes', value: 67_108_864 },
  { variable: 'SCHEMALOG_KAFKA_CONNECTION_IDLE', text: '5m', key: 'kafkaConnectionIdle', value: 300_000 },
  { variable: 'SCHEMALOG_TOPICS_AUTO_CREATE', text: 'False', key: 'topicsAutoCreate', value: false },
  { variable: 'SCHEMALOG_DATABASE_URL', text: 'sqlite::memory:', key: 'databaseUrl', value: 'sqlite::memory:' },
]

function all() {
  return readSettings(settings, {})
}

for (const { variable, text, key, value } of read)
  test(`${variable}=${text} is read as ${JSON.stringify(value)}`, () => {
    assert.deepEqual(readSettings(settings, { [variable]: text })[key], value)
  })

const refused: { variable: string; text: string; sentence: RegExp }[] = [
  {
    variable: 'SCHEMALOG_HTTP_PORT',
    text: 'eighty',
    sentence: /^SCHEMALOG_HTTP_PORT is 'eighty'; expected a whole number from 0 to 65535\.$/,
  },
  { variable: 'SCHEMALOG_HTTP_PORT', text: '65536', sentence: /SCHEMALOG_HTTP_PORT/ },
  { variable: 'SCHEMALOG_HTTP_PORT', text: '', sentence: /SCHEMALOG_HTTP_PORT is ''/ },
  { variable: 'SCHEMALOG_KAFKA_ADVERTISED', text: 'broker', sentence: /expected HOST:PORT/ },
  { variable: 'SCHEMALOG_KAFKA_ADVERTISED', text: 'a:70000', sentence: /expected HOST:PORT/ },
  { variable: 'SCHEMALOG_LOG_FLUSH', text: 'interval', sentence: /expected always, os or interval:MILLISECONDS/ },
  { variable: 'SCHEMALOG_LOG_FLUSH', text: 'interval:0', sentence: /SCHEMALOG_LOG_FLUSH/ },
  { variable: 'SCHEMALOG_LOG_SEGMENT_BYTES', text: '1KiB', sentence: /of at least|from 1MiB to/ },
  { variable: 'SCHEMALOG_TOPICS_AUTO_CREATE', text: 'yes', sentence: /expected true or false/ },
  { variable: 'SCHEMALOG_DATABASE_URL', text: 'oracle://x', sentence: /expected sqlite:FILE/ },
  {
    variable: 'SCHEMALOG_HTPP_PORT',
    text: '1',
    sentence: /^SCHEMALOG_HTPP_PORT is not a setting of Schemalog; did you mean SCHEMALOG_HTTP_PORT\?$/,
  },
  { variable: 'SCHEMALOG_HTTP_PRT', text: '1', sentence: /did you mean SCHEMALOG_HTTP_PORT\?$/ },
  { variable: 'SCHEMALOG_WHATEVER', text: '1', sentence: /is not a setting of Schemalog/ },
]

for (const { variable, text, sentence } of refused)
  test(`${variable}='${text}' stops the start with a sentence that names it`, () => {
    assert.throws(() => readSettings(settings, { [variable]: text }), { name: 'SettingError', message: sentence })
  })

test('a wrong flag is named as the flag', () => {
  assert.throws(() => readSettings(settings, {}, { 'http-port': 'x' }), /^SettingError: --http-port is 'x'/)
})

test('the variables that Kubernetes injects for a service called schemalog are no settings and no errors', () => {
  const injected = {
    SCHEMALOG_SERVICE_HOST: '10.0.0.7',
    SCHEMALOG_SERVICE_PORT: '8081',
    SCHEMALOG_SERVICE_PORT_KAFKA: '9092',
    SCHEMALOG_PORT: 'tcp://10.0.0.7:8081',
    SCHEMALOG_PORT_8081_TCP: 'tcp://10.0.0.7:8081',
    SCHEMALOG_PORT_8081_TCP_PROTO: 'tcp',
    SCHEMALOG_PORT_8081_TCP_PORT: '8081',
    SCHEMALOG_PORT_8081_TCP_ADDR: '10.0.0.7',
  }
  assert.deepEqual(readSettings(settings, injected), readSettings(settings, {}))
})
