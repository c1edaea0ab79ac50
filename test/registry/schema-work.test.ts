/** Schemas that need much work: answered beside the event loop, within a time, or refused. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Registry } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { A1, A2 } from './fixtures.ts'
import { startRegistry, startRegistryOnStore } from './start-registry.ts'

/** A record of many fields: about 60 characters each. */
function wideRecord(fieldCount: number, type = 'string') {
  const fields = Array.from({ length: fieldCount }, (_, index) => ({ name: `field${index}`, type, doc: 'A field.' }))
  return { schema: JSON.stringify({ type: 'record', name: 'Wide', fields }) }
}

/** Whether a name fits is decided after more steps than anybody can wait for. */
function hostile(title: string, names: string[] = []) {
  const schema = {
    title,
    type: 'object',
    patternProperties: { '^(a+)+$': { type: 'string' } },
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    additionalProperties: false,
  }
  return { schemaType: 'JSON', schema: JSON.stringify(schema) }
}

const endlessName = `${'a'.repeat(40)}!`

test('a schema of a megabyte is registered, found again and compared', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  t.after(() => registry.close())
  const large = wideRecord(25_000)
  assert.ok(large.schema.length > 1024 * 1024)
  const registered = await registry.register('large', large)
  assert.equal(registered.version, 1)
  assert.equal((await registry.lookup('large', large)).schemaId, registered.schemaId)
  assert.equal((await registry.checkCompatibility('large', undefined, large)).isCompatible, true)
  await assert.rejects(registry.register('large', wideRecord(25_000, 'int')), { code: 40901 })
  const broken = { schema: large.schema.replace('field24999', 'field0') }
  await assert.rejects(registry.register('large', broken), { code: 42201 })
})

test('while a large schema is read and compared, small ones are registered', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  t.after(() => registry.close())
  await registry.register('small', A1)
  const large = wideRecord(3000)
  await registry.register('large', large)
  const order: string[] = []
  const next = { schema: large.schema.replace('"Wide"', '"Wide","doc":"The next one."') }
  await Promise.all([
    registry.register('large', next).then(() => order.push('large')),
    registry.register('small', A2).then(() => order.push('small')),
  ])
  assert.deepEqual(order, ['small', 'large'])
})

/** Compared with each of its versions in turn, the hostile names take more than the time that there is. */
async function startHostile(t: TestContext) {
  const { registry: patient, store } = await startRegistryOnStore(t, { schemaTimeoutMs: 60_000 })
  t.after(() => patient.close())
  await patient.setConfig('hostile', { compatibilityLevel: 'NONE' })
  for (const title of 'abcdefghijklmnop') await patient.register('hostile', hostile(title))
  await patient.setConfig('hostile', { compatibilityLevel: 'BACKWARD_TRANSITIVE' })
  const options = { store: store.schemas, formats: schemaFormats, now: () => 0, logger: silentLogger }
  const registry = new Registry({ ...options, schemaTimeoutMs: 500 })
  t.after(() => registry.close())
  return registry
}

test('a comparison that takes too long is given up, and the next one is answered', async (t) => {
  const registry = await startHostile(t)
  const check = registry.checkCompatibility('hostile', undefined, hostile('z', [endlessName]))
  await assert.rejects(check, { code: 42209, key: 'schemaTakesTooLong' })
  await registry.setConfig('hostile', { compatibilityLevel: 'BACKWARD' })
  assert.equal((await registry.checkCompatibility('hostile', undefined, hostile('z'))).isCompatible, true)
})

test('those who wait until their time is up are asked to come again', async (t) => {
  const registry = await startHostile(t)
  const check = () => registry.checkCompatibility('hostile', undefined, hostile('z', [endlessName]))
  const outcomes = await Promise.allSettled([check(), check(), check(), check(), check(), check()])
  const keys = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.key : 'answered'))
  assert.ok(
    keys.every((key) => key === 'schemaTakesTooLong' || key === 'schemaThreadsBusy'),
    String(keys),
  )
  assert.ok(keys.includes('schemaThreadsBusy'), String(keys))
})

test('a registry that is closed answers those who wait', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  await registry.register('hostile', hostile('a'))
  const check = registry.checkCompatibility('hostile', undefined, hostile('b', [endlessName]))
  const refused = assert.rejects(check, { code: 50302 })
  await new Promise(setImmediate)
  await registry.close()
  await refused
})
