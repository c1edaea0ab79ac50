/** `schemalog plan` and `apply`: a registry becomes what a folder says, all or nothing, and the second time nothing happens. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { carryOut, type Done } from '../../src/cli/plan/carry-out.ts'
import { makePlan } from '../../src/cli/plan/plan.ts'
import { tryOut } from '../../src/cli/plan/try-out.ts'
import { RegistryDoor } from '../../src/cli/registry-door.ts'
import { WorkingProject } from '../../src/cli/schema-project/working-project.ts'
import { ask, record, register, setUp, withoutOwnRoutes } from './command-server.ts'
import { writeFiles } from './git-repository.ts'

const order = (...fields: readonly object[]) => ({ type: 'record', name: 'Order', fields })
const to = { name: 'to', type: 'Address' }
const address = { type: 'record', name: 'Address', fields: [{ name: 'city', type: 'string' }] }
const note = { name: 'note', type: 'string' }

interface PlanAnswer {
  together: boolean
  schemas: { subject: string; outcome: string; version?: number; id?: number }[]
  levels: { subject: string; field: string; from: string; to: string }[]
  deletions: string[]
  others: string[]
  refused: string[]
  problems: { kind: string; subject: string; fix?: object }[]
}

async function project(t: Parameters<typeof setUp>[0]) {
  const { registryUrl, cwd, write, run } = await setUp(t)
  await write('s/order.avsc', order(to))
  await write('s/address.avsc', address)
  const plan = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(['plan', 's', '--json', ...args])
    return { code, stderr, ...(JSON.parse(stdout) as PlanAnswer) }
  }
  const head = async () =>
    ((await ask(registryUrl, 'GET', '/schemalog/v1/changes/head')) as { sequence: number }).sequence
  const level = async (subject: string) =>
    (await ask(registryUrl, 'GET', `/config/${subject}?defaultToGlobal=true`)) as { compatibilityLevel: string }
  return { registryUrl, cwd, write, run, plan, head, level }
}

/** `order new version 2`. */
function shown({ schemas }: PlanAnswer): string[] {
  return schemas
    .map(({ subject, outcome, version }) => `${subject} ${outcome}${version === undefined ? '' : ` ${version}`}`)
    .sort()
}

test('a plan writes nothing, applying it does, and applying it again changes nothing', async (t) => {
  const { registryUrl, write, run, plan, head, level } = await project(t)
  await write('s/schemalog.yaml', 'schemas:\n  - files: order.avsc\n    level: full\n')
  const before = await head()
  const planned = await plan()
  assert.deepEqual([planned.code, planned.refused], [0, []])
  assert.deepEqual(shown(planned), ['address new subject 1', 'order new subject 1'])
  assert.deepEqual(
    planned.levels.map(({ subject, from, to }) => `${subject} ${from} ${to}`),
    ['order BACKWARD FULL'],
  )
  assert.equal(await head(), before)

  const applied = await run(['apply', 's'])
  assert.deepEqual([applied.code, applied.stdout.split('\n').at(-2)], [0, 'Done: 2 new subjects, 1 change of a level.'])
  assert.equal((await level('order')).compatibilityLevel, 'FULL')
  const { references } = (await ask(registryUrl, 'GET', '/subjects/order/versions/1')) as { references: object }
  assert.deepEqual(references, [{ name: 'Address', subject: 'address', version: 1 }])

  const after = await head()
  const again = await run(['apply', 's'])
  assert.deepEqual([again.code, again.stdout], [0, `Nothing to do: ${registryUrl} is as s says.\n`])
  assert.equal(await head(), after)

  // What is referred to gets a version, and so does what refers to it.
  await write('s/address.avsc', { ...address, fields: [...address.fields, { ...note, default: '' }] })
  assert.deepEqual(shown(await plan()), ['address new version 2', 'order new version 2'])
  await run(['apply', 's'])
  assert.deepEqual(shown(await plan()), ['address existing', 'order existing 2'])
})

test('what is incompatible is refused with its fix, and nothing of the plan is done', async (t) => {
  const { write, run, plan, head, level } = await project(t)
  await run(['apply', 's'])
  await write('s/order.avsc', order(to, note))
  await write('s/new.avsc', record('New'))
  await write('s/schemalog.yaml', 'schemas:\n  - files: new.avsc\n    level: none\n')
  const planned = await plan()
  assert.equal(planned.code, 1)
  assert.deepEqual(shown(planned), ['address existing', 'new new subject 1', 'order refused'])
  assert.ok(planned.problems[0]?.fix)
  const before = await head()
  const { code, stdout, stderr } = await run(['apply', 's'])
  assert.deepEqual([code, stderr], [1, 'schemalog: Nothing is done, because of what is refused above.\n'])
  assert.match(stdout, /s.order\.avsc:1:\d+ error READER_FIELD_MISSING_DEFAULT_VALUE/)
  assert.equal(await head(), before)
  assert.equal((await level('new')).compatibilityLevel, 'BACKWARD')
  // The level that the folder wants is the one that judges.
  await write('s/schemalog.yaml', 'level: none\n')
  assert.deepEqual(shown(await plan()), ['address existing', 'new new subject 1', 'order new version 2'])
  assert.equal((await run(['apply', 's'])).code, 0)
})

test('what the registry itself would refuse is refused by the plan', async (t) => {
  const { registryUrl, write, run, head } = await project(t)
  await run(['apply', 's'])
  await write('s/order.avsc', order(to, { ...note, default: '' }))
  await write('s/schemalog.yaml', 'level: full\n')
  await ask(registryUrl, 'PUT', '/mode/order', { mode: 'READONLY' })
  const before = await head()
  const { code, stdout } = await run(['apply', 's'])
  assert.equal(code, 1)
  assert.match(stdout, /order\.avsc: .*read-only mode/)
  assert.equal(await head(), before)
})

test('where the registry refuses after the levels were set, they are put back', async (t) => {
  const { registryUrl, cwd, write, level } = await project(t)
  await ask(registryUrl, 'PUT', '/config/order', { compatibility: 'FORWARD', normalize: true })
  await write('s/schemalog.yaml', 'level: full\n')
  const door = new RegistryDoor({ registry: registryUrl })
  const working = new WorkingProject([join(cwd, 's')], {})
  const plan = await makePlan(working, working.read(), door, {})
  assert.equal(plan.levels.length, 2)
  // Somebody registers a version between plan and deed that the file does not go with.
  await register(registryUrl, 'order', JSON.stringify(order(note)))
  const done: Done = { levels: [], outcomes: [], deleted: [] }
  await assert.rejects(carryOut(plan, door, { provenance: {} }, done), {
    message:
      /cannot become the next version of 'order'\..*\nNot registered because of that: .*address\.avsc\.\nThe levels that had been set are put back\.$/s,
  })
  assert.deepEqual([done.levels, (await level('order')).compatibilityLevel], [[], 'FORWARD'])
  assert.equal((await level('address')).compatibilityLevel, 'BACKWARD')
  assert.deepEqual(await ask(registryUrl, 'GET', '/subjects'), ['order'])
})

test('a schema that goes back to an earlier version is not said to be the latest', async (t) => {
  const { write, run, plan } = await project(t)
  await run(['apply', 's'])
  await write('s/order.avsc', order(to, { ...note, default: '' }))
  await run(['apply', 's'])
  await write('s/order.avsc', order(to))
  assert.deepEqual(shown(await plan()), ['address existing', 'order existing 1'])
  const { code, stdout, stderr } = await run(['plan', 's'])
  assert.deepEqual([code, stdout], [0, 'There is nothing that can be done.\n'])
  assert.match(stderr, /^s.order\.avsc is what 'order' has as version 1, and the latest is version 2/)
})

test('files that cannot be used are told, each by itself, and the others are still planned', async (t) => {
  const { write, plan, run } = await project(t)
  await write('s/dup.avsc', record('D'))
  await write('s/more/dup.avsc', record('E'))
  await write('s/user.avsc', { type: 'array', items: 'E' })
  await write('s/lost.avsc', { type: 'array', items: 'Nowhere' })
  await write('s/no.avsc', '{"type":"record"}')
  await write('s/binary.avsc', Buffer.from([1, 0, 2]))
  const planned = await plan()
  assert.equal(planned.code, 1)
  assert.deepEqual(planned.problems.map(({ kind }) => kind).sort(), [
    'INVALID_SCHEMA',
    'MISSING_REFERENCE',
    'NOT_TEXT',
    'SHARED_SUBJECT',
  ])
  assert.deepEqual(shown(planned), [
    'address new subject 1',
    'dup refused',
    'dup refused',
    'no refused',
    'order new subject 1',
    'user refused',
  ])
  await write('empty/x.txt', '')
  assert.match((await run(['plan', 'empty'])).stderr, /^schemalog: There is no schema file .* in empty\.\n$/)
})

test('another registry gets one after the other, and that is said', async (t) => {
  const { registryUrl, write, run } = await project(t)
  const other = ['--registry', await withoutOwnRoutes(t, registryUrl)]
  await write('s/schemalog.yaml', 'level: full\n')
  const planned = JSON.parse((await run(['plan', 's', '--json', ...other])).stdout) as PlanAnswer
  assert.deepEqual(shown(planned), ['address new subject', 'order new subject'])
  const { code, stderr } = await run(['apply', 's', ...other])
  assert.equal(code, 0)
  assert.match(
    stderr,
    /is no Schemalog, so they are registered one after the other; what is before a failure stays\.\n$/,
  )
  assert.match((await run(['apply', 's', ...other])).stdout, /^Nothing to do: /)
  // What is not sent again keeps its version for those that refer to it.
  await write('s/order.avsc', order(to, { ...note, default: '' }))
  assert.equal((await run(['apply', 's', ...other])).code, 0)
  assert.match((await run(['apply', 's', ...other])).stdout, /^Nothing to do: /)
})

test('a subject without a file is refused where the folder owns it, and goes with --delete', async (t) => {
  const { registryUrl, run, plan, write } = await project(t)
  await run(['apply', 's'])
  // Deleted after what refers to it.
  await register(registryUrl, 'old.a', record('A'))
  await register(registryUrl, 'old.b', JSON.stringify({ type: 'array', items: 'A' }), {
    references: [{ name: 'A', subject: 'old.a', version: 1 }],
  })
  await register(registryUrl, 'else', record('Else'))
  assert.deepEqual((await plan()).others, ['else', 'old.a', 'old.b'])
  assert.equal((await plan()).code, 0)
  assert.match((await run(['plan', 's', '--delete'])).stderr, /^schemalog: --delete needs 'owns' in schemalog\.yaml/)
  await write('s/schemalog.yaml', "owns: ['order', 'address', 'old.*']\n")
  const refused = await plan()
  assert.deepEqual([refused.code, refused.deletions, refused.others], [1, ['old.a', 'old.b'], []])
  assert.match(refused.refused[0] ?? '', /^Subject 'old\.a' has no file here any more; with --delete/)
  const { code, stdout } = await run(['apply', 's', '--delete'])
  assert.equal(code, 0)
  assert.match(stdout, /- +old\.a +is deleted\n- +old\.b +is deleted\n\nDone: 2 deletions\.\n$/)
  assert.deepEqual(await ask(registryUrl, 'GET', '/subjects'), ['address', 'else', 'order'])
  assert.deepEqual((await plan('--delete')).deletions, [])
})

test('of more schemas than one request takes, those that are not there yet are one request', async (t) => {
  const { registryUrl, cwd } = await project(t)
  const schemaOf = (at: number) => ({ type: 'enum', name: `R${at}`, symbols: ['A'] })
  const numbers = Array.from({ length: 201 }, (_, at) => at)
  writeFiles(cwd, Object.fromEntries(numbers.map((at) => [`s/r${at}.avsc`, schemaOf(at)])))
  const body = (from: number, to: number) => ({
    schemas: numbers.slice(from, to).map((at) => ({ subject: `r${at}`, schema: JSON.stringify(schemaOf(at)) })),
  })
  await ask(registryUrl, 'POST', '/schemalog/v1/registrations', body(0, 150))
  await ask(registryUrl, 'POST', '/schemalog/v1/registrations', body(150, 200))
  const { files } = new WorkingProject([join(cwd, 's')], {}).read()
  const door = new RegistryDoor({ registry: registryUrl })
  const { together, sent, outcomes } = await tryOut(door, { valid: files, changed: files }, { force: false })
  assert.deepEqual([together, sent.map(({ subject }) => subject).sort()], [true, ['address', 'order', 'r200']])
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'existing').length, 200)
})
