/** Import and export: everything is taken over as it was, also after a kill, and what cannot be is said. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { schemalogProcess, spawnCommand } from '../support/command.ts'
import { startServer } from '../support/server.ts'
import { ask, commandIn, record, register } from './command-server.ts'

/** A registry with a bit of everything: references over subjects, contexts, deletions, metadata, rules, configs, modes. */
async function fullRegistry(t: TestContext): Promise<{ url: string; brokers: string }> {
  const { registryUrl: url, brokers } = await startServer(t)
  await ask(url, 'PUT', '/config', { compatibility: 'NONE' })
  await register(url, 'orders', record('Order', 'id'))
  await register(url, 'orders', record('Order', 'id', 'note'), { metadata: { properties: { owner: 'team' } } })
  await register(url, 'orders', record('Order', 'id', 'other'), {
    ruleSet: { domainRules: [{ name: 'check', kind: 'CONDITION', type: 'CEL', mode: 'WRITE', expr: 'true' }] },
  })
  // It sorts before what it refers to.
  await register(url, 'a-order-list', '{"type":"array","items":"Order"}', {
    references: [{ name: 'Order', subject: 'orders', version: 2 }],
  })
  await register(url, 'json', '{"type":"object","$ref":"x.json"}', {
    schemaType: 'JSON',
    references: [{ name: 'x.json', subject: 'x', version: await jsonX(url) }],
  })
  await register(url, ':.test:orders', record('Order', 'own'))
  await register(url, ':.test:list', '{"type":"array","items":"Order"}', {
    references: [{ name: 'Order', subject: 'orders', version: 1 }],
  })
  await ask(url, 'DELETE', '/subjects/orders/versions/1')
  // A soft-deleted version that a soft-deleted one refers to, and a number that is gone for good.
  await ask(url, 'DELETE', '/subjects/a-order-list')
  await ask(url, 'DELETE', '/subjects/orders/versions/2')
  await register(url, 'gone', '"string"')
  await register(url, 'gone', '"int"')
  await ask(url, 'DELETE', '/subjects/gone/versions/1')
  await ask(url, 'DELETE', '/subjects/gone/versions/1?permanent=true')
  await ask(url, 'PUT', '/config/orders', { compatibility: 'FULL', normalize: true })
  await ask(url, 'PUT', '/config/:.test:', { compatibility: 'FORWARD' })
  await register(url, 'hidden', '"bytes"')
  await ask(url, 'PUT', '/config/hidden', { alias: 'orders' })
  await ask(url, 'PUT', '/mode/json', { mode: 'READONLY' })
  await ask(url, 'PUT', '/mode/:.test:', { mode: 'READONLY' })
  return { url, brokers: brokers.join() }
}

async function jsonX(url: string): Promise<number> {
  return (await register(url, 'x', '{"type":"object"}', { schemaType: 'JSON' })).version
}

/** All that the API shows, without the times. */
async function everything(url: string): Promise<unknown> {
  const versions = (await ask(url, 'GET', '/schemas?subjectPrefix=:*:&deleted=true')) as { ts: number }[]
  const scopes = ['', '/orders', '/hidden', '/json', '/:.test:'].flatMap((scope) => [
    `/config${scope}`,
    `/mode${scope}`,
  ])
  const settings = await Promise.all(scopes.map(async (path) => [path, await (await fetch(url + path)).json()]))
  return { versions: versions.map(({ ts, ...rest }) => rest), settings, contexts: await ask(url, 'GET', '/contexts') }
}

test('a running registry is taken over whole; again there is nothing to do; what came since is added', async (t) => {
  const { url } = await fullRegistry(t)
  const { registryUrl: target } = await startServer(t)
  const { json, fine } = await commandIn(t, target)
  const report = (await json(['import', '--from', url])) as Record<string, unknown>
  const { versions, registered, softDeleted, configs, modes, same } = report
  assert.deepEqual([versions, registered, softDeleted, configs, modes, same], [10, 10, 3, 4, 2, true])
  assert.deepEqual(await everything(target), await everything(url))

  assert.match(await fine(['import', '--from', url]), /^10 versions: 0 registered, 10 were there; 0 soft-deleted\.\n/)
  await ask(url, 'PUT', '/mode/json', { mode: 'READWRITE' })
  await register(url, 'json', '{"type":"number"}', { schemaType: 'JSON' })
  assert.match(await fine(['import', '--from', url]), /^11 versions: 1 registered.*\n.*\nBoth sides .* the same/)
  assert.deepEqual(await everything(target), await everything(url))
  // New ids go on above the old ones.
  const { id } = await register(target, 'next', record('Next'))
  assert.deepEqual(await register(url, 'next', record('Next')).then((one) => one.id), id)
})

test('an export is a file that a person can read, and makes the same registry again', async (t) => {
  const { url } = await fullRegistry(t)
  const { registryUrl: target } = await startServer(t)
  const { cwd, fine, run } = await commandIn(t, url)
  assert.equal(
    await fine(['export', 'all.jsonl']),
    'Wrote 10 versions, 4 configs, 2 modes and 0 associations into all.jsonl.\n',
  )
  const lines = (await readFile(join(cwd, 'all.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { createdAt, ...header } = lines[0]
  assert.deepEqual(header, { kind: 'header', format: 'schemalog-export', formatVersion: 1, registry: url })
  assert.deepEqual(lines.at(-1), { kind: 'end', entries: 18, exact: true })
  const again = await run(['export', 'all.jsonl'])
  assert.deepEqual([again.code, again.stderr], [1, 'schemalog: all.jsonl is there already; nothing is written.\n'])
  await fine(['import', '--from-file', 'all.jsonl', '--registry', target])
  assert.deepEqual(await everything(target), await everything(url))
  // Standard output is the same file.
  const printed = (await fine(['export', '-', '--registry', target])).trimEnd().split('\n')
  assert.deepEqual(
    printed.slice(1).map((line) => JSON.parse(line)),
    lines.slice(1),
  )
})

test('a topic of records leads out, and in again', async (t) => {
  const { url, brokers } = await fullRegistry(t)
  const { registryUrl: target } = await startServer(t)
  const { fine, run } = await commandIn(t, url, { SCHEMALOG_BROKERS: brokers })
  // In processes of their own, which have to end by themselves.
  const asProcess = async (args: string[]) => {
    const env = { SCHEMALOG_REGISTRY: url, SCHEMALOG_BROKERS: brokers }
    const { code, stderr } = await schemalogProcess(args, { env })
    assert.equal(code, 0, stderr)
  }
  await asProcess(['export', '--to-topic', '_schemas'])
  const printed = await fine(['consume', '_schemas', '--json'])
  const records = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(records[0].key, '{"keytype":"CONTEXT","tenant":"default","context":".","magic":0}')
  const first = records.find(({ key }) => key === '{"keytype":"SCHEMA","subject":"orders","version":1,"magic":1}')
  assert.deepEqual(JSON.parse(first.value), {
    subject: 'orders',
    version: 1,
    id: 1,
    schema: record('Order', 'id'),
    deleted: true,
  })
  assert.ok(records.some(({ key }) => key === '{"keytype":"CONFIG","subject":null,"magic":0}'))
  assert.ok(records.some(({ key }) => key === '{"keytype":"MODE","subject":":.test:","magic":0}'))
  const full = await run(['export', '--to-topic', '_schemas'])
  assert.deepEqual([full.code, /holds records already/.test(full.stderr)], [1, true])

  await asProcess(['import', '--from-topic', '_schemas', '--registry', target])
  assert.deepEqual(await everything(target), await everything(url))
})

test('an import that is killed goes on where it was, and no mode is left behind', async (t) => {
  const { registryUrl: url } = await startServer(t)
  for (let at = 0; at < 12; at++) await register(url, `s${at}`, record(`S${at}`))
  const { registryUrl: target } = await startServer(t)
  const { fine } = await commandIn(t, target)
  const fifth = Promise.withResolvers<void>()
  let posts = 0
  const slow = await proxy(t, target, (incoming) => {
    if (incoming.method !== 'POST' || ++posts < 5) return true
    fifth.resolve()
    return false
  })
  const child = spawnCommand(['import', '--from', url, '--registry', slow], {})
  t.after(() => child.kill('SIGKILL'))
  await fifth.promise
  child.kill('SIGKILL')
  assert.deepEqual(await ask(target, 'GET', '/mode'), { mode: 'IMPORT' })
  const there = ((await ask(target, 'GET', '/subjects')) as string[]).length
  assert.ok(there > 0 && there < 12)
  assert.match(await fine(['import', '--from', url]), new RegExp(`^12 versions: ${12 - there} registered`))
  assert.deepEqual(await everything(target), await everything(url))
  assert.deepEqual(await ask(target, 'GET', '/mode'), { mode: 'READWRITE' })
})

test('Ctrl-C brings the modes back and says how to go on', async (t) => {
  const { registryUrl: url } = await startServer(t)
  for (let at = 0; at < 12; at++) await register(url, `s${at}`, record(`S${at}`))
  const { registryUrl: target } = await startServer(t)
  const held: (() => void)[] = []
  const fifth = Promise.withResolvers<void>()
  let posts = 0
  let open = false
  const slow = await proxy(t, target, (incoming, go) => {
    if (open || incoming.method !== 'POST' || ++posts < 5) return true
    held.push(go)
    fifth.resolve()
    return false
  })
  const child = spawnCommand(['import', '--from', url, '--registry', slow], {})
  const lines = createInterface(child.stderr)[Symbol.asyncIterator]()
  const exit = once(child, 'exit')
  await fifth.promise
  child.kill('SIGINT')
  assert.match(String((await lines.next()).value), /^Finishing what was begun/)
  // Requests in flight are answered, and no more are begun.
  open = true
  for (const go of held) go()
  assert.equal((await lines.next()).value, 'schemalog: Interrupted; the same command goes on from here.')
  assert.deepEqual(await exit, [1, null])
  assert.ok(((await ask(target, 'GET', '/subjects')) as string[]).length < 12)
  assert.deepEqual(await ask(target, 'GET', '/mode'), { mode: 'READWRITE' })
})

test('a target that holds something else under the same name is left alone', async (t) => {
  const { registryUrl: url } = await startServer(t)
  await register(url, 'a', '"string"')
  await register(url, 'b', '"string"')
  const { registryUrl: target } = await startServer(t)
  await register(target, 'a', '"int"')
  await register(target, 'mine', '"long"')
  const { run } = await commandIn(t, target)
  const { code, stdout, stderr } = await run(['import', '--from', url, '--json'])
  assert.equal(code, 1)
  assert.match(stderr, /Nothing is written: the target holds other things, 1 difference in all/)
  const report = JSON.parse(stdout)
  assert.deepEqual(report.comparison.differences, [
    { kind: 'schema', subject: 'a', version: 1, source: '"string"', target: '"int"' },
  ])
  assert.deepEqual([report.conflict, report.comparison.onlyInTarget], [true, 1])
  assert.deepEqual(await ask(target, 'GET', '/subjects'), ['a', 'mine'])
})

test('an id that stands for something else in the target is refused, with its reason, and the rest goes on', async (t) => {
  const { registryUrl: url } = await startServer(t)
  await register(url, 'a', '"string"')
  await register(url, 'b', '"bytes"')
  const { registryUrl: target } = await startServer(t)
  await register(target, 'mine', '"long"')
  const { run } = await commandIn(t, target)
  const { code, stdout, stderr } = await run(['import', '--from', url])
  assert.equal(code, 1)
  assert.match(
    stdout,
    /refused: 'a' version 1: Overwrite new schema with id 1 in context .* is not permitted\.\n'a' version 1 is missing/,
  )
  assert.match(stderr, /1 refused, 1 difference stay/)
  assert.deepEqual(await ask(target, 'GET', '/subjects'), ['b', 'mine'])
  assert.deepEqual(await ask(target, 'GET', '/mode'), { mode: 'READWRITE' })
})

const files: { name: string; content: string | Buffer; says: RegExp }[] = [
  { name: 'empty', content: '', says: /is neither an export of schemalog nor records/ },
  { name: 'binary', content: Buffer.from([0, 1, 2, 255, 254, 10, 0]), says: /is neither an export/ },
  {
    name: 'a later format',
    content: '{"format":"schemalog-export","formatVersion":9}\n',
    says: /has format version 9/,
  },
  { name: 'cut off', content: '{"format":"schemalog-export","formatVersion":1}\n', says: /is cut off/ },
  {
    name: 'lost lines',
    content: '{"format":"schemalog-export","formatVersion":1}\n{"kind":"end","entries":3}\n',
    says: /should hold 3 entries and holds 0/,
  },
  {
    name: 'a strange line',
    content: '{"format":"schemalog-export","formatVersion":1}\n{"kind":"schema"}\n',
    says: /Line 2 is a schema without 'subject'/,
  },
  { name: 'other records', content: '{"key":{"a":1},"value":null}\n', says: /Line 1 is no record of a _schemas topic/ },
  {
    name: 'a circle',
    content: `{"key":{"keytype":"SCHEMA","subject":"a","version":1,"magic":1},"value":{"id":1,"schema":"\\"A\\"","references":[{"name":"A","subject":"a","version":1}]}}\n`,
    says: /1 refused/,
  },
]

test('a file that is no whole export is refused before anything is written', async (t) => {
  const { registryUrl: target } = await startServer(t)
  const { write, run } = await commandIn(t, target)
  await Promise.all(
    files.map(async ({ name, content, says }) => {
      await write(name, content)
      const { code, stderr } = await run(['import', '--from-file', name])
      assert.match(stderr, says, name)
      assert.notEqual(code, 0, name)
    }),
  )
  assert.deepEqual(await ask(target, 'GET', '/subjects'), [])
  assert.deepEqual(await ask(target, 'GET', '/mode'), { mode: 'READWRITE' })
})

/** Passes requests on to `target`; those for which `pass` is false wait until their `go` is called. */
async function proxy(
  t: TestContext,
  target: string,
  pass: (incoming: IncomingMessage, go: () => void) => boolean,
): Promise<string> {
  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method, url = '/', headers } = incoming
    const onward = request(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  }
  const server = createServer((incoming, response) => {
    const go = () => forward(incoming, response)
    if (pass(incoming, go)) go()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
