/** The commands that are clients, typed as a person would, from another folder, against a server in this process. */

import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Finished, schemalog, schemalogProcess, temporaryFolder } from '../support/command.ts'
import { startServer } from '../support/server.ts'

const orderV1 = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'long' },
  ],
}
const orderV2 = { ...orderV1, fields: [...orderV1.fields, { name: 'note', type: ['null', 'string'], default: null }] }
const broken = { ...orderV1, fields: [...orderV1.fields, { name: 'gate', type: 'string' }] }

const lines = '{"id":"a","cents":4995}\n{"id":"b","cents":9007199254740991}\n'

/** A server, a folder with schema files, and the command run in that folder. */
async function setUp(t: TestContext) {
  const { registryUrl, brokers } = await startServer(t)
  const cwd = await temporaryFolder(t)
  await writeFile(join(cwd, 'orders-value.avsc'), JSON.stringify(orderV1))
  const write = (file: string, text: string) => writeFile(join(cwd, file), text)
  const registry = ['--registry', registryUrl]
  const kafka = ['--brokers', brokers.join()]
  const run = (args: string[], input?: string) => schemalog(args, { cwd, ...(input !== undefined && { input }) })
  const outputOf = ({ code, stdout, stderr }: Finished) => {
    assert.equal(code, 0, stderr)
    return stdout
  }
  const fine = async (args: string[], input?: string) => outputOf(await run(args, input))
  /** The same in a process of its own, which has to end by itself. */
  const ends = async (args: string[]) => outputOf(await schemalogProcess(args, { cwd }))
  return { registry, kafka, write, run, fine, ends }
}

test('register makes versions of files; the same file again keeps its id', async (t) => {
  const { registry, fine, write } = await setUp(t)
  const rows = async () => JSON.parse(await fine(['register', 'orders-value.avsc', '--json', ...registry]))
  const row = { file: 'orders-value.avsc', subject: 'orders-value', version: 1, id: 1 }
  assert.deepEqual(await rows(), [{ ...row, outcome: 'new' }])
  assert.deepEqual(await rows(), [{ ...row, outcome: 'existing' }])
  await write('orders-value.avsc', JSON.stringify(orderV2))
  assert.match(
    await fine(['register', 'orders-value.avsc', ...registry]),
    /orders-value.avsc\s+orders-value\s+2\s+2\s+new\n/,
  )
})

test('a refused registration names the field, the rule and who would break, and exits with 1', async (t) => {
  const { registry, fine, run, write } = await setUp(t)
  await fine(['register', 'orders-value.avsc', ...registry])
  await write('orders-value.avsc', JSON.stringify(broken))
  const { code, stdout, stderr } = await run(['register', 'orders-value.avsc', ...registry])
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^schemalog: orders-value.avsc cannot become the next version of 'orders-value'/)
  assert.match(stderr, /why +Field 'gate' .* has no default/)
  assert.match(
    stderr,
    /rule +READER_FIELD_MISSING_DEFAULT_VALUE; consumers on the new schema could not read what version 1/,
  )
})

test('produce encodes by the registered schema, consume decodes by the one that wrote', async (t) => {
  const { registry, kafka, fine, ends, write } = await setUp(t)
  await write('lines', lines)
  const produce = ['produce', 'orders', 'lines', '--key', 'id', '--schema', 'orders-value.avsc']
  assert.equal(await ends([...produce, ...registry, ...kafka]), "Wrote 2 records to 'orders'.\n")
  await write('orders-value.avsc', JSON.stringify(orderV2))
  const evolved = '{"id":"c","cents":1,"note":"evolved"}\n'
  await fine(['produce', 'orders', '--schema', 'orders-value.avsc', ...registry, ...kafka], evolved)

  assert.equal(
    await ends(['consume', 'orders', ...registry, ...kafka]),
    'a\t{"id":"a","cents":4995}\nb\t{"id":"b","cents":9007199254740991}\n{"id":"c","cents":1,"note":"evolved"}\n',
  )
  const printed = await fine(['consume', 'orders', '--json', '--max', '1', ...registry, ...kafka])
  const { timestamp, ...record } = JSON.parse(printed)
  const value = { id: 'a', cents: 4995 }
  assert.deepEqual(record, { topic: 'orders', partition: 0, offset: 0, key: 'a', headers: {}, schemaId: 1, value })
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 600_000)
})

test('produce --raw writes lines as they are, and consume shows them so', async (t) => {
  const { registry, kafka, fine } = await setUp(t)
  await fine(['produce', 'notes', '--raw', ...registry, ...kafka], 'one\ntwo\n')
  assert.equal(await fine(['consume', 'notes', ...registry, ...kafka]), 'one\ntwo\n')
})

test('a line that does not fit the schema is named with its number, and nothing of its batch is written', async (t) => {
  const { registry, kafka, fine, run } = await setUp(t)
  const produce = ['produce', 'orders', '--schema', 'orders-value.avsc', ...registry, ...kafka]
  const { code, stderr } = await run(produce, '{"id":"a","cents":1}\n{"id":"b","cents":"much"}\n')
  assert.equal(code, 1)
  assert.match(stderr, /^schemalog: Line 2 cannot be written: cents: expected long/)
  assert.deepEqual(JSON.parse(await fine(['topics', '--json', ...kafka])), [])
})

test('topics are created, listed, described and deleted', async (t) => {
  const { kafka, fine, run } = await setUp(t)
  assert.equal(
    await fine(['topics', 'create', 'orders', '--partitions', '3', ...kafka]),
    "Created topic 'orders' with 3 partitions.\n",
  )
  const again = await run(['topics', 'create', 'orders', ...kafka])
  assert.equal(again.code, 1)
  assert.match(again.stderr, /orders/)
  assert.deepEqual(JSON.parse(await fine(['topics', 'list', '--json', ...kafka])), [
    { topic: 'orders', partitions: 3, records: 0 },
  ])
  assert.equal((await fine(['topics', 'describe', 'orders', ...kafka])).trim().split('\n').length, 4)
  await fine(['topics', 'delete', 'orders', ...kafka])
  assert.equal((await run(['topics', 'describe', 'orders', ...kafka])).code, 1)
})

test('a mistyped name keeps the other topics of a delete', async (t) => {
  const { kafka, fine, run } = await setUp(t)
  await fine(['topics', 'create', 'orders', ...kafka])
  const { code, stderr } = await run(['topics', 'delete', 'orders', 'ordrs', ...kafka])
  assert.deepEqual([code, stderr], [1, "schemalog: Nothing is deleted: there is no topic 'ordrs'.\n"])
  assert.equal(JSON.parse(await fine(['topics', '--json', ...kafka])).length, 1)
})

test('one by one, what was registered before a refused file stays and is printed', async (t) => {
  const { registry, run, write } = await setUp(t)
  await write('bad.avsc', '{"type":"record"}')
  const { code, stdout, stderr } = await run(['register', 'orders-value.avsc', 'bad.avsc', '--one-by-one', ...registry])
  assert.equal(code, 1)
  assert.match(stdout, /orders-value\.avsc +orders-value +1 +1/)
  assert.match(stderr, /^schemalog: bad\.avsc: Invalid schema/)
})

test('consume does not pass records for unframed where the registry is none', async (t) => {
  const { registry, kafka, fine, run } = await setUp(t)
  await fine(['produce', 'orders', '--schema', 'orders-value.avsc', ...registry, ...kafka], lines)
  const broker = ['--registry', `http://${kafka[1]}`]
  const { code, stdout } = await run(['consume', 'orders', ...broker, ...kafka])
  assert.notEqual(code, 0)
  assert.equal(stdout, '')
})

test('a whole number beyond 2^53 is refused, not rounded', async (t) => {
  const { registry, kafka, run } = await setUp(t)
  const produce = ['produce', 'orders', '--schema', 'orders-value.avsc', ...registry, ...kafka]
  const { code, stderr } = await run(produce, '{"id":"a","cents":12345678901234567}\n')
  assert.equal(code, 1)
  assert.match(stderr, /Line 1 cannot be written: 12345678901234567 is beyond 2\^53/)
})

test('--json makes an error JSON on standard error', async () => {
  const { code, stderr } = await schemalogProcess(['subjects', '--json', '--registry', 'http://127.0.0.1:1'])
  assert.equal(code, 3)
  assert.equal(JSON.parse(stderr).code, 3)
})

test('subjects are listed, with their versions, and shown', async (t) => {
  const { registry, fine, run, write } = await setUp(t)
  await fine(['register', 'orders-value.avsc', ...registry])
  await write('orders-value.avsc', JSON.stringify(orderV2))
  await fine(['register', 'orders-value.avsc', ...registry])
  assert.match(await fine(['subjects', ...registry]), /SUBJECT +VERSION +ID +TYPE\norders-value +2 +2 +AVRO\n/)
  const versions = JSON.parse(await fine(['subjects', 'versions', 'orders-value', '--json', ...registry]))
  assert.deepEqual(
    versions.map(({ version }: { version: number }) => version),
    [1, 2],
  )
  assert.deepEqual(JSON.parse(await fine(['subjects', 'show', 'orders-value', '1', ...registry])), orderV1)
  const unknown = await run(['subjects', 'show', 'nobody', ...registry])
  assert.deepEqual([unknown.code, unknown.stderr], [1, "schemalog: Subject 'nobody' not found.\n"])
})

const nobody = ['--registry', 'http://127.0.0.1:1', '--brokers', '127.0.0.1:1']

const wrong: { args: string[]; code: number; says: RegExp }[] = [
  { args: ['nope'], code: 2, says: /unknown command 'nope'/ },
  { args: ['topics', 'create'], code: 2, says: /missing required argument 'topic'/ },
  { args: ['topics', '--nope'], code: 2, says: /unknown option '--nope'/ },
  { args: ['topics', 'create', 't', '--partitions', 'many'], code: 2, says: /whole number of at least 1; got 'many'/ },
  { args: ['register', 'missing.avsc'], code: 2, says: /missing.avsc cannot be read: ENOENT/ },
  { args: ['register', 'schema.txt'], code: 2, says: /neither its extension nor --type/ },
  { args: ['consume', 't', '--from', 'middle'], code: 2, says: /--from expects beginning or end/ },
  { args: ['topics', '--brokers', 'nowhere'], code: 2, says: /--brokers expects HOST:PORT/ },
  { args: ['subjects', '--registry', 'nowhere'], code: 2, says: /--registry expects a URL/ },
  { args: ['topics', ...nobody.slice(2)], code: 3, says: /No broker answers at 127.0.0.1:1/ },
  { args: ['subjects', ...nobody.slice(0, 2)], code: 3, says: /No registry answers at http:\/\/127.0.0.1:1/ },
  { args: ['produce', 't', ...nobody], code: 3, says: /No registry answers/ },
  { args: ['produce', 't', '--raw', ...nobody], code: 3, says: /No broker answers/ },
  { args: ['consume', 't', '--registry', '127.0.0.1:8081'], code: 2, says: /--registry expects a URL/ },
  { args: ['docs', '--write', '/nowhere/at/all'], code: 2, says: /cannot be written: ENOENT/ },
  { args: ['consume', 't', ...nobody], code: 3, says: /No broker answers/ },
]

for (const { args, code, says } of wrong)
  test(`schemalog ${args.join(' ')} exits with ${code} and says why`, async () => {
    const finished = await schemalog(args, { input: 'line\n' })
    assert.match(finished.stderr, says)
    assert.doesNotMatch(finished.stderr, /\n\s+at /)
    assert.equal(finished.code, code)
    assert.equal(finished.stdout, '')
  })

test('--version and --help end well, and --help of serve lists every setting', async () => {
  const version = await schemalogProcess(['--version'])
  assert.deepEqual([version.code, version.stdout], [0, '0.1.0\n'])
  const help = await schemalog(['serve', '--help'])
  assert.equal(help.code, 0)
  assert.match(help.stdout, /--kafka-advertised <value>/)
  assert.match(help.stdout, /SCHEMALOG_LOG_FLUSH/)
})
