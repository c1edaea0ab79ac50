/** `schemalog check` against a registry: as many versions as the level asks for, by the registry's own rules. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, record, register, setUp } from './command-server.ts'

const order = (...fields: readonly object[]) => ({ type: 'record', name: 'Order', fields })
const id = { name: 'id', type: 'long' }
const note = { name: 'note', type: 'string' }
const optional = { ...note, default: '' }

test('a level that is transitive asks for every version; the registry says it where nobody else does', async (t) => {
  const { registryUrl, write, run } = await setUp(t)
  for (const schema of [order(id), order(id, optional)]) await register(registryUrl, 'order', JSON.stringify(schema))
  await write('s/order.avsc', order(id, note))
  await write('s/new.avsc', record('New', 'a'))
  const against = ['check', 's', '--against', `registry:${registryUrl}`]
  const { code, stdout } = await run(against)
  assert.deepEqual([code, stdout], [0, `2 schemas against ${registryUrl} (1 changed, 1 new): nothing breaks.\n`])
  await ask(registryUrl, 'PUT', '/config/order', { compatibility: 'BACKWARD_TRANSITIVE' })
  const transitive = await run(against)
  assert.equal(transitive.code, 1)
  assert.match(transitive.stdout, /written with version 1 in http:\S+ \(BACKWARD_TRANSITIVE\)\n/)
  assert.equal((await run([...against, '--level', 'none'])).code, 0)
  // The address of the environment, as other commands take it.
  assert.equal((await run(['check', 's', '--against', 'registry'])).code, 1)
})

test('schemas of a registry bring their references; what several versions have against a schema is told once', async (t) => {
  const { registryUrl, write, run } = await setUp(t)
  await register(registryUrl, 'address', JSON.stringify({ type: 'record', name: 'Address', fields: [id] }))
  const references = [{ name: 'Address', subject: 'address', version: 1 }]
  const to = { name: 'to', type: 'Address' }
  for (const more of [[], [optional]])
    await register(registryUrl, 'order', JSON.stringify(order(to, ...more)), { references })
  await write('schemalog.yaml', 'level: full_transitive\nschemas:\n  - files: "*-v2.avsc"\n    subject: order\n')
  await write('order-v2.avsc', order(to, { name: 'more', type: 'string' }))
  await write('address.avsc', { type: 'record', name: 'Address', fields: [id] })
  const { code, stdout } = await run(['check', '--against', 'registry', '--format', 'json'])
  assert.equal(code, 1)
  const { problems, schemas } = JSON.parse(stdout)
  assert.deepEqual(
    problems.map(({ kind, oldVersions }: Record<string, unknown>) => [kind, oldVersions]),
    [['READER_FIELD_MISSING_DEFAULT_VALUE', [2, 1]]],
  )
  assert.deepEqual(
    schemas.map(({ subject, state }: Record<string, unknown>) => [subject, state]),
    [
      ['address', 'unchanged'],
      ['order', 'incompatible'],
    ],
  )
})

test('a registry that does not answer is exit code 3', async (t) => {
  const { write, run } = await setUp(t)
  await write('a.avsc', record('A'))
  const { code, stderr } = await run(['check', '--against', 'registry:http://127.0.0.1:1'])
  assert.equal(code, 3)
  assert.match(stderr, /^schemalog: No registry answers at http:\/\/127\.0\.0\.1:1 /)
})
