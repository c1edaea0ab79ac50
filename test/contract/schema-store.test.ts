/** What the registry asks of a store, run on every store. The stores are those of `testOnStores`. */

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  type Change,
  type ChangeFilter,
  firstHash,
  type SchemaStore,
  type SchemaTransaction,
  type StoredSchema,
  type StoredVersion,
  sealOf,
} from '../../src/registry/index.ts'
import { openStore } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { testOnStores } from '../support/databases/stores.ts'

const schema: StoredSchema = {
  context: '.',
  schemaId: 1,
  guid: 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d',
  schemaType: 'AVRO',
  schema: '"string"',
  references: [],
  fingerprint: 'f'.repeat(64),
  likeness: 'e'.repeat(32),
  registeredText: undefined,
}

const version: StoredVersion = {
  context: '.',
  subject: 's',
  version: 1,
  schemaId: 1,
  deleted: false,
  createdAt: 1_767_225_600_123,
  createdBy: 'User:alice',
}

const change: Omit<Change, 'sequence'> = {
  time: 1_767_225_600_123,
  actor: 'User:alice',
  operation: 'register',
  target: { context: '.', subject: 's', version: 1 },
  before: undefined,
  after: { schemaId: 1 },
}

const key = { context: '.', subject: 's' }

/** A schema and a version of it, in a context of its own where one is named. */
async function addVersion(
  transaction: SchemaTransaction,
  { context = '.', subject = 's', number = 1, schemaId = 1, deleted = false } = {},
): Promise<void> {
  const [known] = await transaction.loadSchemas(context, [schemaId])
  const fingerprint = String(schemaId).padStart(64, '0')
  if (!known) await transaction.insertSchema({ ...schema, context, schemaId, fingerprint })
  await transaction.insertVersion({ ...version, context, subject, version: number, schemaId, deleted }, [])
}

const cases: { title: string; run: (store: SchemaStore, t: TestContext) => Promise<void> }[] = [
  {
    title: 'is empty at first',
    run: async (store) => {
      assert.deepEqual(await store.loadSchemas('.', [1]), [])
      assert.deepEqual(await store.loadVersions(key), [])
      assert.deepEqual(await store.loadContexts(), [])
      assert.deepEqual(await store.loadSettings([key]), [{ config: undefined, mode: undefined }])
      assert.equal(await store.findMaxSchemaId('.'), 0)
      assert.equal(await store.findLastSequence(), 0)
    },
  },
  {
    title: 'gives back a schema and a version as they were put in, whatever characters they have',
    run: async (store) => {
      const odd = '"größe 🚀 \'; drop table schemas; -- \\" %_ \u2028"'
      const full: StoredSchema = {
        ...schema,
        schema: odd,
        registeredText: ` ${odd} `,
        references: [{ name: 'n', subject: odd, version: 2 }],
        metadata: { properties: JSON.parse('{"__proto__":"x","a":""}') },
        ruleSet: { enableAt: 'ALL' },
      }
      const named = { ...version, subject: odd, createdAt: 8_640_000_000_000_000 }
      await store.transaction(['.'], async (transaction) => {
        await transaction.insertSchema(full)
        await transaction.insertVersion(named, [])
      })
      assert.deepEqual(await store.loadSchemas('.', [1]), [full])
      const { fingerprint, likeness } = full
      assert.deepEqual(await store.loadVersions({ context: '.', subject: odd }), [{ ...named, fingerprint, likeness }])
    },
  },
  {
    title: 'keeps metadata that is empty apart from metadata that is not there',
    run: async (store) => {
      const schemas = [schema, { ...schema, schemaId: 2, fingerprint: 'e'.repeat(64), metadata: {}, ruleSet: {} }]
      await store.transaction(['.'], async (transaction) => {
        for (const one of schemas) await transaction.insertSchema(one)
      })
      const loaded = await store.loadSchemas('.', [1, 2])
      assert.deepEqual(
        loaded.sort((a, b) => a.schemaId - b.schemaId),
        schemas,
      )
    },
  },
  {
    title: 'keeps a schema text of 1 MiB',
    run: async (store) => {
      const long = JSON.stringify('x'.repeat(1024 * 1024))
      await store.transaction(['.'], (transaction) => transaction.insertSchema({ ...schema, schema: long }))
      const [loaded] = await store.loadSchemas('.', [1])
      assert.equal(loaded?.schema, long)
    },
  },
  {
    title: 'finds schemas by many ids, by fingerprint and by guid',
    run: async (store) => {
      await store.transaction(['.', '.b', '.a'], async (transaction) => {
        for (let id = 1; id <= 1200; id++)
          await transaction.insertSchema({ ...schema, schemaId: id, fingerprint: String(id).padStart(64, '0') })
        for (const context of ['.b', '.a']) await transaction.insertSchema({ ...schema, context, schemaId: 7 })
      })
      const ids = Array.from({ length: 1201 }, (_, index) => index + 1)
      assert.equal((await store.loadSchemas('.', ids)).length, 1200)
      assert.deepEqual(await store.loadSchemas('.', []), [])
      assert.deepEqual(await store.loadSchemas('.', [2 ** 31, 2 ** 53]), [])
      assert.deepEqual(await store.loadUses('.', 2 ** 31), [])
      assert.equal((await store.findSchemaByFingerprint('.', '42'.padStart(64, '0')))?.schemaId, 42)
      assert.equal(await store.findSchemaByFingerprint('.a', '42'.padStart(64, '0')), undefined)
      const others = (await store.loadSchemasByGuid(schema.guid)).filter(({ context }) => context !== '.')
      assert.deepEqual(
        others.map(({ context, schemaId }) => [context, schemaId]),
        [
          ['.a', 7],
          ['.b', 7],
        ],
      )
      assert.equal(await store.findMaxSchemaId('.'), 1200)
    },
  },
  {
    title: 'refuses a second schema with an id or a fingerprint that is taken, and a version without a schema',
    run: async (store) => {
      const insert = (schemas: StoredSchema[]) =>
        store.transaction(['.'], async (transaction) => {
          for (const one of schemas) await transaction.insertSchema(one)
        })
      await assert.rejects(insert([schema, { ...schema, fingerprint: 'e'.repeat(64) }]))
      await assert.rejects(insert([schema, { ...schema, schemaId: 2 }]))
      await assert.rejects(store.transaction(['.'], (transaction) => transaction.insertVersion(version, [])))
      await insert([
        { ...schema, fingerprint: undefined },
        { ...schema, schemaId: 2, fingerprint: undefined },
      ])
    },
  },
  {
    title: 'finds a content under its new id once the old one has let go of it',
    run: async (store) => {
      await store.transaction(['.'], async (transaction) => {
        await transaction.insertSchema(schema)
        await transaction.releaseFingerprint('.', 1)
        await transaction.insertSchema({ ...schema, schemaId: 2 })
      })
      assert.equal((await store.findSchemaByFingerprint('.', 'f'.repeat(64)))?.schemaId, 2)
    },
  },
  {
    title: 'lists versions ascending, deletes them softly and for good, and removes schemas',
    run: async (store) => {
      await store.transaction(['.'], async (transaction) => {
        for (const number of [10, 2, 9, 1]) await addVersion(transaction, { number, schemaId: number })
        await addVersion(transaction, { subject: 't', number: 1, schemaId: 2 })
        await transaction.softDeleteVersions(key, [2, 9])
        await transaction.removeVersions(key, [9, 10])
        await transaction.removeSchemas('.', [9, 10])
      })
      assert.deepEqual(
        (await store.loadVersions(key)).map((row) => [row.version, row.deleted]),
        [
          [1, false],
          [2, true],
        ],
      )
      assert.deepEqual(
        (await store.loadUses('.', 2)).map((row) => [row.subject, row.version]),
        [
          ['s', 2],
          ['t', 1],
        ],
      )
      assert.equal(await store.findMaxSchemaId('.'), 2)
      const unused = store.transaction(['.'], (transaction) => transaction.findUnusedSchemas('.', [1, 2, 3]))
      assert.deepEqual(await unused, [3])
    },
  },
  {
    title: 'tells apart names that differ in case, accents or trailing spaces',
    run: async (store) => {
      const names = ['a', 'A', 'á', 'a ', 'ab']
      await store.transaction(['.'], async (transaction) => {
        for (const subject of names) await addVersion(transaction, { subject })
      })
      for (const subject of names)
        assert.equal((await store.loadVersions({ context: '.', subject })).length, 1, subject)
      const listed = await store.loadSubjects({ context: '.', prefix: 'a' })
      assert.deepEqual(listed.map(({ subject }) => subject).sort(), ['a', 'a ', 'ab'])
    },
  },
  {
    title: 'takes a prefix letter by letter, with characters outside of the basic plane',
    run: async (store) => {
      await store.transaction(['.'], async (transaction) => {
        for (const subject of ['🚀a', '🚀b', '%', '_', '\uffee']) await addVersion(transaction, { subject })
      })
      const named = async (prefix: string) => (await store.loadVersionsOf({ prefix })).map(({ subject }) => subject)
      assert.deepEqual(await named('🚀'), ['🚀a', '🚀b'])
      assert.deepEqual(await named('🚀a'), ['🚀a'])
      assert.deepEqual(await named('%'), ['%'])
      // By code units, where a database would go by code points.
      assert.deepEqual(await named(''), ['%', '_', '🚀a', '🚀b', '\uffee'])
      assert.deepEqual(await named('_'), ['_'])
    },
  },
  {
    title: 'says of each subject whether a version is active, in one context or in all',
    run: async (store) => {
      await store.transaction(['.', '.ctx'], async (transaction) => {
        await addVersion(transaction, { subject: 'both', number: 1 })
        await addVersion(transaction, { subject: 'both', number: 2, deleted: true })
        await addVersion(transaction, { subject: 'gone', deleted: true })
        await addVersion(transaction, { context: '.ctx', subject: 'both' })
      })
      const byName = (a: { subject: string }, b: { subject: string }) => (a.subject < b.subject ? -1 : 1)
      assert.deepEqual((await store.loadSubjects({ context: '.', prefix: '' })).sort(byName), [
        { context: '.', subject: 'both', active: true },
        { context: '.', subject: 'gone', active: false },
      ])
      assert.equal((await store.loadSubjects({ prefix: '' })).length, 3)
      assert.deepEqual(await store.loadContextsOf('both'), ['.', '.ctx'])
      assert.deepEqual(await store.loadContextsOf('none'), [])
    },
  },
  {
    title: 'lists the configs of subjects by prefix, in one context or in all',
    run: async (store) => {
      await store.transaction(['.', '.ctx'], async (transaction) => {
        await transaction.saveConfig({ context: '.', subject: 'a1' }, { alias: 'b' })
        await transaction.saveConfig({ context: '.', subject: '' }, { normalize: true })
        await transaction.saveConfig({ context: '.ctx', subject: 'a2' }, {})
      })
      assert.deepEqual(await store.loadConfigs({ context: '.', prefix: 'a' }), [
        { context: '.', subject: 'a1', config: { alias: 'b' } },
      ])
      const all = await store.loadConfigs({ prefix: '' })
      assert.deepEqual(all.map(({ context, subject }) => `${context} ${subject}`).sort(), ['. ', '. a1', '.ctx a2'])
    },
  },
  {
    title: 'lists the scopes on which anything is set, by context and subject',
    run: async (store) => {
      await store.transaction(['.', '.ctx'], async (transaction) => {
        await transaction.saveConfig({ context: '.ctx', subject: '' }, {})
        await transaction.saveMode({ context: '.', subject: 'é' }, 'READONLY')
        await transaction.saveConfig({ context: '.', subject: 'b' }, { alias: 'c' })
        await transaction.saveMode({ context: '.', subject: 'b' }, 'IMPORT')
      })
      const b = { context: '.', subject: 'b', config: { alias: 'c' }, mode: 'IMPORT' }
      const ctx = { context: '.ctx', subject: '', config: {}, mode: undefined }
      const é = { context: '.', subject: 'é', config: undefined, mode: 'READONLY' }
      assert.deepEqual(await store.loadScopes({ prefix: '' }), [b, é, ctx])
      assert.deepEqual(await store.loadScopes({ context: '.', prefix: 'b' }), [b])
    },
  },
  {
    title: 'finds who refers to a version, each once, until the referrer is gone',
    run: async (store) => {
      const target = { context: '.', subject: 's', version: 1 }
      const other = { ...version, context: '.ctx', subject: 'r', version: 3 }
      await store.transaction(['.', '.ctx'], async (transaction) => {
        await addVersion(transaction)
        await transaction.insertSchema({ ...schema, context: '.ctx' })
        await transaction.insertVersion(other, [target, target, { ...target, version: 2 }])
      })
      assert.deepEqual(await store.loadReferrers(target), [other])
      assert.deepEqual(await store.loadReferrers({ ...target, version: 3 }), [])
      const referrals = await store.transaction(['.'], (transaction) => transaction.loadReferrersOfAll(target))
      assert.deepEqual(
        referrals.map(({ target: referred, referrer }) => [referred, referrer.subject]).sort(),
        [1, 1, 2].map((referred) => [referred, 'r']),
      )
      await store.transaction(['.ctx'], (transaction) => transaction.removeVersions(other, [3]))
      assert.deepEqual(await store.loadReferrers(target), [])
    },
  },
  {
    title: 'tells all that decides about a subject in one answer, as it was after one change',
    run: async (store) => {
      const scopes = [{ context: '.', subject: '' }, key, { context: '.ctx', subject: '' }]
      const [context, , other] = scopes
      assert.ok(context && other)
      assert.deepEqual(await store.loadSubject(key, scopes), {
        versions: [],
        settings: scopes.map(() => ({ config: undefined, mode: undefined })),
        sequence: 0,
      })
      await store.transaction(['.', '.ctx'], async (transaction) => {
        for (const number of [10, 9]) await addVersion(transaction, { number, schemaId: number, deleted: number === 9 })
        await addVersion(transaction, { context: '.ctx' })
        await transaction.saveConfig(context, { normalize: true })
        await transaction.saveMode(other, 'READONLY')
        await transaction.saveMode({ context: '.', subject: 'another' }, 'READONLY')
        await transaction.appendChange(change)
        const { versions, sequence } = await transaction.loadSubject(key, scopes)
        assert.deepEqual([versions.length, sequence], [2, 0], 'it sees its own writes')
      })
      assert.deepEqual(await store.loadSubject(key, scopes), {
        versions: await store.loadVersions(key),
        settings: [
          { config: { normalize: true }, mode: undefined },
          { config: undefined, mode: undefined },
          { config: undefined, mode: 'READONLY' },
        ],
        sequence: 1,
      })
    },
  },
  {
    title: 'keeps configs and modes of scopes apart, overwrites and removes them',
    run: async (store) => {
      const scopes = [key, { context: '.', subject: '' }, { context: '.ctx', subject: 's' }]
      const [subject, context, other] = scopes
      assert.ok(subject && context && other)
      await store.transaction(['.'], async (transaction) => {
        await transaction.saveConfig(subject, { normalize: true })
        await transaction.saveConfig(subject, { compatibilityLevel: 'FULL' })
        await transaction.saveMode(subject, 'READONLY')
        await transaction.saveConfig(context, {})
        await transaction.saveMode(other, 'IMPORT')
      })
      assert.deepEqual(await store.loadSettings(scopes), [
        { config: { compatibilityLevel: 'FULL' }, mode: 'READONLY' },
        { config: {}, mode: undefined },
        { config: undefined, mode: 'IMPORT' },
      ])
      await store.transaction(['.'], async (transaction) => {
        await transaction.saveConfig(subject, undefined)
        await transaction.saveMode(other, undefined)
        await transaction.saveMode(subject, undefined)
        await transaction.saveMode(context, 'READWRITE')
        const all = { context: '.', prefix: '' }
        assert.deepEqual(await transaction.loadScopes(all), [{ ...context, config: {}, mode: 'READWRITE' }])
        await transaction.saveMode(context, undefined)
        assert.deepEqual(await transaction.loadScopes(all), [{ ...context, config: {}, mode: undefined }])
      })
      assert.deepEqual(await store.loadSettings(scopes), [
        { config: undefined, mode: undefined },
        { config: {}, mode: undefined },
        { config: undefined, mode: undefined },
      ])
    },
  },
  {
    title: 'makes the row of a context that is locked, and lists it once it has had a registration',
    run: async (store) => {
      await store.transaction(['.b', '.a', '.b'], async (transaction) => {
        assert.deepEqual(transaction.context('.a'), { name: '.a', nextSchemaId: 1, registeredAt: undefined })
        assert.throws(() => transaction.context('.c'), /has not locked/)
        await transaction.saveContext({ name: '.b', nextSchemaId: 5, registeredAt: 1_767_225_600_123 })
        assert.equal(transaction.context('.b').nextSchemaId, 5)
      })
      assert.deepEqual(await store.loadContexts(), ['.b'])
      await store.transaction(['.b'], async (transaction) => {
        assert.deepEqual(transaction.context('.b'), { name: '.b', nextSchemaId: 5, registeredAt: 1_767_225_600_123 })
        await transaction.saveConfig({ context: '.b', subject: '' }, {})
        await transaction.removeContext('.b')
      })
      assert.deepEqual(await store.loadContexts(), [])
      assert.equal((await store.loadSettings([{ context: '.b', subject: '' }]))[0]?.config, undefined)
    },
  },
  {
    title: 'numbers changes without gaps in the order of commits, and gives them back in parts',
    run: async (store) => {
      const write = (actor: string, fails = false) =>
        store.transaction(['.'], async (transaction) => {
          await transaction.appendChange({ ...change, actor })
          if (fails) throw new Error('refused')
        })
      await write('User:one')
      await assert.rejects(write('User:two', true), /refused/)
      await write('User:three')
      await store.transaction(['.'], async (transaction) => {
        await transaction.appendChange({ ...change, target: key, before: [1], after: undefined })
        await transaction.appendChange(change)
      })
      assert.deepEqual(
        (await store.loadChanges(0, 10)).map(({ sequence, actor }) => [sequence, actor]),
        [
          [1, 'User:one'],
          [2, 'User:three'],
          [3, 'User:alice'],
          [4, 'User:alice'],
        ],
      )
      assert.deepEqual(await store.loadChanges(2, 1), [
        { ...change, sequence: 3, target: key, before: [1], after: undefined },
      ])
      assert.equal(await store.findLastSequence(), 4)
    },
  },
  {
    title: 'gives back a whole change, and chooses changes by target, operation and end',
    run: async (store) => {
      const provenance = { commit: 'abc', run: 'https://ci.example/1' }
      const whole = { ...change, content: { schema: '"string"' }, provenance }
      const other = { ...change, operation: 'setMode', target: { context: '.ctx', subject: '' } } as const
      await store.transaction(['.', '.ctx'], async (transaction) => {
        await transaction.appendChange(whole)
        await transaction.appendChange(other)
        await transaction.appendChange({ ...other, target: key })
      })
      const [first] = await store.loadChanges(0, 1, { whole: true })
      const { hash, ...rest } = first ?? {}
      assert.deepEqual(rest, { ...whole, sequence: 1 })
      assert.match(String(hash), /^[0-9a-f]{64}$/)
      assert.equal((await store.loadChanges(0, 1))[0]?.content, undefined)
      const sequences = async (filter: ChangeFilter) =>
        (await store.loadChanges(0, 10, filter)).map(({ sequence }) => sequence)
      assert.deepEqual(await sequences({ context: '.ctx' }), [2])
      assert.deepEqual(await sequences({ context: '.', subject: 's' }), [1, 3])
      assert.deepEqual(await sequences({ operations: ['setMode'] }), [2, 3])
      assert.deepEqual(await sequences({ through: 2 }), [1, 2])
    },
  },
  {
    title: 'seals what it gives back: every change follows by its hash from the one before, text of any kind included',
    run: async (store) => {
      const text = 'ü "quoted" \u2028 \\ 😀 \n\t'
      for (let round = 0; round < 3; round++)
        await store.transaction(['.'], async (transaction) => {
          await transaction.appendChange({ ...change, target: { ...key, subject: text }, after: { text } })
          await transaction.appendChange({ ...change, actor: `User:${text}`, before: null, content: { schema: text } })
        })
      const records = await store.loadChangeRecords(0, 100)
      assert.equal(records.length, 6)
      let hash = firstHash
      for (const record of records) {
        hash = sealOf(hash, record)
        assert.equal(record.hash, hash)
      }
      assert.deepEqual(await store.findChangeHead(), { sequence: 6, hash })
    },
  },
  {
    title: 'tells versions, subjects and settings as they were after any change, and the change until a time',
    run: async (store) => {
      const facts = (number: number) => ({ version: number, schemaId: number, createdAt: 5, createdBy: 'User:alice' })
      const content = { schema: '"string"' }
      const row = (number: number, subject = 's', context = '.') => ({ context, subject, version: number })
      const deeds: Omit<Change, 'sequence'>[] = [
        { ...change, time: 100, target: row(1), after: facts(1), content },
        { ...change, time: 110, target: row(2), after: facts(2), content },
        { ...change, time: 105, target: row(1, 'ünï', '.ctx'), after: facts(1), content },
        { ...change, time: 120, operation: 'softDelete', target: row(1), before: facts(1), after: facts(1) },
        { ...change, time: 130, operation: 'setConfig', target: key, after: { normalize: true } },
        { ...change, time: 140, operation: 'hardDelete', target: row(1), before: facts(1), after: undefined, content },
        { ...change, time: 150, operation: 'setMode', target: key, after: 'READONLY' },
        { ...change, time: 160, operation: 'deleteConfig', target: key, before: {}, after: undefined },
      ]
      for (const deed of deeds) await store.transaction(['.', '.ctx'], (transaction) => transaction.appendChange(deed))
      const versions = async (sequence: number) =>
        (await store.loadVersionsAt(key, sequence)).map(({ version, deleted }) => (deleted ? -version : version))
      assert.deepEqual(await Promise.all([0, 1, 3, 5, 6, 99].map(versions)), [[], [1], [1, 2], [-1, 2], [2], [2]])
      assert.deepEqual(await store.loadVersionsAt(key, 1), [{ ...row(1), ...facts(1), deleted: false }])
      const subjects = async (sequence: number, prefix = '', context?: string) =>
        (await store.loadSubjectsAt({ prefix, context }, sequence))
          .map(({ subject, active }) => [subject, active])
          .sort()
      assert.deepEqual(await subjects(0), [])
      assert.deepEqual(await subjects(3), [
        ['s', true],
        ['ünï', true],
      ])
      assert.deepEqual(await subjects(99, 'ün'), [['ünï', true]])
      assert.deepEqual(await subjects(99, '', '.'), [['s', true]])
      const settings = (sequence: number) => store.loadSettingsAt([key], sequence)
      assert.deepEqual(await settings(4), [{ config: undefined, mode: undefined }])
      assert.deepEqual(await settings(7), [{ config: { normalize: true }, mode: 'READONLY' }])
      assert.deepEqual(await settings(8), [{ config: undefined, mode: 'READONLY' }])
      const times = [99, 100, 104, 105, 115, 1000]
      assert.deepEqual(await Promise.all(times.map((time) => store.findSequenceAt(time))), [0, 1, 1, 3, 3, 8])
      const contents = await store.loadContents({ ...version, version: 1 })
      assert.deepEqual(
        contents.map(({ sequence, operation, content }) => [sequence, operation, content?.schema]),
        [
          [1, 'register', '"string"'],
          [6, 'hardDelete', '"string"'],
        ],
      )
    },
  },
  {
    title: 'gives back large changes in small pages, and never an empty page while there are more',
    run: async (store) => {
      const content = { schema: 'x'.repeat(3 * 1024 * 1024) }
      await store.transaction(['.'], async (transaction) => {
        for (let index = 0; index < 5; index++) await transaction.appendChange({ ...change, content })
        await transaction.appendChange(change)
      })
      const pages: number[] = []
      for (let after = 0; after < 6; after += pages.at(-1) ?? 6)
        pages.push((await store.loadChanges(after, 100, { whole: true })).length)
      assert.deepEqual(pages, [2, 2, 2])
    },
  },
  {
    title: 'leaves nothing of a transaction that fails, neither the write nor its change, and goes on',
    run: async (store) => {
      const failure = new Error('after everything was written')
      const failing = store.transaction(['.'], async (transaction) => {
        await addVersion(transaction)
        await transaction.saveConfig(key, {})
        await transaction.saveContext({ name: '.', nextSchemaId: 2, registeredAt: 1 })
        await transaction.appendChange(change)
        throw failure
      })
      await assert.rejects(failing, (error) => error === failure)
      assert.deepEqual(await store.loadVersions(key), [])
      assert.deepEqual(await store.loadSchemas('.', [1]), [])
      assert.deepEqual(await store.loadSettings([key]), [{ config: undefined, mode: undefined }])
      assert.deepEqual(await store.loadContexts(), [])
      assert.equal(await store.findLastSequence(), 0)
      await store.transaction(['.'], (transaction) => addVersion(transaction))
      assert.equal((await store.loadVersions(key)).length, 1)
    },
  },
  {
    title: 'shows a transaction its own writes, and others nothing before it is committed',
    run: async (store) => {
      let committed = false
      const outside: Promise<void>[] = []
      await store.transaction(['.'], async (transaction) => {
        await addVersion(transaction)
        assert.equal((await transaction.loadVersions(key)).length, 1)
        // A read from outside may wait for the transaction, or answer what was before; never something in between.
        const read = store
          .loadVersions(key)
          .then((rows) => assert.ok(rows.length === 0 || (committed && rows.length === 1)))
        outside.push(read)
        await transaction.insertVersion({ ...version, version: 2 }, [])
        await transaction.removeVersions(key, [2])
        committed = true
      })
      await Promise.all(outside)
    },
  },
  {
    title: 'lets transactions on one context follow each other, so that each sees what the one before did',
    run: async (store) => {
      const increments = Array.from({ length: 20 }, () =>
        store.transaction(['.'], async (transaction) => {
          const row = transaction.context('.')
          await transaction.loadVersions(key)
          await transaction.saveContext({ ...row, nextSchemaId: row.nextSchemaId + 1 })
        }),
      )
      await Promise.all(increments)
      await store.transaction(['.'], async (transaction) => {
        assert.equal(transaction.context('.').nextSchemaId, 21)
      })
    },
  },
]

for (const { title, run } of cases)
  testOnStores(title, async (t, url) => {
    const store = await openStore({ url, logger: silentLogger })
    t.after(() => store.close())
    await run(store.schemas, t)
  })
